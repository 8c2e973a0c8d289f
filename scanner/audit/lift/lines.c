/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/lines.h"

static size_t count_lines(struct span text)
{
    struct span rest = text, line;
    size_t count = 1;
    while (span_next_line(&rest, &line))
        count++;
    return count;
}

int line_index_make(struct line_index *out, struct put *put)
{
    struct span text = put->builder.text, rest = text, line;
    uint32_t *begins = ARENA_ARRAY(put->builder.arena, count_lines(text), uint32_t);
    size_t count = 0;
    if (!begins)
        return error_no_memory(put->builder.error);
    while (span_next_line(&rest, &line))
        begins[count++] = (uint32_t)(line.data - text.data);
    *out = (struct line_index) { text, begins, count };
    return 0;
}

struct place line_index_key(const struct line_index *index, const struct put *put,
                            const struct node *member)
{
    if (member->key_line == 0 || member->key_line > index->count)
        return put_place(put, member);
    size_t begin = index->begins[member->key_line - 1];
    size_t next =
            member->key_line < index->count ? index->begins[member->key_line] : index->text.len;
    size_t at = MIN(begin + member->key_column - 1, next);
    return (struct place) { at, next };
}

struct place line_index_behind(const struct put *put, const struct node *node, char separator)
{
    struct place place = put_place(put, node);
    struct span text = put->builder.text;
    place.end = MIN(place.end, text.len);
    place.begin = MIN(place.begin, place.end);
    struct span own = span_sub(text, place.begin, place.end - place.begin);
    size_t at = span_find_char(own, separator);
    char quote = own.len ? own.data[0] : '\0';
    if (at == own.len)
        return place;
    place.begin += at + 1;
    if ((quote == '"' || quote == '\'') && place.end > place.begin)
        place.end--;
    return place;
}
