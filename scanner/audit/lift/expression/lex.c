/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/expression/lex.h"

#include "base/ascii.h"
#include "base/macro.h"

/* Longer ones first. */
static const struct {
    const char *text;
    enum expression_token_kind kind;
} signs[] = {
    { "||", TOKEN_OR },    { "&&", TOKEN_AND },        { "==", TOKEN_EQUAL },
    { "!=", TOKEN_EQUAL }, { "<=", TOKEN_ORDER },      { ">=", TOKEN_ORDER },
    { "<", TOKEN_ORDER },  { ">", TOKEN_ORDER },       { "!", TOKEN_NOT },
    { "(", TOKEN_OPEN },   { ")", TOKEN_CLOSE },       { "[", TOKEN_OPEN_INDEX },
    { ".", TOKEN_DOT },    { "]", TOKEN_CLOSE_INDEX }, { ",", TOKEN_COMMA },
    { "*", TOKEN_STAR },
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_name(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

static struct expression_token token(enum expression_token_kind kind, struct span text,
                                     size_t begin, size_t end)
{
    return (struct expression_token) { kind, span_sub(text, begin, end - begin), begin, end };
}

static struct expression_token lex_string(struct span text, size_t begin)
{
    for (size_t at = begin + 1; at < text.len; at++) {
        if (text.data[at] != '\'')
            continue;
        if (at + 1 < text.len && text.data[at + 1] == '\'') {
            at++;
            continue;
        }
        struct expression_token string = token(TOKEN_STRING, text, begin + 1, at);
        string.begin = begin;
        string.end = at + 1;
        return string;
    }
    return token(TOKEN_BAD, text, begin, text.len);
}

static size_t skip_digits(struct span text, size_t at)
{
    while (at < text.len && ascii_is_digit(text.data[at]))
        at++;
    return at;
}

static char at_or_nul(struct span text, size_t at)
{
    return at < text.len ? text.data[at] : '\0';
}

/* `0x1f`, `0o17`: the byte behind it, or 0 where it is none. */
static size_t end_of_other_base(struct span text, size_t at)
{
    char base = at_or_nul(text, at + 1);
    if (at_or_nul(text, at) != '0' || (base != 'x' && base != 'o'))
        return 0;
    size_t end = at + 2;
    while (end < text.len && (base == 'x' ? ascii_is_hex(text.data[end])
                                          : strchr("01234567", text.data[end]) != NULL))
        end++;
    return end > at + 2 ? end : 0;
}

static size_t end_of_decimal(struct span text, size_t at)
{
    size_t whole = skip_digits(text, at), end = whole;
    if (at_or_nul(text, whole) == '.')
        end = skip_digits(text, whole + 1);
    if (end == at || (whole == at && end == at + 1))
        return 0;
    if (ascii_lower(at_or_nul(text, end)) != 'e')
        return end;
    size_t sign = at_or_nul(text, end + 1) == '+' || at_or_nul(text, end + 1) == '-';
    size_t exponent = skip_digits(text, end + 1 + sign);
    return exponent > end + 1 + sign ? exponent : 0;
}

static struct expression_token lex_number(struct span text, size_t begin)
{
    size_t at = begin + (text.data[begin] == '-' || text.data[begin] == '+');
    if (span_starts(span_from(text, at), SPAN("Infinity")))
        return token(TOKEN_NUMBER, text, begin, at + 8);
    size_t end = end_of_other_base(text, at);
    if (end == 0)
        end = end_of_decimal(text, at);
    if (end == 0 || is_name(at_or_nul(text, end)))
        return token(TOKEN_BAD, text, begin, begin + 1);
    return token(TOKEN_NUMBER, text, begin, end);
}

static struct expression_token lex_sign(struct span text, size_t begin)
{
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
        if (span_starts(span_from(text, begin), span_of(signs[i].text)))
            return token(signs[i].kind, text, begin, begin + strlen(signs[i].text));
    return token(TOKEN_BAD, text, begin, begin + 1);
}

struct expression_token expression_lex(struct span text, size_t at, bool behind_value)
{
    while (at < text.len && is_space(text.data[at]))
        at++;
    if (at >= text.len)
        return token(TOKEN_END, text, text.len, text.len);
    char c = text.data[at];
    if (c == '\'')
        return lex_string(text, at);
    if (ascii_is_digit(c) || c == '-' || c == '+' || (c == '.' && !behind_value))
        return lex_number(text, at);
    if (!ascii_is_alpha(c) && c != '_')
        return lex_sign(text, at);
    size_t end = at;
    while (end < text.len && is_name(text.data[end]))
        end++;
    return token(TOKEN_NAME, text, at, end);
}
