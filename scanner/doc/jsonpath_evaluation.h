/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces that evaluation of JSONPath is made of, one file each. */
#ifndef VETO_DOC_JSONPATH_EVALUATION_H
#define VETO_DOC_JSONPATH_EVALUATION_H

#include "base/buf.h"
#include "doc/jsonpath_tree.h"

/* One run of a query over a document. */
struct evaluation {
    const struct node *root;    /* `$` */
    const struct node *current; /* `@` of the innermost filter */
    const struct jsonpath_regex *regex;
    uint64_t budget; /* work that may still be done: nodes visited, bytes compared by the dozen */
    struct veto_error *error;
};

/* What can be compared. Numbers that functions make have no node. */
struct value {
    enum { VALUE_NOTHING, VALUE_NODE, VALUE_COUNT } kind;
    const struct node *node;
    uint64_t count;
};

static inline struct value value_of(const struct node *node)
{
    return (struct value) { .kind = node ? VALUE_NODE : VALUE_NOTHING, .node = node };
}

/* Takes work off the budget; negative where it does not suffice. */
int evaluation_charge(struct evaluation *e, uint64_t work) must_check;

/* ---- jsonpath_select.c ---- */

/* At most `enough` nodes are looked for. `*first` is NULL where there is none. */
int query_tally(struct evaluation *e, const struct query *query, size_t enough, size_t *count,
                const struct node **first);

/* ---- jsonpath_evaluate.c ---- */

int expression_test(struct evaluation *e, const struct expression *expression, bool *out);
int expression_value(struct evaluation *e, const struct expression *expression, struct value *out);

/* ---- jsonpath_compare.c ---- */

int values_equal(struct evaluation *e, const struct value *a, const struct value *b, bool *out);
int values_less(struct evaluation *e, const struct value *a, const struct value *b, bool *out);

#endif
