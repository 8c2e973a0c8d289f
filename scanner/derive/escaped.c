/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/escaped.h"

/* Of a line, before the first sign and behind the last: a key has long stretches without one. */
enum { REACH_BEFORE = 1024, REACH_AFTER = 8 * 1024 };

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r' || c == '\0';
}

/* The lines that hold the signs, but not what lies before `floor`. */
static struct byte_range lines_around(struct span bytes, const struct marker *marker, size_t floor)
{
    struct byte_range lines = { marker->first, marker->last };
    size_t lowest = lines.begin > REACH_BEFORE ? lines.begin - REACH_BEFORE : 0;
    size_t highest = MIN(bytes.len, lines.end + REACH_AFTER);
    while (lines.begin > lowest && !is_line_end(bytes.data[lines.begin - 1]))
        lines.begin--;
    while (lines.end < highest && !is_line_end(bytes.data[lines.end]))
        lines.end++;
    lines.begin = MAX(lines.begin, floor);
    return lines;
}

static bool put_escape(struct derived_text *text, const struct escape *escape, struct span rest,
                       size_t at, size_t *used)
{
    char out[4];
    size_t len = 0;
    *used = escape->read(rest, out, &len);
    if (*used)
        return derived_put(text, (struct span) { out, len }, at, *used);
    *used = 1;
    return derived_copy(text, at, 1);
}

bool put_escaped(struct derived_text *text, const struct escape *escape, const struct unit *unit,
                 struct byte_range range)
{
    struct span bytes = unit->bytes;
    derived_begin(text, escape->decoding, unit->kinds);
    for (size_t at = range.begin; at < range.end;) {
        struct span rest = span_sub(bytes, at, range.end - at);
        size_t plain = span_find_char(rest, escape->first), used = 0;
        if (plain && !derived_copy(text, at, plain))
            return false;
        at += plain;
        if (at == range.end)
            return true;
        if (!put_escape(text, escape, span_from(rest, plain), at, &used))
            return false;
        at += used;
    }
    return true;
}

void decode_escaped(const struct decoder_input *input, struct derived_text *text,
                    const struct escape *escape)
{
    struct span bytes = input->unit->bytes;
    size_t done = 0;
    for (size_t i = 0; i < input->count; i++) {
        struct byte_range lines = lines_around(bytes, &input->markers[i], done);
        if (lines.begin >= lines.end)
            continue;
        if (!put_escaped(text, escape, input->unit, lines))
            return;
        done = lines.end;
    }
}
