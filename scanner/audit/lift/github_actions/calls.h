/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Workflows that call each other: what a caller hands over, beside what the called one takes, gives
 * and may do. A unit is the folder that workflows lie in. Of a workflow that is not there nothing
 * is said: others may have been left out of the scan.
 */
#ifndef VETO_AUDIT_LIFT_GITHUB_ACTIONS_CALLS_H
#define VETO_AUDIT_LIFT_GITHUB_ACTIONS_CALLS_H

#include "audit/kinds.h"

int github_actions_calls_lift(struct audit_member *members, size_t count, struct arena *arena,
                              struct veto_error *error);
/* Several in one text, as an example has them: documents, whose `name` is that of their file. */
int github_actions_calls_lift_alone(struct node **facts, struct span text, struct arena *arena,
                                    struct veto_error *error);
/* Workflows that call others of the repository, or are called. */
bool github_actions_calls_is(struct span name, struct span bytes);

#endif
