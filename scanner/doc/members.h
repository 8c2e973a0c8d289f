/* SPDX-License-Identifier: Apache-2.0 */
/* Linking children into nodes, and what can only be known of an object once it is complete. */
#ifndef VETO_DOC_MEMBERS_H
#define VETO_DOC_MEMBERS_H

#include "doc/node.h"

/* Appends `child`; `last` is the container's last child so far, NULL where it has none. */
void node_link(struct node *container, struct node *last, struct node *child);

/* Marks every member whose key an earlier or a later one has. Negative without memory. */
int members_mark_duplicates(struct node *object) must_check;

/* An object, or an array of nothing but objects: what a merge key may name. */
bool members_can_merge(const struct node *value);

/*
 * Appends to `object` a copy of each member of the objects in `sources` (siblings, each an object
 * or an array of objects) whose key it does not have yet; at most `budget` nodes, which are taken
 * from it. Negative where memory or the budget does not suffice.
 */
int members_merge(struct node *object, const struct node *sources, struct arena *arena,
                  size_t *budget) must_check;

#endif
