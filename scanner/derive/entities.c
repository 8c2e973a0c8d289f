/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/entities.h"

#include "base/ascii.h"
#include "base/utf.h"
#include "derive/escaped.h"

enum { LONGEST = 12 };

static const struct {
    const char *name;
    char meaning;
} names[] = {
    { "amp", '&' },    { "apos", '\'' },  { "quot", '"' },   { "lt", '<' },       { "gt", '>' },
    { "nbsp", ' ' },   { "equals", '=' }, { "colon", ':' },  { "lowbar", '_' },   { "sol", '/' },
    { "plus", '+' },   { "period", '.' }, { "commat", '@' }, { "num", '#' },      { "dollar", '$' },
    { "percnt", '%' }, { "semi", ';' },   { "comma", ',' },  { "NewLine", '\n' }, { "Tab", '\t' },
    { "hyphen", '-' },
};

static bool read_number(struct span digits, uint32_t *value)
{
    bool hex = digits.len && ascii_lower(digits.data[0]) == 'x';
    *value = 0;
    if (hex)
        digits = span_from(digits, 1);
    for (size_t i = 0; i < digits.len; i++) {
        int digit = ascii_hex_value(digits.data[i]);
        if (digit < 0 || (!hex && digit > 9))
            return false;
        *value = *value * (hex ? 16 : 10) + (uint32_t)digit;
        if (*value > 0x10ffff)
            return false;
    }
    return digits.len > 0;
}

size_t entity_read(struct span rest, char out[static 4], size_t *len)
{
    struct span body = span_sub(rest, 1, LONGEST);
    size_t end = span_find_char(body, ';');
    uint32_t value;
    if (rest.len < 3 || end == body.len || end == 0)
        return 0;
    body = span_sub(body, 0, end);
    if (body.data[0] == '#') {
        if (!read_number(span_from(body, 1), &value))
            return 0;
        *len = utf_encode(value, out);
        return end + 2;
    }
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (!span_is(body, names[i].name))
            continue;
        out[0] = names[i].meaning;
        *len = 1;
        return end + 2;
    }
    return 0;
}

void decode_entities(const struct decoder_input *input, struct derived_text *text)
{
    static const struct escape entity = { '&', "character references", entity_read };
    decode_escaped(input, text, &entity);
}
