/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of lifters have in common: a text, a query over its facts, what it selects. */
#ifndef VETO_TESTS_UNIT_AUDIT_FACTS_H
#define VETO_TESTS_UNIT_AUDIT_FACTS_H

#include "audit/kinds.h"
#include "base/buf.h"
#include "doc/jsonpath.h"
#include "unit/test.h"

static inline void append_selected(struct buf *out, const struct node *node)
{
    bool scalar = node->kind != NODE_OBJECT && node->kind != NODE_ARRAY;
    buf_printf(out, "%s%u:%.*s", out->len ? "," : "", node->line, scalar ? (int)node->text.len : 0,
               scalar ? node->text.data : "");
}

/* `expected` has `line:value` of each selected node, with commas. */
static inline void assert_facts_of(const char *kind, const char *text, const char *query,
                                   const char *expected)
{
    struct arena arena = arena_make(1 << 26, false);
    struct buf out = buf_make(1 << 20);
    struct veto_error error = { 0 };
    struct node *facts = NULL;
    const struct jsonpath *path;
    struct jsonpath_nodes nodes;
    const struct audit_kind *row = audit_kind_named(kind);
    assert_int_equal(audit_kind_lift(row, &facts, span_of(row->usual_name), span_of(text), &arena,
                                     &error),
                     0);
    assert_int_equal(jsonpath_compile(&path, span_of(query), &arena, &error), 0);
    for (const struct node *root = facts; root; root = root->next) {
        assert_int_equal(jsonpath_select(path, root, NULL, &arena, &nodes, &error), 0);
        for (const struct jsonpath_selected *at = nodes.first; at; at = at->next)
            append_selected(&out, at->place->node);
    }
    buf_append_char(&out, '\0');
    assert_string_equal(out.data, expected);
    buf_release(&out);
    arena_release(&arena);
}

#endif
