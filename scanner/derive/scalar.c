/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/scalar.h"

#include "derive/backslash.h"

/* ---- Double quotes --------------------------------------------------------------------------- */

static bool put_quoted(struct derived_text *text, struct byte_range body)
{
    struct span bytes = text->from->bytes;
    for (size_t at = body.begin; at < body.end;) {
        struct span rest = span_sub(bytes, at, body.end - at);
        size_t plain = span_find_char(rest, '\\'), len = 0;
        if (plain && !derived_copy(text, at, plain))
            return false;
        at += plain;
        if (at == body.end)
            return true;
        char out[4];
        size_t used = backslash_read(span_from(rest, plain), out, &len);
        if (used ? !derived_put(text, (struct span) { out, len }, at, used)
                 : !derived_copy(text, at, 1))
            return false;
        at += used ? used : 1;
    }
    return true;
}

/* ---- Blocks ---------------------------------------------------------------------------------- */

static bool put_evenly(struct derived_text *text, struct span value, struct byte_range source)
{
    return derived_put(text, value, source.begin, source.end - source.begin);
}

/* The line at `*at`, without its end; `*at` moves behind it. */
static struct byte_range next_line(struct span bytes, size_t *at, size_t end)
{
    struct span rest = span_sub(bytes, *at, end - *at);
    size_t len = span_find_char(rest, '\n');
    struct byte_range line = { *at, *at + len };
    *at = MIN(line.end + 1, end);
    if (len && rest.data[len - 1] == '\r')
        line.end--;
    return line;
}

/*
 * A line of a literal block is the end of a line of the source: what is before it was indentation.
 */
static bool put_block(struct derived_text *text, struct span value, struct byte_range source)
{
    struct span bytes = text->from->bytes;
    size_t at = source.begin;
    next_line(bytes, &at, source.end); /* the indicator */
    while (value.len) {
        size_t len = span_find_char(value, '\n'), ended = len < value.len;
        struct byte_range line = next_line(bytes, &at, source.end);
        size_t have = line.end - line.begin;
        if (len > have || memcmp(bytes.data + line.end - len, value.data, len) != 0)
            return put_evenly(text, value, (struct byte_range) { line.begin, source.end });
        if ((len && !derived_copy(text, line.end - len, len)) ||
            (ended && !derived_put_char(text, '\n', line.end, at - line.end)))
            return false;
        value = span_from(value, len + ended);
    }
    return true;
}

/* ---- Places ---------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind the tags, anchors and comments in front of a scalar of YAML; no scalar begins like one. */
static size_t skip_properties(struct span bytes, size_t at, size_t end)
{
    while (at < end && memchr("&!#", bytes.data[at], 3)) {
        bool is_comment = bytes.data[at] == '#';
        while (at < end && (is_comment ? bytes.data[at] != '\n' : !is_blank(bytes.data[at])))
            at++;
        while (at < end && is_blank(bytes.data[at]))
            at++;
    }
    return at;
}

/* With the head of a block. */
static struct byte_range place_of(struct span bytes, const struct node *scalar)
{
    struct byte_range place = { (size_t)scalar->begin, (size_t)scalar->end };
    if (place.end > bytes.len || place.end <= place.begin)
        return (struct byte_range) { 0 };
    place.begin = skip_properties(bytes, place.begin, place.end);
    return place;
}

struct byte_range derived_scalar_place(struct span bytes, const struct node *scalar)
{
    struct byte_range place = place_of(bytes, scalar);
    if (place.begin < place.end && memchr("|>", bytes.data[place.begin], 2))
        next_line(bytes, &place.begin, place.end);
    return place;
}

/* ---- All of them ----------------------------------------------------------------------------- */

bool derived_put_scalar(struct derived_text *text, const struct node *scalar)
{
    struct span bytes = text->from->bytes;
    struct byte_range source = place_of(bytes, scalar);
    if (source.end <= source.begin)
        return true;
    struct span slice = span_sub(bytes, source.begin, source.end - source.begin);
    char first = slice.data[0];
    if (first == '"' && slice.len >= 2 && slice.data[slice.len - 1] == '"' &&
        !memchr(slice.data, '\n', slice.len)) {
        text->is_encoded = true;
        return put_quoted(text, (struct byte_range) { source.begin + 1, source.end - 1 });
    }
    if (first == '|' || first == '>')
        return put_block(text, scalar->text, source);
    size_t at = first == '\'' ? 1 : 0;
    if (span_starts(span_from(slice, at), scalar->text))
        return derived_copy(text, source.begin + at, scalar->text.len);
    return put_evenly(text, scalar->text, source);
}
