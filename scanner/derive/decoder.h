/* SPDX-License-Identifier: Apache-2.0 */
/* The decoders: each finds its own encoding in a unit, and writes what it decodes. One a file. */
#ifndef VETO_DERIVE_DECODER_H
#define VETO_DERIVE_DECODER_H

#include "base/arena.h"
#include "derive/text.h"
#include "unit/marker.h"

/* What a decoder is given: a unit, and the signs in it that are of its kind. */
struct decoder_input {
    const struct unit *unit;
    const struct marker *markers;
    size_t count;
    struct arena *arena; /* for the time of the call */
};

typedef void (*decoder)(const struct decoder_input *input, struct derived_text *text);

void decode_base64(const struct decoder_input *input, struct derived_text *text);
void decode_base64_signs(const struct decoder_input *input, struct derived_text *text);
void decode_backslashes(const struct decoder_input *input, struct derived_text *text);
void decode_percent(const struct decoder_input *input, struct derived_text *text);
void decode_entities(const struct decoder_input *input, struct derived_text *text);
void decode_split_strings(const struct decoder_input *input, struct derived_text *text);
void decode_utf16(const struct decoder_input *input, struct derived_text *text);
void decode_manifests(const struct decoder_input *input, struct derived_text *text);
void decode_heredocs(const struct decoder_input *input, struct derived_text *text);
void decode_escaped_strings(const struct decoder_input *input, struct derived_text *text);
void decode_notebook(const struct decoder_input *input, struct derived_text *text);
void decode_office(const struct decoder_input *input, struct derived_text *text);
void decode_constants(const struct decoder_input *input, struct derived_text *text);
void decode_sqlite(const struct decoder_input *input, struct derived_text *text);

#endif
