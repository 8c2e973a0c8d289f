/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ascii.h"
#include "base/utf.h"
#include "doc/escape.h"
#include "doc/jsonpath_parser.h"

static const int64_t INTEGER_MAX = ((int64_t)1 << 53) - 1;

int parser_fail_at(struct parser *p, size_t byte, const char *problem)
{
    size_t character = utf_count(span_sub(p->text, 0, byte)) + 1;
    return error_set(p->error, VETO_ERROR_USAGE, "character %zu: %s", character, problem);
}

int parser_fail(struct parser *p, const char *problem)
{
    return parser_fail_at(p, p->at, problem);
}

int parser_nest(struct parser *p)
{
    if (p->nesting == JSONPATH_MAX_NESTING)
        return parser_fail(p, "nested too deep");
    p->nesting++;
    return 0;
}

void *parser_new(struct parser *p, size_t size)
{
    void *made = arena_zalloc(p->arena, size);
    if (!made)
        error_no_memory(p->error);
    return made;
}

void lex_skip_blank(struct parser *p)
{
    while (peek(p) == ' ' || peek(p) == '\t' || peek(p) == '\n' || peek(p) == '\r')
        p->at++;
}

bool lex_take(struct parser *p, const char *text)
{
    struct span wanted = span_of(text);
    if (!span_starts(span_from(p->text, p->at), wanted))
        return false;
    p->at += wanted.len;
    return true;
}

int lex_expect(struct parser *p, char c, const char *problem)
{
    if (at_end(p) || peek(p) != c)
        return parser_fail(p, problem);
    p->at++;
    return 0;
}

/* ---- Strings ---- */

static int parse_escape(struct parser *p, char quote, char **to)
{
    struct span rest = span_from(p->text, p->at);
    if (rest.len > 1 && rest.data[1] == quote) {
        *(*to)++ = quote;
        p->at += 2;
        return 0;
    }
    uint32_t code_point;
    size_t used = escape_read(rest, &code_point);
    if (used == 0)
        return parser_fail(p, "an escape that strings do not have");
    if (is_surrogate(code_point))
        return parser_fail(p, "half a surrogate pair");
    *to += utf_encode(code_point, *to);
    p->at += used;
    return 0;
}

/* Bytes up to the closing quote, or to the end of the query. */
static size_t written_length(const struct parser *p, char quote)
{
    size_t end = p->at;
    while (end < p->text.len && p->text.data[end] != quote)
        end += p->text.data[end] == '\\' ? 2 : 1;
    return end - p->at;
}

int lex_string(struct parser *p, struct span *out)
{
    size_t begin = p->at;
    char quote = p->text.data[p->at++];
    /* No escape stands for more bytes than it is written with. */
    char *text = parser_new(p, written_length(p, quote) + 1), *to = text;
    if (!text)
        return -1;
    while (!at_end(p) && peek(p) != quote) {
        if ((unsigned char)peek(p) < 0x20)
            return parser_fail(p, "a control character in a string");
        if (peek(p) != '\\')
            *to++ = p->text.data[p->at++];
        else if (parse_escape(p, quote, &to) < 0)
            return -1;
    }
    if (at_end(p))
        return parser_fail_at(p, begin, "a string that does not end");
    p->at++;
    *out = (struct span){ text, (size_t)(to - text) };
    return 0;
}

/* ---- Numbers ---- */

static size_t take_digits(struct parser *p)
{
    size_t begin = p->at;
    while (ascii_is_digit(peek(p)))
        p->at++;
    return p->at - begin;
}

/* An integer's sign and digits, without a zero in front. `-0` is the caller's to judge. */
static int take_integer(struct parser *p)
{
    if (peek(p) == '-')
        p->at++;
    size_t begin = p->at;
    if (take_digits(p) == 0)
        return parser_fail(p, "expected a digit");
    if (p->text.data[begin] == '0' && p->at > begin + 1)
        return parser_fail_at(p, begin, "a number with a zero in front");
    return 0;
}

int lex_integer(struct parser *p, int64_t *out)
{
    size_t begin = p->at;
    if (take_integer(p) < 0)
        return -1;
    struct span text = span_sub(p->text, begin, p->at - begin);
    bool negative = text.data[0] == '-';
    uint64_t size;
    if (!span_to_uint(span_from(text, negative), &size) || size > (uint64_t)INTEGER_MAX)
        return parser_fail_at(p, begin, "an integer beyond 2^53 - 1");
    if (negative && size == 0)
        return parser_fail_at(p, begin, "-0 is no index");
    *out = negative ? -(int64_t)size : (int64_t)size;
    return 0;
}

int lex_number(struct parser *p, struct span *out)
{
    size_t begin = p->at;
    if (take_integer(p) < 0)
        return -1;
    if (peek(p) == '.') {
        p->at++;
        if (take_digits(p) == 0)
            return parser_fail(p, "expected a digit");
    }
    if (peek(p) == 'e' || peek(p) == 'E') {
        p->at++;
        if (peek(p) == '-' || peek(p) == '+')
            p->at++;
        if (take_digits(p) == 0)
            return parser_fail(p, "expected a digit");
    }
    *out = arena_span(p->arena, span_sub(p->text, begin, p->at - begin));
    return arena_failed(p->arena) ? error_no_memory(p->error) : 0;
}

/* ---- Names ---- */

static bool begins_name(char c)
{
    return ascii_is_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

bool lex_member_name(struct parser *p, struct span *out)
{
    size_t begin = p->at;
    if (!begins_name(peek(p)))
        return false;
    while (begins_name(peek(p)) || ascii_is_digit(peek(p)))
        p->at++;
    *out = span_sub(p->text, begin, p->at - begin);
    return true;
}

struct span lex_word(struct parser *p)
{
    size_t begin = p->at;
    while (ascii_is_lower(peek(p)) ||
           (p->at > begin && (ascii_is_digit(peek(p)) || peek(p) == '_')))
        p->at++;
    return span_sub(p->text, begin, p->at - begin);
}
