/* SPDX-License-Identifier: Apache-2.0 */
/* Facts of a script: those of shell_facts.h at the root, `errexit` and `pipefail` beside them. */
#ifndef VETO_AUDIT_LIFT_SHELL_H
#define VETO_AUDIT_LIFT_SHELL_H

#include "audit/lift/put.h"

int shell_lift(struct node **out, struct span text, struct arena *arena,
               struct veto_error *error) must_check;

#endif
