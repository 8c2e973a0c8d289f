/* SPDX-License-Identifier: Apache-2.0 */
/* Matrices: values that are there twice, and exclusions that exclude nothing. */
#include "audit/lift/github_actions/github_actions.h"

enum {
    MAX_VALUES = 100, /* of a row that are compared with each other */
    MAX_EXCLUDED = 200,
    MAX_NESTING = 20,
};

/* ---- Values ---- */

static bool is_dynamic(const struct node *node, size_t depth)
{
    if (span_find(node->text, SPAN("${{")) != SIZE_MAX || depth > MAX_NESTING)
        return true;
    for (const struct node *one = node->children; one; one = one->next)
        if (is_dynamic(one, depth + 1))
            return true;
    return false;
}

static bool is_scalar(const struct node *node)
{
    return node->kind != NODE_OBJECT && node->kind != NODE_ARRAY;
}

/* Does the value have all that the pattern names? */
static bool matches(const struct node *value, const struct node *pattern, size_t depth)
{
    if (depth > MAX_NESTING)
        return true;
    if (is_scalar(value) && is_scalar(pattern))
        return span_eq(value->text, pattern->text);
    if (value->kind != pattern->kind)
        return false;
    const struct node *other = value->children;
    for (const struct node *one = pattern->children; one; one = one->next) {
        if (pattern->kind == NODE_OBJECT) {
            other = value->children;
            while (other && !span_eq_nocase(other->key, one->key))
                other = other->next;
        }
        if (!other || !matches(other, one, depth + 1))
            return false;
        other = other->next;
    }
    return pattern->kind == NODE_OBJECT || other == NULL;
}

static bool is_same(const struct node *a, const struct node *b)
{
    return a->kind == b->kind && matches(a, b, 0) && matches(b, a, 0);
}

/* ---- Rows ---- */

static void check_row(struct workflow *w, const struct node *row)
{
    size_t looked = 0;
    for (const struct node *one = row->children; one && looked < MAX_VALUES;
         one = one->next, looked++)
        for (const struct node *before = row->children; before != one; before = before->next)
            if (!is_dynamic(one, 0) && is_same(before, one)) {
                workflow_error(w, "matrix-duplicate", "matrix", workflow_item_place(w, row, one),
                               row->key);
                break;
            }
}

/* ---- Exclusions ---- */

struct candidates {
    const struct node *pattern;
    bool is_known, is_open, is_met;
};

static void consider(struct candidates *c, const struct node *value)
{
    c->is_known = true;
    c->is_open |= is_dynamic(value, 0);
    c->is_met |= !c->is_open && matches(value, c->pattern, 0);
}

static void consider_row(struct candidates *c, const struct node *row)
{
    c->is_known = true;
    if (row->kind != NODE_ARRAY)
        c->is_open = true;
    for (const struct node *one = row->kind == NODE_ARRAY ? row->children : NULL; one;
         one = one->next)
        consider(c, one);
}

static void consider_included(struct candidates *c, const struct node *include)
{
    if (include && include->kind != NODE_ARRAY)
        c->is_open = c->is_known = true;
    for (const struct node *item = include && include->kind == NODE_ARRAY ? include->children
                                                                          : NULL;
         item; item = item->next) {
        if (item->kind != NODE_OBJECT)
            c->is_open = c->is_known = true;
        for (const struct node *one = item->kind == NODE_OBJECT ? item->children : NULL; one;
             one = one->next)
            if (span_eq_nocase(one->key, c->pattern->key))
                consider(c, one);
    }
}

static void check_exclusion(struct workflow *w, const struct node *matrix,
                            const struct node *pattern)
{
    struct candidates c = { .pattern = pattern };
    for (const struct node *row = matrix->children; row; row = row->next)
        if (!span_is(row->key, "include") && !span_is(row->key, "exclude") &&
            span_eq_nocase(row->key, pattern->key))
            consider_row(&c, row);
    consider_included(&c, node_member(matrix, "include"));
    if (!c.is_known)
        workflow_error(w, "matrix-unknown-key", "matrix", workflow_key_place(w, pattern),
                       pattern->key);
    else if (!c.is_open && !c.is_met && !is_dynamic(pattern, 0))
        workflow_error(w, "matrix-unmatched", "matrix",
                       pattern->kind == NODE_OBJECT ? put_place(&w->put, pattern)
                                                    : workflow_key_place(w, pattern),
                       pattern->key);
}

void workflow_leave_matrix(struct workflow *w, const struct node *matrix)
{
    const struct node *exclude = node_member(matrix, "exclude");
    size_t looked = 0;
    for (const struct node *row = matrix->children; row; row = row->next)
        if (row->kind == NODE_ARRAY && !span_is(row->key, "include") && row != exclude)
            check_row(w, row);
    for (const struct node *item = exclude && exclude->kind == NODE_ARRAY ? exclude->children
                                                                          : NULL;
         item && looked < MAX_EXCLUDED; item = item->next, looked++)
        for (const struct node *one = item->kind == NODE_OBJECT ? item->children : NULL; one;
             one = one->next)
            check_exclusion(w, matrix, one);
}
