/* SPDX-License-Identifier: Apache-2.0 */
/*
 * String literals that a program puts together: `"abc" + "def"`, `f"abc" f"def"`, `'abc' . 'def'`,
 * `'abc' || 'def'`, with comments between them, and lines that a backslash continues.
 */
#include "base/ascii.h"
#include "derive/decoder.h"

enum {
    REACH = 512,   /* before the sign: where the string begins */
    GAP = 200,     /* between two strings */
    LITERALS = 64, /* of one chain */
    LITERAL_MAX = 4096,
};

static bool is_quote(char c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind a `\` and a line end, and the blanks of the next line; `at` where there is none. */
static size_t skip_continuation(struct span bytes, size_t at)
{
    size_t next = at;
    if (next >= bytes.len || bytes.data[next] != '\\')
        return at;
    next++;
    if (next < bytes.len && bytes.data[next] == '\r')
        next++;
    if (next >= bytes.len || bytes.data[next] != '\n')
        return at;
    return next + 1;
}

/* Behind `& _` and a line end, as Visual Basic continues lines; `at` where there is none. */
static size_t skip_low_line(struct span bytes, size_t at, size_t end)
{
    size_t next = at + 1;
    if (at >= bytes.len || bytes.data[at] != '_')
        return at;
    while (next < end && (bytes.data[next] == ' ' || bytes.data[next] == '\r'))
        next++;
    return next < end && bytes.data[next] == '\n' ? next + 1 : at;
}

/* Behind a comment; `at` where none begins. */
static size_t skip_comment(struct span bytes, size_t at, size_t end)
{
    static const struct {
        struct span begin;
        struct span end;
    } comments[] = {
        { { "//", 2 }, { "\n", 1 } },
        { { "/*", 2 }, { "*/", 2 } },
        { { "#", 1 }, { "\n", 1 } },
    };
    struct span rest = span_sub(bytes, at, end - at);
    for (size_t i = 0; i < ARRAY_SIZE(comments); i++) {
        size_t len =
                span_starts(rest, comments[i].begin) ? span_find(rest, comments[i].end) : SIZE_MAX;
        if (len != SIZE_MAX)
            return at + len + comments[i].end.len;
    }
    return at;
}

static size_t skip_between(struct span bytes, size_t at, size_t end)
{
    size_t next = skip_continuation(bytes, at);
    next = next > at ? next : skip_low_line(bytes, at, end);
    return next > at ? next : skip_comment(bytes, at, end);
}

/* The length of what joins two literals: `+`, `.`, `&`, `||` and the like; 0: it is none. */
static size_t operator_length(struct span rest)
{
    char c = rest.data[0];
    bool twice = rest.len > 1 && rest.data[1] == c;
    if (c == '|')
        return twice ? 2 : 0;
    return c == '+' || c == '.' || c == '&' ? 1 + twice : 0;
}

/* `f"…"`, `rb"…"`: the length of what stands in front of the quote; 0: no literal begins. */
static size_t prefix_length(struct span rest)
{
    enum { LONGEST = 2 };
    for (size_t len = 0; len < rest.len && len <= LONGEST; len++) {
        if (is_quote(rest.data[len]))
            return len;
        if (!memchr("fFrRbBuUL@$", rest.data[len], 11))
            return 0;
    }
    return 0;
}

/* Behind the quote that begins the next literal, `at` being behind one that ended; or `at`. */
static size_t next_literal(struct span bytes, size_t at)
{
    size_t end = MIN(bytes.len, at + GAP), next = at;
    bool joined = false;
    while (next < end) {
        struct span rest = span_sub(bytes, next, end - next);
        size_t skipped = skip_between(bytes, next, end), operator= operator_length(rest);
        size_t prefix = prefix_length(rest);
        char c = rest.data[0];
        if (is_quote(c))
            return next + 1;
        if (skipped > next) {
            next = skipped;
        } else if (!joined && operator) {
            joined = true;
            next += operator;
        } else if (is_blank(c) || c == '(' || c == ')') {
            next++;
        } else if (prefix) {
            next += prefix;
        } else {
            return at;
        }
    }
    return at;
}

/* The end of the literal that goes on at `at`: its quote, or the first byte that is in none. */
static size_t literal_end(struct span bytes, size_t at)
{
    size_t end = MIN(bytes.len, at + LITERAL_MAX);
    while (at < end && !is_quote(bytes.data[at]) && bytes.data[at] != '\n') {
        if (bytes.data[at] == '\\')
            break;
        at++;
    }
    return at;
}

/* Where the literal begins that holds the sign. */
static size_t literal_begin(struct span bytes, size_t sign, size_t floor)
{
    size_t lowest = sign > REACH ? MAX(floor, sign - REACH) : floor;
    while (sign > lowest && bytes.data[sign - 1] != '\n' && !is_quote(bytes.data[sign - 1]))
        sign--;
    return sign;
}

/* From `at` on, for as long as literals follow one another; where that ended comes back. */
static size_t put_chain(struct derived_text *text, struct span bytes, size_t at)
{
    for (size_t i = 0; i < LITERALS; i++) {
        size_t end = literal_end(bytes, at);
        if (end > at && !derived_copy(text, at, end - at))
            return bytes.len;
        if (end == bytes.len)
            return end;
        size_t next = skip_continuation(bytes, end);
        if (next > end) {
            while (next < bytes.len && (bytes.data[next] == ' ' || bytes.data[next] == '\t'))
                next++;
        } else if (is_quote(bytes.data[end])) {
            next = next_literal(bytes, end + 1);
            if (next == end + 1)
                return end;
        } else if (bytes.data[end] == '\\') {
            next = MIN(end + 2, bytes.len); /* an escape: as it stands */
            if (!derived_copy(text, end, next - end))
                return bytes.len;
        } else {
            return end;
        }
        at = next;
    }
    return at;
}

void decode_split_strings(const struct decoder_input *input, struct derived_text *text)
{
    struct span bytes = input->unit->bytes;
    size_t done = 0;
    for (size_t i = 0; i < input->count && !text->exhausted; i++) {
        const struct marker *marker = &input->markers[i];
        /* A sign ends behind the quote, or behind the blanks in front of the next. */
        for (size_t at = marker->first; at <= marker->last && !text->exhausted;) {
            size_t sign = at > 1 ? at - 2 : 0;
            while (sign > done && !is_quote(bytes.data[sign]) && bytes.data[sign] != '\\')
                sign--;
            derived_begin(text, "joined strings", input->unit->kinds);
            size_t begin = literal_begin(bytes, sign, done);
            size_t end = put_chain(text, bytes, begin);
            done = MAX(end, sign + 1);
            at = MAX(at + 1, done + 1);
        }
    }
}
