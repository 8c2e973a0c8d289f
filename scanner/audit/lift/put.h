/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts as lifters write them: the first failure sticks, so that a lifter reads like a list of what
 * it says. Every fact stands at the bytes it came from.
 */
#ifndef VETO_AUDIT_LIFT_PUT_H
#define VETO_AUDIT_LIFT_PUT_H

#include "doc/builder.h"

struct place {
    size_t begin, end; /* bytes of the builder's text */
};

struct put {
    struct builder builder;
    bool failed;
};

int put_start(struct put *put, struct span text, struct arena *arena,
              struct veto_error *error) must_check;
/*
 * For what says much of little, as commands do: more facts than people's files have are too many.
 */
void put_bound(struct put *put);
/* Negative where anything failed. */
/* Begins other facts of the same text, in another arena; what was put before stays where it is. */
int put_again(struct put *put, struct arena *arena) must_check;
int put_finish(struct put *put, struct node **out) must_check;

/* NULL, and failed, where it could not be added. */
struct node *put_node(struct put *put, struct node *parent, struct span key, enum node_kind kind,
                      struct place at);
void put_text_of(struct put *put, struct node *parent, struct span key, struct span text,
                 struct place at);
void put_bool_of(struct put *put, struct node *parent, struct span key, bool truth,
                 struct place at);
void put_number(struct put *put, struct node *parent, const char *key, long long number,
                struct place at);

/* Inline, because keys are mostly constants, whose length is known here. */
static forced_inline struct node *put_object(struct put *put, struct node *parent, const char *key,
                                      struct place at)
{
    return put_node(put, parent, span_of(key), NODE_OBJECT, at);
}

static forced_inline struct node *put_array(struct put *put, struct node *parent, const char *key,
                                     struct place at)
{
    return put_node(put, parent, span_of(key), NODE_ARRAY, at);
}

static forced_inline void put_text(struct put *put, struct node *parent, const char *key,
                            struct span text, struct place at)
{
    put_text_of(put, parent, span_of(key), text, at);
}

static forced_inline void put_bool(struct put *put, struct node *parent, const char *key,
                                   bool truth, struct place at)
{
    put_bool_of(put, parent, span_of(key), truth, at);
}

/* Where a node of a document of the same text stands. */
struct place put_place(const struct put *put, const struct node *node);
/* ASCII letters in lower case. */
struct span put_lower(struct put *put, struct span text);

#endif
