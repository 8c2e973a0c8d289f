/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding (RFC 3986 §2.1). A plus stays a plus: in a token it is one. */
#include "base/ascii.h"
#include "derive/escaped.h"

static size_t read_percent(struct span rest, char out[static 4], size_t *len)
{
    if (rest.len < 3 || !ascii_is_hex(rest.data[1]) || !ascii_is_hex(rest.data[2]))
        return 0;
    out[0] = (char)(ascii_hex_value(rest.data[1]) * 16 + ascii_hex_value(rest.data[2]));
    *len = 1;
    return 3;
}

void decode_percent(const struct decoder_input *input, struct derived_text *text)
{
    static const struct escape percent = { '%', "percent", read_percent };
    decode_escaped(input, text, &percent);
}
