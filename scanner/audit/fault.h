/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a node that a check selects: where it stands, what it says, and how it is known again. */
#ifndef VETO_AUDIT_FAULT_H
#define VETO_AUDIT_FAULT_H

#include "audit/audit.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/table.h"
#include "doc/jsonpath.h"

enum { FAULT_TEXT_MAX = 4096 }; /* bytes of an identity or a path */

struct fault_source {
    const struct rule *rule; /* the check */
    struct span bytes;       /* of the unit */
    struct span root;        /* what the facts are of: its name */
    struct table *ordinals;  /* of identities in the unit: how many there were, as a pointer */
    struct buf *scratch;     /* of FAULT_TEXT_MAX bytes */
    struct arena *arena;     /* of what is told; `failed` is set where memory ran out */
};

/* What names an object, and outlives its place in a list; empty where nothing does. */
struct span fault_object_name(const struct node *node);

/* False without memory. */
bool fault_of(struct audit_fault *fault, const struct fault_source *source,
              const struct jsonpath_place *place);

#endif
