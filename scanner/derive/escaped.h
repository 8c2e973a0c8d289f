/* SPDX-License-Identifier: Apache-2.0 */
/* What every decoder of escapes does, escape by escape. */
#ifndef VETO_DERIVE_ESCAPED_H
#define VETO_DERIVE_ESCAPED_H

#include "derive/decoder.h"

struct escape {
    char first; /* the character that all of them begin with */
    const char *decoding;
    /* The bytes that the escape at the front stands for, and how many it takes; 0: it is none. */
    size_t (*read)(struct span rest, char out[static 4], size_t *len);
};

/* A part of the unit, as one text. False where no more may be decoded. */
bool put_escaped(struct derived_text *text, const struct escape *escape, const struct unit *unit,
                 struct byte_range range);
/* Whole lines around the signs. */
void decode_escaped(const struct decoder_input *input, struct derived_text *text,
                    const struct escape *escape);

#endif
