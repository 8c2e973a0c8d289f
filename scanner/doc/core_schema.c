/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/core_schema.h"

#include "base/ascii.h"

struct word {
    const char *text;
    enum node_kind kind;
    bool truth;
};

static const struct word words[] = {
    { "", NODE_NULL, false },      { "~", NODE_NULL, false },     { "null", NODE_NULL, false },
    { "Null", NODE_NULL, false },  { "NULL", NODE_NULL, false },  { "true", NODE_BOOL, true },
    { "True", NODE_BOOL, true },   { "TRUE", NODE_BOOL, true },   { "false", NODE_BOOL, false },
    { "False", NODE_BOOL, false }, { "FALSE", NODE_BOOL, false }, { ".nan", NODE_NUMBER, false },
    { ".NaN", NODE_NUMBER, false }, { ".NAN", NODE_NUMBER, false },
};

static const char *const infinities[] = { ".inf", ".Inf", ".INF" };

enum { LONGEST_WORD = 5 };

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

/* The run of such characters at the front, taken off. */
static size_t take_run(struct span *s, bool (*belongs)(char c))
{
    size_t len = 0;
    while (len < s->len && belongs(s->data[len]))
        len++;
    *s = span_from(*s, len);
    return len;
}

static bool take_one_of(struct span *s, char a, char b)
{
    if (s->len == 0 || (s->data[0] != a && s->data[0] != b))
        return false;
    *s = span_from(*s, 1);
    return true;
}

static bool is_based(struct span s, struct span prefix, bool (*belongs)(char c))
{
    if (!span_starts(s, prefix))
        return false;
    s = span_from(s, prefix.len);
    return take_run(&s, belongs) > 0 && s.len == 0;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, and infinities. */
static bool is_decimal(struct span s)
{
    take_one_of(&s, '-', '+');
    for (size_t i = 0; i < ARRAY_SIZE(infinities); i++)
        if (span_is(s, infinities[i]))
            return true;
    size_t digits = take_run(&s, ascii_is_digit);
    if (take_one_of(&s, '.', '.'))
        digits += take_run(&s, ascii_is_digit);
    if (digits == 0)
        return false;
    if (take_one_of(&s, 'e', 'E')) {
        take_one_of(&s, '-', '+');
        if (take_run(&s, ascii_is_digit) == 0)
            return false;
    }
    return s.len == 0;
}

enum node_kind core_schema_kind(struct span plain, bool *truth)
{
    for (size_t i = 0; plain.len <= LONGEST_WORD && i < ARRAY_SIZE(words); i++) {
        if (!span_is(plain, words[i].text))
            continue;
        *truth = words[i].truth;
        return words[i].kind;
    }
    if (is_decimal(plain) || is_based(plain, SPAN("0o"), is_octal) ||
        is_based(plain, SPAN("0x"), ascii_is_hex))
        return NODE_NUMBER;
    return NODE_STRING;
}
