/* SPDX-License-Identifier: Apache-2.0 */
/* A compiled query: what the parser of JSONPath makes and what evaluation walks. */
#ifndef VETO_DOC_JSONPATH_TREE_H
#define VETO_DOC_JSONPATH_TREE_H

#include "doc/jsonpath.h"

enum selector_kind {
    SELECTOR_NAME,
    SELECTOR_WILDCARD,
    SELECTOR_INDEX,
    SELECTOR_SLICE,
    SELECTOR_FILTER,
};

struct selector {
    enum selector_kind kind;
    struct span name;
    int64_t start, end, step; /* `start` is an index alone, too */
    bool has_start, has_end;
    const struct expression *filter;
    const struct selector *next;
};

struct segment {
    bool descends; /* `..` */
    const struct selector *selectors;
    const struct segment *next;
};

struct query {
    bool relative; /* begins at `@` */
    bool singular; /* can select one node at most (RFC 9535 §2.3.5.1), */
    bool names_only; /* and by names alone */
    const struct segment *segments;
};

/* The types of RFC 9535 §2.4.1. */
enum value_type { TYPE_VALUE, TYPE_LOGICAL, TYPE_NODES };

struct function;

enum expression_kind {
    EXPRESSION_LITERAL,
    EXPRESSION_QUERY, /* a test for existence, or the nodes themselves, by where it stands */
    EXPRESSION_CALL,
    EXPRESSION_NOT,     /* of `operands` */
    EXPRESSION_AND,     /* of all `operands` */
    EXPRESSION_OR,
    EXPRESSION_EQUAL, /* comparisons have two operands */
    EXPRESSION_UNEQUAL,
    EXPRESSION_LESS,
    EXPRESSION_LESS_OR_EQUAL,
    EXPRESSION_GREATER,
    EXPRESSION_GREATER_OR_EQUAL,
};

enum { FUNCTION_MAX_ARGUMENTS = 2 };

struct expression {
    enum expression_kind kind;
    const struct node *literal;
    struct query query;
    const struct function *function;
    const struct expression *operands; /* arguments of a call */
    const struct expression *next;     /* operand */
};

struct jsonpath {
    struct query query;
    const struct need *needs; /* jsonpath_digest.c */
};

/* What a function gives and takes; what it does is a row of the table in jsonpath_function.c. */
struct value;
struct evaluation;

struct function {
    const char *name;
    enum value_type result;
    enum value_type parameters[FUNCTION_MAX_ARGUMENTS];
    size_t parameter_count;
    /* By `result` one of them is set. Arguments are evaluated by the function itself. */
    int (*value)(struct evaluation *e, const struct expression *arguments, struct value *out);
    int (*logical)(struct evaluation *e, const struct expression *arguments, bool *out);
};

/* NULL where there is none of that name. */
const struct function *jsonpath_function(struct span name);

#endif
