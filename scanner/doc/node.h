/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One positioned tree for every syntax: objects, arrays and scalars, each with the place it stands
 * at. All nodes live in the arena that the reader was given; nothing is freed one by one.
 *
 * Children may be shared: what stands for an alias of YAML is a node of its own, at the alias's
 * place, whose children are those of the anchored node. Readers bound the tree as a walker sees it,
 * each shared child counted wherever it is met.
 */
#ifndef VETO_DOC_NODE_H
#define VETO_DOC_NODE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"

/*
 * What is not known of a node in a text that is filled in later; of all others none of it is set.
 * A reader never sets them.
 */
enum node_hole {
    NODE_OPEN = 1,    /* it may have more children */
    NODE_UNKNOWN = 2, /* its value, and what it is at all */
    NODE_MAYBE = 4,   /* whether it is there */
    NODE_HOLLOW = 8,  /* there are such nodes below it */
    NODE_ANSWERS = 16, /* to every name that it does not have, by its last child, or itself */
};

enum node_kind { NODE_NULL, NODE_BOOL, NODE_NUMBER, NODE_STRING, NODE_ARRAY, NODE_OBJECT };

struct node {
    enum node_kind kind;
    uint32_t line, column; /* from 1, columns in code points */
    uint32_t weight;       /* nodes of this subtree, itself included */
    uint64_t begin, end;   /* bytes of the source that the node spans */
    struct span text;      /* a scalar's value; source text for numbers and booleans */
    struct node *children; /* first element or member */
    size_t child_count;
    /* As a member of an object: */
    struct span key;
    uint32_t key_line, key_column;
    struct node *next; /* sibling */
    uint16_t height;   /* of this subtree: 1 for a scalar */
    bool truth;        /* of a boolean */
    bool duplicate;    /* an earlier member has the same key, */
    bool shadowed;     /* a later one has: most consumers never see this value */
    uint8_t holes;     /* of enum node_hole */
};

_Static_assert(sizeof(struct node) <= 104, "most of the memory that a document takes is nodes");

/* First member of that name, or NULL; NULL too where `object` is no object. What answers to every
 * name gives a node. */
const struct node *node_member_of(const struct node *object, struct span name);

/* Inline, because the key is mostly a constant, whose length is known here. */
static forced_inline const struct node *node_member(const struct node *object, const char *key)
{
    return node_member_of(object, span_of(key));
}

/* Of members with the same name the one in force, which is the last; else as above. */
const struct node *node_last_member_of(const struct node *object, struct span name);

static forced_inline const struct node *node_last_member(const struct node *object, const char *key)
{
    return node_last_member_of(object, span_of(key));
}

/* "text", "a list", …: what a message calls it. */
const char *node_kind_name(enum node_kind kind);

#endif
