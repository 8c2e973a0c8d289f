/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/dockerfile_lines.h"

/* From byte `begin` of the text on, bytes are those of the source from `origin` on. */
struct dockerfile_piece {
    size_t begin, origin;
};

struct dockerfile_line dockerfile_line_make(size_t ceiling)
{
    /* A piece needs two bytes of source at least: its escape and its line's end. */
    return (struct dockerfile_line) {
        .text = buf_make(ceiling),
        .pieces = buf_make((ceiling / 2 + 2) * sizeof(struct dockerfile_piece)),
    };
}

void dockerfile_line_release(struct dockerfile_line *line)
{
    buf_release(&line->text);
    buf_release(&line->pieces);
}

struct span dockerfile_source_line(struct span source, size_t *at)
{
    struct span line = span_from(source, *at);
    line.len = span_find_char(line, '\n');
    *at += line.len + (*at + line.len < source.len);
    if (line.len && line.data[line.len - 1] == '\r')
        line.len--;
    return line;
}

bool dockerfile_is_empty(struct span line)
{
    return span_trim(line).len == 0;
}

bool dockerfile_is_comment(struct span line)
{
    return span_starts(span_trim(line), SPAN("#"));
}

/* A line ends in the escape character, maybe with blanks behind it: without them. */
static bool take_escape(struct span *line, char escape)
{
    struct span trimmed = *line;
    while (trimmed.len && strchr(" \t", trimmed.data[trimmed.len - 1]))
        trimmed.len--;
    if (trimmed.len == 0 || trimmed.data[trimmed.len - 1] != escape)
        return false;
    trimmed.len--;
    *line = trimmed;
    return true;
}

static void add_piece(struct dockerfile_line *line, struct span text, size_t origin)
{
    struct dockerfile_piece piece = { line->text.len, origin };
    if (text.len == 0)
        return;
    buf_append(&line->pieces, (struct span) { (const char *)&piece, sizeof(piece) });
    buf_append(&line->text, text);
}

bool dockerfile_next(struct dockerfile_line *line, struct span source, size_t *at, char escape)
{
    bool joined = false;
    buf_clear(&line->text);
    buf_clear(&line->pieces);
    while (*at < source.len) {
        size_t begin = *at;
        struct span text = dockerfile_source_line(source, at);
        if (dockerfile_is_empty(text) || dockerfile_is_comment(text))
            continue;
        if (!joined) {
            struct span trimmed = span_trim(text);
            begin += (size_t)(trimmed.data - text.data);
            text = span_from(text, (size_t)(trimmed.data - text.data));
        }
        joined = take_escape(&text, escape);
        add_piece(line, text, begin);
        if (!joined)
            return true;
    }
    return line->text.len > 0;
}

size_t dockerfile_origin(const struct dockerfile_line *line, size_t at)
{
    size_t low = 0, high = line->pieces.len / sizeof(struct dockerfile_piece);
    struct dockerfile_piece piece = { 0, 0 };
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct dockerfile_piece here;
        memcpy(&here, line->pieces.data + middle * sizeof(here), sizeof(here));
        if (here.begin > at) {
            high = middle;
        } else {
            piece = here;
            low = middle + 1;
        }
    }
    return piece.origin + (at - piece.begin);
}
