/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of a document that is filled in later. It is lifted as it stands, and again with other
 * things in its holes: what is not the same each time, or stands in a hole, is not known, and
 * queries see that (doc/jsonpath.h). Lifters need to know nothing of it, but for what they make of
 * comparing two texts that may both be holes: there they ask holes_are_below.
 */
#ifndef VETO_AUDIT_LIFT_HOLES_H
#define VETO_AUDIT_LIFT_HOLES_H

#include "audit/lift/template.h"
#include "base/error.h"
#include "doc/node.h"

/* Facts are roots, linked. */
typedef int holes_lifter(struct node **facts, const struct node *stream, struct span text,
                         struct arena *arena, struct veto_error *error);

/* `stream` is what was read of the template's text, and becomes marked; `text` is the template. */
int holes_lift(struct node **facts, struct node *stream, const struct template *template,
               struct span text, holes_lifter *lift, struct arena *arena,
               struct veto_error *error) must_check;

/* Is anything of the node not known, in it or below it? NULL is known. */
static inline bool holes_are_below(const struct node *node)
{
    return node && node->holes;
}

#endif
