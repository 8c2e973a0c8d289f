/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is asked for by its name over and over, sorted once: a search of a list for each member of
 * another is slow where somebody has made both of them long. Lives in the arena of `put`.
 */
#ifndef VETO_AUDIT_LIFT_KUBERNETES_NAMES_H
#define VETO_AUDIT_LIFT_KUBERNETES_NAMES_H

#include "audit/lift/put.h"

struct named {
    struct span name;
    const struct node *node;
};

struct names {
    struct named *items;
    size_t count;
};

/* Room for that many; put.failed without memory. */
void names_make(struct names *names, struct put *put, size_t most);
/* No more than there is room for. */
void names_add(struct names *names, struct span name, const struct node *node);
/* All members of an object that are in force, by their keys. */
void names_add_members(struct names *names, const struct node *object);
/* Behind the last that is added, before the first that is asked for. */
void names_sort(struct names *names);
/* NULL where there is none of that name. */
const struct node *names_find(const struct names *names, struct span name);

#endif
