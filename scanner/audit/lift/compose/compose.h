/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A project of Docker Compose as facts: its services with what is in effect in them. `extends` of
 * the same file, anchors and merge keys are carried out; a variable with a default is its default,
 * one without is left out. Of a service that stands in another file in part, nothing is said to be
 * missing.
 */
#ifndef VETO_AUDIT_LIFT_COMPOSE_H
#define VETO_AUDIT_LIFT_COMPOSE_H

#include "audit/lift/put.h"

/* Is it one, by name or shape? A cheap look, not a reading. */
bool compose_is(struct span name, struct span bytes);
/* Messages begin `line:column: `. */
int compose_lift(struct node **facts, struct span text, struct arena *arena,
                 struct veto_error *error) must_check;

#endif
