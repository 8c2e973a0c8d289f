/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces that evaluation of JSONPath is made of, one file each. */
#ifndef VETO_DOC_JSONPATH_EVALUATION_H
#define VETO_DOC_JSONPATH_EVALUATION_H

#include "base/buf.h"
#include "doc/jsonpath_tree.h"

/*
 * What is asked of a document of which something is not known: two bounds stand for the third
 * value. A negation asks its operand for the other one.
 */
enum bound {
    BOUND_NONE,     /* everything is known */
    BOUND_SURELY,   /* is it so, whatever that is? */
    BOUND_POSSIBLY, /* may it be so? */
};

/* One run of a query over a document. */
struct evaluation {
    const struct node *root;    /* `$` */
    const struct node *current; /* `@` of the innermost filter */
    const struct jsonpath_regex *regex;
    uint64_t budget; /* work that may still be done: nodes visited, bytes compared by the dozen */
    struct veto_error *error;
    enum bound bound;
    bool unsure; /* the walk at hand met what may be there, or may be more */
};

/* What can be compared. Numbers that functions make have no node. */
struct value {
    enum { VALUE_NOTHING, VALUE_NODE, VALUE_COUNT, VALUE_UNKNOWN } kind;
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

/* What a query selects, as far as it was looked for. */
struct tallied {
    size_t count;             /* of those that are sure */
    const struct node *first; /* NULL where there is none */
    bool unsure;              /* there may be more, or the first may be another one */
};

/* At most `enough` nodes are looked for. */
int query_tally(struct evaluation *e, const struct query *query, size_t enough,
                struct tallied *out);

/* ---- jsonpath_evaluate.c ---- */

int expression_test(struct evaluation *e, const struct expression *expression, bool *out);
int expression_value(struct evaluation *e, const struct expression *expression, struct value *out);

/* ---- jsonpath_compare.c ---- */

int values_equal(struct evaluation *e, const struct value *a, const struct value *b, bool *out);
int values_less(struct evaluation *e, const struct value *a, const struct value *b, bool *out);

#endif
