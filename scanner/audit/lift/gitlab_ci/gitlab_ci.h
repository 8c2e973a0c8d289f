/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A pipeline of GitLab as facts: jobs with what `default`, the top level and `extends` give them,
 * commands of their scripts, images, variables, what is included from elsewhere.
 */
#ifndef VETO_AUDIT_LIFT_GITLAB_CI_H
#define VETO_AUDIT_LIFT_GITLAB_CI_H

#include "audit/lift/put.h"

bool gitlab_ci_is(struct span name, struct span bytes);
/* Messages begin `line:column: `. */
int gitlab_ci_lift(struct node **facts, struct span text, struct arena *arena,
                   struct veto_error *error) must_check;

#endif
