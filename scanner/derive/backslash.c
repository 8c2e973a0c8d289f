/* SPDX-License-Identifier: Apache-2.0 */
/* The escapes of strings in JSON, JavaScript, Python, C, shells: `\u0041`, `\x41`, `\n`. */
#include "derive/backslash.h"

#include "base/ascii.h"
#include "base/utf.h"
#include "derive/escaped.h"

/* `count` digits of hexadecimal at `at`; false where there are fewer. */
static bool read_hex(struct span rest, size_t at, size_t count, uint32_t *value)
{
    *value = 0;
    if (rest.len < at + count)
        return false;
    for (size_t i = 0; i < count; i++) {
        int digit = ascii_hex_value(rest.data[at + i]);
        if (digit < 0)
            return false;
        *value = *value * 16 + (uint32_t)digit;
    }
    return true;
}

/* `\u{5f}` */
static size_t read_braces(struct span rest, char out[static 4], size_t *len)
{
    enum { DIGITS = 6 };
    uint32_t value;
    struct span digits = span_sub(rest, 3, DIGITS + 1);
    digits.len = span_find_char(digits, '}');
    if (digits.len == 0 || digits.len > DIGITS || 3 + digits.len == rest.len ||
        !read_hex(digits, 0, digits.len, &value) || value > 0x10ffff)
        return 0;
    *len = utf_encode(value, out);
    return digits.len + 4;
}

static size_t read_unicode(struct span rest, char out[static 4], size_t *len)
{
    uint32_t high, low;
    if (rest.len > 2 && rest.data[2] == '{')
        return read_braces(rest, out, len);
    if (!read_hex(rest, 2, 4, &high))
        return 0;
    if (high >= 0xd800 && high < 0xdc00 && rest.len >= 12 && rest.data[6] == '\\' &&
        rest.data[7] == 'u' && read_hex(rest, 8, 4, &low) && low >= 0xdc00 && low < 0xe000) {
        *len = utf_encode(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), out);
        return 12;
    }
    *len = utf_encode(high, out);
    return 6;
}

size_t backslash_read(struct span rest, char out[static 4], size_t *len)
{
    static const char letters[] = "nrt\\/\"'", meanings[] = "\n\r\t\\/\"'";
    uint32_t value;
    if (rest.len < 2)
        return 0;
    if (rest.data[1] == 'u')
        return read_unicode(rest, out, len);
    if (rest.data[1] == 'x') {
        if (!read_hex(rest, 2, 2, &value))
            return 0;
        out[0] = (char)value;
        *len = 1;
        return 4;
    }
    const char *letter = memchr(letters, rest.data[1], sizeof(letters) - 1);
    if (!letter)
        return 0;
    out[0] = meanings[letter - letters];
    *len = 1;
    return 2;
}

void decode_backslashes(const struct decoder_input *input, struct derived_text *text)
{
    static const struct escape backslash = { '\\', "backslash escapes", backslash_read };
    decode_escaped(input, text, &backslash);
}
