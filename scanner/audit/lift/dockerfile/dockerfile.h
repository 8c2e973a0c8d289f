/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of a Dockerfile: its stages with what they end with, their bases resolved, and what each
 * RUN does. A text without FROM is one implied stage.
 */
#ifndef VETO_AUDIT_LIFT_DOCKERFILE_H
#define VETO_AUDIT_LIFT_DOCKERFILE_H

#include "audit/lift/put.h"

/* `document` is what dockerfile_read made of `text`. Negative where the facts are too many. */
int dockerfile_lift(struct node **out, const struct node *document, struct span text,
                    struct arena *arena, struct veto_error *error) must_check;

#endif
