/* SPDX-License-Identifier: Apache-2.0 */
/* What tests of readers share: trees as compact text, tables of texts and what becomes of them. */
#ifndef VETO_TESTS_DOC_TREE_H
#define VETO_TESTS_DOC_TREE_H

#include "base/buf.h"
#include "doc/node.h"
#include "unit/test.h"

typedef int (*read_function)(struct node **out, struct span text, struct arena *arena,
                             struct veto_error *error);

struct reading {
    const char *text;
    const char *tree; /* or the message it is refused with */
};

static inline void append_place(struct buf *to, const struct node *node, bool with_places)
{
    if (with_places)
        buf_printf(to, "@%u:%u", node->line, node->column);
}

/* `{key: "text", list: [1, null]}`; values with `@line:column` where places are wanted. */
static inline void append_tree(struct buf *to, const struct node *node, bool with_places)
{
    if (node->kind == NODE_STRING)
        buf_printf(to, "\"%.*s\"", (int)node->text.len, node->text.data);
    else if (node->kind == NODE_NULL)
        buf_append_text(to, "null");
    else if (node->kind == NODE_BOOL)
        buf_append_text(to, node->truth ? "true" : "false");
    else if (node->kind == NODE_NUMBER)
        buf_append(to, node->text);
    if (node->kind == NODE_ARRAY || node->kind == NODE_OBJECT) {
        buf_append_char(to, node->kind == NODE_OBJECT ? '{' : '[');
        for (const struct node *child = node->children; child; child = child->next) {
            if (node->kind == NODE_OBJECT)
                buf_printf(to, "%.*s: ", (int)child->key.len, child->key.data);
            append_tree(to, child, with_places);
            buf_append_text(to, child->next ? ", " : "");
        }
        buf_append_char(to, node->kind == NODE_OBJECT ? '}' : ']');
    }
    append_place(to, node, with_places);
}

static inline void assert_readings(read_function read, const struct reading *readings, size_t count,
                                   bool with_places)
{
    for (size_t i = 0; i < count; i++) {
        struct arena arena = arena_make(1 << 28, false);
        struct buf tree = buf_make(1 << 20);
        struct veto_error error = { 0 };
        struct node *root = NULL;
        if (read(&root, span_of(readings[i].text), &arena, &error) < 0)
            buf_append_text(&tree, error.message);
        else
            append_tree(&tree, root, with_places);
        if (!span_is(buf_span(&tree), readings[i].tree))
            print_message("reading %zu: '%s'\n", i, readings[i].text);
        assert_string_equal(tree.data, readings[i].tree);
        buf_release(&tree);
        arena_release(&arena);
    }
}

/* `piece`, so often that it fills `len` bytes, is refused so. */
static inline void assert_flood(read_function read, const char *piece, size_t len,
                                const char *message)
{
    struct arena arena = arena_make((size_t)1 << 31, false);
    struct buf text = buf_make(len + strlen(piece));
    struct veto_error error = { 0 };
    struct node *root = NULL;
    while (text.len < len)
        buf_append_text(&text, piece);
    int result = read(&root, buf_span(&text), &arena, &error);
    if (message) {
        assert_int_equal(result, -1);
        assert_null(root);
        assert_string_equal(error.message, message);
    } else {
        assert_int_equal(result, 0);
    }
    buf_release(&text);
    arena_release(&arena);
}

#endif
