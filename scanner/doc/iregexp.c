/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/iregexp.h"

#include "base/ascii.h"
#include "base/utf.h"

/* One pass over the expression: its grammar nests only in parentheses, which are counted. */
struct translation {
    struct span rest;
    struct buf *to;
    size_t open;      /* parentheses */
    bool repeatable;  /* what stands before may have a quantifier */
};

enum { LOOK_PAST_END = 0x110000 };

static uint32_t look(const struct translation *t)
{
    size_t len;
    return t->rest.len ? utf_decode(t->rest, &len) : LOOK_PAST_END;
}

static uint32_t take(struct translation *t)
{
    size_t len;
    uint32_t c = utf_decode(t->rest, &len);
    t->rest = span_from(t->rest, len);
    return c;
}

static bool take_if(struct translation *t, char c)
{
    if (t->rest.len == 0 || t->rest.data[0] != c)
        return false;
    t->rest = span_from(t->rest, 1);
    return true;
}

/* A character that stands for itself, however PCRE2 would read it. */
static void put_literal(struct translation *t, uint32_t c)
{
    if (c >= 0x80 || ascii_is_alnum((char)c))
        utf_append(t->to, c);
    else
        buf_printf(t->to, "\\x{%x}", (unsigned)c);
}

/* The names of Unicode's general categories that RFC 9485 §3 has, by their first letter. */
static bool take_category(struct translation *t)
{
    static const char *const categories[] = { "Llmotu", "Mcen", "Ndlo", "Pcdefios",
                                              "Zlps",   "Sckmo", "Ccfno" };
    if (t->rest.len == 0)
        return false;
    for (size_t i = 0; i < ARRAY_SIZE(categories); i++) {
        if (!take_if(t, categories[i][0]))
            continue;
        buf_append_char(t->to, categories[i][0]);
        const char *second = t->rest.len ? memchr(categories[i] + 1, t->rest.data[0],
                                                  strlen(categories[i] + 1))
                                         : NULL;
        if (second && take_if(t, *second))
            buf_append_char(t->to, *second);
        return true;
    }
    return false;
}

/* What follows `\p` or `\P`, which is `letter`. */
static bool translate_property(struct translation *t, uint32_t letter)
{
    buf_printf(t->to, "\\%c{", (int)letter);
    bool known = take_if(t, '{') && take_category(t) && take_if(t, '}');
    buf_append_char(t->to, '}');
    return known;
}

/* The character that a backslash and `letter` stand for, or LOOK_PAST_END. */
static uint32_t escaped_character(uint32_t letter)
{
    if (letter == 'n')
        return '\n';
    if (letter == 'r')
        return '\r';
    if (letter == 't')
        return '\t';
    bool special = letter && letter < 0x80 && strchr("()*+-.?[\\]^{|}", (int)letter);
    /* RFC 9485 leaves `$` out; whoever escapes it means it. */
    return special || letter == '$' ? letter : (uint32_t)LOOK_PAST_END;
}

/* ---- Classes ---- */

static bool take_class_character(struct translation *t, uint32_t *c)
{
    *c = take(t);
    if (*c == '\\' && t->rest.len) {
        *c = escaped_character(take(t));
        return *c != LOOK_PAST_END;
    }
    return *c != '[' && *c != ']' && *c != '-' && *c != '\\';
}

static bool translate_class_part(struct translation *t)
{
    if (span_starts(t->rest, SPAN("\\p")) || span_starts(t->rest, SPAN("\\P"))) {
        take(t);
        return translate_property(t, take(t));
    }
    uint32_t first, last;
    if (!take_class_character(t, &first))
        return false;
    put_literal(t, first);
    /* A hyphen before the closing bracket is itself. */
    if (look(t) != '-' || span_starts(t->rest, SPAN("-]")))
        return true;
    take(t);
    if (t->rest.len == 0 || !take_class_character(t, &last) || last < first)
        return false;
    buf_append_char(t->to, '-');
    put_literal(t, last);
    return true;
}

/* What follows the opening bracket. */
static bool translate_class(struct translation *t)
{
    buf_append_char(t->to, '[');
    if (take_if(t, '^'))
        buf_append_char(t->to, '^');
    bool empty = true;
    if (take_if(t, '-')) {
        put_literal(t, '-');
        empty = false;
    }
    while (t->rest.len && look(t) != ']') {
        if (take_if(t, '-')) {
            put_literal(t, '-');
            break;
        }
        if (!translate_class_part(t))
            return false;
        empty = false;
    }
    buf_append_char(t->to, ']');
    return take_if(t, ']') && !empty;
}

/* ---- All the rest ---- */

static bool take_number(struct translation *t, uint64_t *value)
{
    size_t len = 0;
    while (len < t->rest.len && ascii_is_digit(t->rest.data[len]))
        len++;
    bool read = span_to_uint(span_sub(t->rest, 0, len), value);
    t->rest = span_from(t->rest, len);
    return len > 0 && read;
}

/* What follows the opening brace. */
static bool translate_range(struct translation *t)
{
    uint64_t least, most;
    if (!take_number(t, &least))
        return false;
    buf_printf(t->to, "{%llu", (unsigned long long)least);
    if (take_if(t, ',')) {
        buf_append_char(t->to, ',');
        if (look(t) != '}') {
            if (!take_number(t, &most) || most < least)
                return false;
            buf_printf(t->to, "%llu", (unsigned long long)most);
        }
    }
    buf_append_char(t->to, '}');
    return take_if(t, '}');
}

static bool translate_quantifier(struct translation *t, uint32_t c)
{
    if (!t->repeatable)
        return false;
    t->repeatable = false;
    if (c == '{')
        return translate_range(t);
    return buf_append_char(t->to, (char)c);
}

static bool translate_escape(struct translation *t)
{
    if (t->rest.len == 0)
        return false;
    uint32_t letter = take(t);
    if (letter == 'p' || letter == 'P')
        return translate_property(t, letter);
    uint32_t c = escaped_character(letter);
    if (c == LOOK_PAST_END)
        return false;
    put_literal(t, c);
    return true;
}

static bool translate_structure(struct translation *t, uint32_t c)
{
    if (c == ')' && t->open == 0)
        return false;
    t->repeatable = c == ')';
    t->open += c == '(';
    t->open -= c == ')';
    buf_append_text(t->to, c == '(' ? "(?:" : c == ')' ? ")" : "|");
    return true;
}

static bool translate_next(struct translation *t)
{
    uint32_t c = take(t);
    if (c == '(' || c == ')' || c == '|')
        return translate_structure(t, c);
    if (c == '*' || c == '+' || c == '?' || c == '{')
        return translate_quantifier(t, c);
    if (c == '^' || c == '$') {
        t->repeatable = false;
        return buf_append_text(t->to, c == '^' ? "\\A" : "\\z");
    }
    t->repeatable = true;
    if (c == '[')
        return translate_class(t);
    if (c == '\\')
        return translate_escape(t);
    if (c == '.')
        return buf_append_text(t->to, "[^\\n\\r]");
    if (c == ']' || c == '}')
        return false;
    put_literal(t, c);
    return true;
}

bool iregexp_translate(struct buf *to, struct span pattern, bool whole)
{
    struct translation t = { .rest = pattern, .to = to };
    buf_append_text(to, whole ? "\\A(?:" : "(?:");
    while (t.rest.len)
        if (!translate_next(&t))
            return false;
    buf_append_text(to, whole ? ")\\z" : ")");
    return t.open == 0 && !to->failed;
}
