/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/alphabet.h"

#include "base/ascii.h"

const char alphabet_base36[] = "0123456789abcdefghijklmnopqrstuvwxyz";
const char alphabet_base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

void number_write(uint64_t value, const char *digits, size_t width, char *out)
{
    size_t base = strlen(digits);
    out[width] = '\0';
    for (; width > 0; value /= base)
        out[--width] = digits[value % base];
}

static int base64_value(char c)
{
    if (ascii_is_upper(c))
        return c - 'A';
    if (ascii_is_lower(c))
        return c - 'a' + 26;
    if (ascii_is_digit(c))
        return c - '0' + 52;
    return c == '+' || c == '-' ? 62 : c == '/' || c == '_' ? 63 : -1;
}

static int base32_value(char c)
{
    c = ascii_upper(c);
    if (ascii_is_upper(c))
        return c - 'A';
    return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

static size_t decode(struct span text, int (*value_of)(char c), unsigned bits, char *out,
                     size_t max)
{
    uint32_t waiting = 0;
    unsigned waiting_bits = 0;
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        int value = value_of(text.data[i]);
        if (value < 0)
            return 0;
        waiting = waiting << bits | (uint32_t)value;
        waiting_bits += bits;
        if (waiting_bits < 8)
            continue;
        if (len == max)
            return 0;
        waiting_bits -= 8;
        out[len++] = (char)(waiting >> waiting_bits);
    }
    return len;
}

size_t base64_decode(struct span text, char *out, size_t max)
{
    return decode(span_sub(text, 0, span_find_char(text, '=')), base64_value, 6, out, max);
}

size_t base32_decode(struct span text, char *out, size_t max)
{
    return decode(text, base32_value, 5, out, max);
}
