/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Expressions of GitHub Actions, the text between `${{` and `}}`, as trees. Length and depth are
 * bounded as GitHub bounds them; what breaks a bound does not parse, there as here.
 */
#ifndef VETO_AUDIT_LIFT_EXPRESSION_H
#define VETO_AUDIT_LIFT_EXPRESSION_H

#include "base/arena.h"

enum {
    EXPRESSION_MAX_BYTES = 21000,
    EXPRESSION_MAX_DEPTH = 50,
};

enum expression_kind {
    EXPRESSION_NULL,
    EXPRESSION_BOOL,
    EXPRESSION_NUMBER,
    EXPRESSION_STRING,
    EXPRESSION_CONTEXT, /* `text` is its name */
    EXPRESSION_MEMBER,  /* `.text` of the first operand */
    EXPRESSION_INDEX,   /* the first operand, by the second */
    EXPRESSION_FILTER,  /* `.*` or `[*]` of the first operand */
    EXPRESSION_CALL,    /* of the function `text` with the operands */
    EXPRESSION_NOT,
    EXPRESSION_AND,
    EXPRESSION_OR,
    EXPRESSION_EQUAL, /* and unequal */
    EXPRESSION_ORDER, /* less, more, or equal */
};

struct expression {
    enum expression_kind kind;
    size_t begin;     /* byte of the text that was parsed */
    struct span text; /* a name, a string without quotes and escapes, a number */
    bool truth;       /* of a boolean */
    uint8_t height;
    size_t count; /* of operands */
    struct expression *first, *last, *next;
};

/*
 * NULL where it does not parse, and `*stopped` is the byte where that was seen; or where the arena
 * has no memory. An empty text does not parse. The tree points into `text`.
 */
const struct expression *expression_parse(struct span text, struct arena *arena, size_t *stopped);

/*
 * Where the expression at the front of `text` ends: braces in a string do not. SIZE_MAX: nowhere.
 */
size_t expression_end(struct span text);

#endif
