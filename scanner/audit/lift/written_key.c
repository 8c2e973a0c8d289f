/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/written_key.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static char byte_at(struct span bytes, size_t at)
{
    return at < bytes.len ? bytes.data[at] : '\n';
}

static char byte_before(struct span bytes, size_t at)
{
    return at > 0 ? bytes.data[at - 1] : '\n';
}

static bool is_followed_by_colon(struct span bytes, size_t at)
{
    while (is_blank(byte_at(bytes, at)))
        at++;
    return byte_at(bytes, at) == ':';
}

static bool is_key(struct span bytes, size_t begin, size_t end)
{
    char quote = byte_before(bytes, begin);
    bool is_quoted = quote == '"' || quote == '\'';
    if (is_quoted && byte_at(bytes, end) != quote)
        return false;
    begin -= is_quoted;
    end += is_quoted;
    size_t blanks = 0;
    while (is_blank(byte_before(bytes, begin - blanks)))
        blanks++;
    char before = byte_before(bytes, begin - blanks);
    bool is_first = before == '\n' && (is_quoted || blanks == 0);
    return (is_first || before == '{' || before == ',') && is_followed_by_colon(bytes, end);
}

bool written_key(struct span bytes, const char *key)
{
    struct span word = span_of(key);
    for (size_t at = 0; at < bytes.len; at += word.len) {
        size_t found = span_find(span_from(bytes, at), word);
        if (found == SIZE_MAX)
            return false;
        at += found;
        if (is_key(bytes, at, at + word.len))
            return true;
    }
    return false;
}
