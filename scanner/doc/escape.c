/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/escape.h"

#include "base/ascii.h"

enum { UNICODE_ESCAPE = 6 };

static bool read_unit(struct span s, uint32_t *unit)
{
    if (s.len < UNICODE_ESCAPE || s.data[0] != '\\' || s.data[1] != 'u')
        return false;
    *unit = 0;
    for (size_t i = 2; i < UNICODE_ESCAPE; i++) {
        int digit = ascii_hex_value(s.data[i]);
        if (digit < 0)
            return false;
        *unit = *unit << 4 | (uint32_t)digit;
    }
    return true;
}

static size_t read_unicode(struct span s, uint32_t *code_point)
{
    uint32_t high, low;
    if (!read_unit(s, &high))
        return 0;
    *code_point = high;
    bool leads = high >= 0xd800 && high <= 0xdbff;
    if (!leads || !read_unit(span_from(s, UNICODE_ESCAPE), &low) || low < 0xdc00 || low > 0xdfff)
        return UNICODE_ESCAPE;
    *code_point = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    return (size_t)2 * UNICODE_ESCAPE;
}

size_t escape_read(struct span s, uint32_t *code_point)
{
    static const struct {
        char letter, meaning;
    } letters[] = {
        { 'b', '\b' }, { 'f', '\f' }, { 'n', '\n' }, { 'r', '\r' },
        { 't', '\t' }, { '/', '/' },  { '\\', '\\' },
    };
    if (s.len < 2 || s.data[0] != '\\')
        return 0;
    if (s.data[1] == 'u')
        return read_unicode(s, code_point);
    for (size_t i = 0; i < ARRAY_SIZE(letters); i++) {
        if (s.data[1] == letters[i].letter) {
            *code_point = (unsigned char)letters[i].meaning;
            return 2;
        }
    }
    return 0;
}
