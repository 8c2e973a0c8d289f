/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/keyvalue.h"

#include "base/ascii.h"

/* One line, and the object that its keys go into. */
struct reader {
    struct builder builder;
    struct node *scope;
};

static size_t offset(const struct reader *r, struct span piece)
{
    return (size_t)(piece.data - r->builder.text.data);
}

/* Without a comment, which is none in quotes or inside of a word. */
static struct span without_comment(struct span line)
{
    char quote = '\0';
    for (size_t i = 0; i < line.len; i++) {
        char c = line.data[i];
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '"' || c == '\'')
            quote = memchr(line.data + i + 1, c, line.len - i - 1) ? c : '\0';
        else if (c == '#' && (i == 0 || ascii_is_space(line.data[i - 1])))
            line.len = i;
    }
    return span_trim(line);
}

static struct span without_quotes(struct span value)
{
    char quote = value.len > 1 ? value.data[0] : '\0';
    bool enclosed = (quote == '"' || quote == '\'') && value.data[value.len - 1] == quote;
    struct span inside = span_sub(value, 1, value.len - 2);
    return enclosed && span_find_char(inside, quote) == inside.len ? inside : value;
}

static void split(struct span line, struct span *key, struct span *value)
{
    size_t len = 0;
    while (len < line.len && !ascii_is_space(line.data[len]) && line.data[len] != '=')
        len++;
    *key = span_sub(line, 0, len);
    *value = span_trim(span_from(line, len));
    if (span_starts(*value, SPAN("=")))
        *value = span_trim(span_from(*value, 1));
}

static int open_scope(struct reader *r, struct builder_key key, struct span value)
{
    struct builder *b = &r->builder;
    size_t begin = offset(r, value);
    struct builder_key text = { SPAN("#text"), begin };
    r->scope = builder_add(b, b->root, key, NODE_OBJECT, key.begin, begin + value.len);
    if (!r->scope)
        return -1;
    return builder_add_text(b, r->scope, text, value, begin, begin + value.len);
}

static int read_line(struct reader *r, struct span line)
{
    struct span key_text, value;
    line = without_comment(line);
    if (line.len == 0)
        return 0;
    split(line, &key_text, &value);
    struct builder_key key = { key_text, offset(r, key_text) };
    if (key_text.len == 0)
        return builder_fail(&r->builder, key.begin, "a value without a key");
    if (span_eq_nocase(key_text, SPAN("Match")) || span_eq_nocase(key_text, SPAN("Host")))
        return open_scope(r, key, value);
    size_t begin = offset(r, value), end = begin + value.len;
    if (value.len == 0)
        return builder_add(&r->builder, r->scope, key, NODE_NULL, begin, end) ? 0 : -1;
    return builder_add_text(&r->builder, r->scope, key, without_quotes(value), begin, end);
}

int keyvalue_read(struct node **out, struct span text, struct arena *arena,
                  struct veto_error *error)
{
    struct reader reader;
    if (builder_start(&reader.builder, text, BUILDER_GATHERS, arena, error) < 0)
        return -1;
    builder_by_hand(&reader.builder);
    reader.scope = reader.builder.root;
    struct span rest = reader.builder.text, line;
    while (span_next_line(&rest, &line))
        if (read_line(&reader, line) < 0)
            return -1;
    return builder_finish(&reader.builder, out);
}
