/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One positioned tree for every syntax: objects, arrays and scalars, each with the place it stands
 * at. All nodes live in the arena that the reader was given; nothing is freed one by one.
 */
#ifndef VETO_DOC_NODE_H
#define VETO_DOC_NODE_H

#include "base/arena.h"
#include "base/error.h"

enum node_kind { NODE_NULL, NODE_BOOL, NODE_NUMBER, NODE_STRING, NODE_ARRAY, NODE_OBJECT };

struct node {
    enum node_kind kind;
    uint32_t line, column; /* from 1, columns in code points */
    uint64_t begin, end;   /* bytes of the source that the node spans */
    struct span text;      /* a scalar's value; source text for numbers and booleans */
    bool truth;            /* of a boolean */
    struct node *children; /* first element or member */
    size_t child_count;
    /* As a member of an object: */
    struct span key;
    uint32_t key_line, key_column;
    bool duplicate; /* an earlier member has the same key */
    struct node *next; /* sibling */
};

/* First member of that name, or NULL; NULL too where `object` is no object. */
const struct node *node_member(const struct node *object, const char *key);

#endif
