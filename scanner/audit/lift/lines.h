/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where keys stand: a node of a tree knows the line and column of its key, facts stand at bytes.
 * What an object lacks is said at its key.
 */
#ifndef VETO_AUDIT_LIFT_LINES_H
#define VETO_AUDIT_LIFT_LINES_H

#include "audit/lift/put.h"

struct line_index {
    struct span text;
    const uint32_t *begins; /* of each line */
    size_t count;
};

/* Of the builder's text, into its arena. Negative without memory. */
int line_index_make(struct line_index *out, struct put *put) must_check;
/* From the member's key to the end of its line; of a node without a key, the node. */
struct place line_index_key(const struct line_index *index, const struct put *put,
                            const struct node *member);
/* The part of a scalar behind its first `separator`, without the closing quote; else all of it. */
struct place line_index_behind(const struct put *put, const struct node *node, char separator);

#endif
