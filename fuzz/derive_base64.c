/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 and hexadecimal, in lines and of UTF-16. */
#include "derive.h"
#include "target.h"

static void decode_both(const struct decoder_input *input, struct derived_text *text)
{
    decode_base64(input, text);
    decode_base64_signs(input, text);
}

FUZZ_DERIVE("a.yaml", VETO_ORIGIN_FILE, MARKER_BASE64, decode_both)
