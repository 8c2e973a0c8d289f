/* SPDX-License-Identifier: Apache-2.0 */
/* What an expression may come to, as far as a file tells; TYPE_ANY where it does not. */
#ifndef VETO_AUDIT_LIFT_EXPRESSION_TYPE_H
#define VETO_AUDIT_LIFT_EXPRESSION_TYPE_H

#include "doc/node.h"

enum type_kind {
    TYPE_ANY,
    TYPE_NULL,
    TYPE_BOOL,
    TYPE_NUMBER,
    TYPE_STRING,
    TYPE_ARRAY,
    TYPE_OBJECT,
};

struct type;

struct type_member {
    struct span name;
    const struct type *type;
    const struct type_member *next;
};

struct type {
    enum type_kind kind;
    /* Of an array's elements; of an object's members that are not named: NULL, it has no others. */
    const struct type *rest;
    const struct type_member *members;
    size_t member_count;
    bool is_filtered; /* an array that `.*` made: members are those of its elements */
};

extern const struct type type_any, type_null, type_bool, type_number, type_string;
extern const struct type type_strings;  /* an object of any strings */
extern const struct type type_anything; /* an object of whatever */

static inline bool type_is_scalar(const struct type *type)
{
    return type->kind == TYPE_NULL || type->kind == TYPE_BOOL || type->kind == TYPE_NUMBER ||
           type->kind == TYPE_STRING;
}

static inline bool type_is_composed(const struct type *type)
{
    return type->kind == TYPE_ARRAY || type->kind == TYPE_OBJECT;
}

/* All of these return a type; without memory it is `type_any`. */
const struct type *type_array(struct arena *arena, const struct type *element);
struct type *type_object(struct arena *arena, const struct type *rest);
/* An object with more members than are worth looking at has any others. */
void type_add(struct arena *arena, struct type *object, struct span name, const struct type *type);
/* Names differ by more than case. NULL where there is no such member and can be none. */
const struct type *type_member(const struct type *object, struct span name);
/* What is one or the other. */
const struct type *type_merge(struct arena *arena, const struct type *a, const struct type *b);
/* Can values of the two be equal, as GitHub compares them? */
bool type_can_equal(const struct type *a, const struct type *b);

/* What the text of a node comes to where it is an expression; else NULL. */
struct type_reader {
    const struct type *(*of_text)(void *context, const struct node *node);
    void *context;
    struct arena *arena;
};

const struct type *type_of_node(const struct type_reader *reader, const struct node *node);

#endif
