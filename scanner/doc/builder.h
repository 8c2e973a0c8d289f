/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What readers share that walk a text themselves: a copy of the checked text, nodes at byte offsets
 * of it, bounds on depth and number, and the finishing of the tree. Readers add
 * parents before what is in them, places in any order, and may come back to an earlier container.
 */
#ifndef VETO_DOC_BUILDER_H
#define VETO_DOC_BUILDER_H

#include "base/buf.h"
#include "doc/encoding.h"
#include "doc/node.h"
#include "doc/position.h"

enum {
    BUILDER_MAX_DEPTH = 200, /* as it is written: arrays of what is gathered come between */
    BUILDER_MAX_NODES = 4 * 1000 * 1000,
    /* Of what people write: a megabyte of the shortest lines would cost a quarter of a second. */
    BUILDER_MAX_BY_HAND = 100 * 1000,
};

/* What becomes of members of one object that have the same key. */
enum builder_repeated {
    BUILDER_MARKS,   /* the last one counts, the others are marked */
    BUILDER_GATHERS, /* one member, an array of them all, in the place of the first */
};

struct builder {
    struct span text; /* in the arena, without its byte order mark, with a NUL behind it */
    size_t skipped;   /* bytes of the mark */
    enum builder_repeated repeated;
    struct arena *arena;
    struct veto_error *error;
    struct node *root; /* an object */
    /* Private. */
    struct position at;
    struct position *marks; /* every so many bytes, as far as `at` ever was */
    size_t mark_count;
    size_t budget; /* nodes that may still come */
};

/* A key and the byte it begins at; `{ 0 }` for elements of arrays. */
struct builder_key {
    struct span text;
    size_t begin;
};

int builder_start(struct builder *builder, struct span text, enum builder_repeated repeated,
                  struct arena *arena, struct veto_error *error) must_check;
/* Another tree over the same text, in another arena. */
int builder_again(struct builder *builder, struct arena *arena) must_check;
/* For a syntax of which no machine writes much. */
void builder_by_hand(struct builder *builder);
/* A child whose text is that of its bytes, for the reader to correct. NULL on failure. */
struct node *builder_add(struct builder *builder, struct node *parent, struct builder_key key,
                         enum node_kind kind, size_t begin, size_t end) must_check;
/* The same for text that is known: a fact that stands at `begin`. Negative on failure. */
int builder_add_text(struct builder *builder, struct node *parent, struct builder_key key,
                     struct span text, size_t begin, size_t end) must_check;
void builder_set_end(const struct builder *builder, struct node *node, size_t end);
/* What a reader wants to remember of a node; 0 at first. */
uint8_t *builder_mark(struct node *node);
/* The last child so far, or NULL. */
struct node *builder_last(struct node *node);
/* What `scratch` holds, for as long as the tree. Negative without memory. */
int builder_keep(struct builder *builder, const struct buf *scratch, struct span *out) must_check;
/* Completes all nodes; then the tree is no longer added to. */
int builder_finish(struct builder *builder, struct node **out) must_check;

/* `line:column: problem`. Returns -1. */
int builder_fail(struct builder *builder, size_t byte, const char *problem);

#endif
