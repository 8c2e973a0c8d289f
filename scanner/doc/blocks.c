/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/blocks.h"

#include "base/ascii.h"
#include "base/cleanup.h"

struct reader {
    struct builder builder;
    size_t at;
    struct buf scratch;
    struct node *open[BUILDER_MAX_DEPTH]; /* [0] is the document */
    size_t depth;
    struct node *directive, *arguments; /* NULL where none has begun */
};

static char peek(const struct reader *r)
{
    return r->at < r->builder.text.len ? r->builder.text.data[r->at] : '\0';
}

static bool at_end(const struct reader *r)
{
    return r->at >= r->builder.text.len;
}

static void skip_space(struct reader *r)
{
    for (;;) {
        while (!at_end(r) && ascii_is_space(peek(r)))
            r->at++;
        if (peek(r) != '#')
            return;
        r->at += span_find_char(span_from(r->builder.text, r->at), '\n');
    }
}

/* ---- Words ---- */

static int read_quoted(struct reader *r)
{
    size_t begin = r->at;
    char quote = peek(r);
    for (r->at++; !at_end(r) && peek(r) != quote; r->at++) {
        struct span rest = span_from(r->builder.text, r->at);
        r->at += rest.len > 1 && rest.data[0] == '\\' &&
                 (rest.data[1] == quote || rest.data[1] == '\\');
        buf_append_char(&r->scratch, peek(r));
    }
    if (at_end(r))
        return builder_fail(&r->builder, begin, "a quote that does not end");
    r->at++;
    return 0;
}

/* `${name}` is part of a word, and so is what stands behind a backslash. */
static void read_plain(struct reader *r)
{
    size_t begin = r->at;
    for (; !at_end(r); r->at++) {
        char c = peek(r);
        bool opens = c == '{' && r->at > begin && r->builder.text.data[r->at - 1] == '$';
        if (ascii_is_space(c) || c == ';' || (c == '{' && !opens))
            break;
        r->at += c == '\\' && r->at + 1 < r->builder.text.len;
    }
    buf_append(&r->scratch, span_sub(r->builder.text, begin, r->at - begin));
}

static int read_word(struct reader *r, struct span *word)
{
    buf_clear(&r->scratch);
    if (peek(r) == '"' || peek(r) == '\'') {
        if (read_quoted(r) < 0)
            return -1;
    } else {
        read_plain(r);
    }
    return builder_keep(&r->builder, &r->scratch, word);
}

/* ---- Directives ---- */

static int begin_directive(struct reader *r, struct builder_key name)
{
    r->directive =
            builder_add(&r->builder, r->open[r->depth - 1], name, NODE_OBJECT, name.begin, r->at);
    r->arguments = NULL;
    return r->directive ? 0 : -1;
}

static int add_argument(struct reader *r, struct span text, size_t begin)
{
    struct builder_key key = { SPAN("#arguments"), begin }, none = { 0 };
    if (!r->arguments)
        r->arguments = builder_add(&r->builder, r->directive, key, NODE_ARRAY, begin, r->at);
    if (!r->arguments)
        return -1;
    return builder_add_text(&r->builder, r->arguments, none, text, begin, r->at);
}

static int read_name_or_argument(struct reader *r)
{
    struct span word;
    size_t begin = r->at;
    if (read_word(r, &word) < 0)
        return -1;
    if (r->directive)
        return add_argument(r, word, begin);
    return begin_directive(r, (struct builder_key) { word, begin });
}

static int end_directive(struct reader *r)
{
    if (!r->directive)
        return builder_fail(&r->builder, r->at, "expected a directive");
    r->at++;
    builder_set_end(&r->builder, r->directive, r->at);
    r->directive = NULL;
    return 0;
}

/* Braces are counted, wherever in the program they stand. */
static int read_program(struct reader *r)
{
    size_t open = r->at, begin = ++r->at, depth = 1;
    for (; !at_end(r); r->at++) {
        depth += peek(r) == '{';
        depth -= peek(r) == '}';
        if (depth == 0)
            break;
    }
    if (at_end(r))
        return builder_fail(&r->builder, open, "a block that does not end");
    struct builder_key key = { SPAN("#text"), begin };
    if (!builder_add(&r->builder, r->directive, key, NODE_STRING, begin, r->at))
        return -1;
    return end_directive(r);
}

static int open_block(struct reader *r)
{
    if (!r->directive)
        return builder_fail(&r->builder, r->at, "expected a directive");
    if (span_ends(r->directive->key, SPAN("_by_lua_block")))
        return read_program(r);
    if (r->depth == BUILDER_MAX_DEPTH)
        return builder_fail(&r->builder, r->at, "nested too deep");
    r->open[r->depth++] = r->directive;
    r->directive = NULL;
    r->at++;
    return 0;
}

static int close_block(struct reader *r)
{
    if (r->directive)
        return builder_fail(&r->builder, r->at, "expected ';'");
    if (r->depth == 1)
        return builder_fail(&r->builder, r->at, "a '}' without a block");
    r->at++;
    builder_set_end(&r->builder, r->open[--r->depth], r->at);
    return 0;
}

static int read_piece(struct reader *r)
{
    switch (peek(r)) {
    case ';':
        return end_directive(r);
    case '{':
        return open_block(r);
    case '}':
        return close_block(r);
    default:
        return read_name_or_argument(r);
    }
}

static int read_all(struct reader *r)
{
    r->open[r->depth++] = r->builder.root;
    for (skip_space(r); !at_end(r); skip_space(r))
        if (read_piece(r) < 0)
            return -1;
    if (r->directive)
        return builder_fail(&r->builder, r->at, "expected ';'");
    return r->depth == 1 ? 0 : builder_fail(&r->builder, r->at, "expected '}'");
}

int blocks_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error)
{
    struct reader reader = { .scratch = buf_make(DOCUMENT_MAX_BYTES + 1) };
    if (builder_start(&reader.builder, text, BUILDER_GATHERS, arena, error) < 0)
        return -1;
    builder_by_hand(&reader.builder);
    int result = read_all(&reader);
    if (result == 0)
        result = builder_finish(&reader.builder, out);
    buf_release(&reader.scratch);
    return result;
}
