/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of Kubernetes objects, by their shape: whatever holds a pod is asked what a pod is asked.
 */
#ifndef VETO_AUDIT_LIFT_KUBERNETES_H
#define VETO_AUDIT_LIFT_KUBERNETES_H

#include "audit/kinds.h"
#include "audit/lift/put.h"

/* Does a YAML or JSON text hold objects? A cheap look, not a reading. */
bool kubernetes_is(struct span name, struct span bytes);

/* A root for each object, lists taken apart. Messages begin `line:column: `. */
int kubernetes_lift(struct node **facts, struct span text, struct arena *arena,
                    struct veto_error *error) must_check;

/* The same, an object at a time: its facts lie in `part` while `found` is called. */
int kubernetes_lift_parts(struct span text, struct arena *arena, struct arena *part,
                          audit_part_found *found, void *payload,
                          struct veto_error *error) must_check;

#endif
