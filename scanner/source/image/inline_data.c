/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/inline_data.h"

#include "base/ascii.h"

/* -1 where the character is no digit of base64. */
static int digit_value(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (ascii_is_digit(c))
        return c - '0' + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool inline_data_decode(struct arena *arena, struct span text, struct span *bytes)
{
    size_t padding = 0, len = 0;
    while (padding < 2 && text.len && text.data[text.len - 1] == '=') {
        text.len--;
        padding++;
    }
    if ((text.len + padding) % 4 || text.len == 0)
        return false;
    char *out = arena_alloc(arena, text.len);
    uint32_t bits = 0;
    for (size_t i = 0; out && i < text.len; i++) {
        int value = digit_value(text.data[i]);
        if (value < 0)
            return false;
        bits = bits << 6 | (uint32_t)value;
        if (i % 4)
            out[len++] = (char)(bits >> (2 * (3 - i % 4)) & 0xff);
    }
    *bytes = (struct span){ out, len };
    return out != NULL;
}
