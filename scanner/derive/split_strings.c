/* SPDX-License-Identifier: Apache-2.0 */
/*
 * String literals that a program puts together: `"abc" + "def"`, `"abc" "def"`, `'abc' . 'def'`,
 * and lines that a backslash continues.
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

/* Behind the quote that begins the next literal, `at` being behind one that ended; or `at`. */
static size_t next_literal(struct span bytes, size_t at)
{
    size_t end = MIN(bytes.len, at + GAP), next = at;
    bool joined = false;
    while (next < end) {
        char c = bytes.data[next];
        if (is_quote(c))
            return next + 1;
        size_t continued = skip_continuation(bytes, next);
        if (continued > next) {
            next = continued;
        } else if (!joined && (c == '+' || c == '.' || c == '&')) {
            joined = true;
            next += next + 1 < end && bytes.data[next + 1] == c ? 2 : 1;
        } else if (is_blank(c) || c == '(' || c == ')') {
            next++;
        } else if (next + 1 < end && strchr("fFrRbBuUL@$", c) && is_quote(bytes.data[next + 1])) {
            next++; /* a prefix: f"…" */
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
