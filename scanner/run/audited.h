/* SPDX-License-Identifier: Apache-2.0 */
/* What checks find in the unit at hand, beside what patterns do. */
#ifndef VETO_RUN_AUDITED_H
#define VETO_RUN_AUDITED_H

#include "run/worker.h"

/*
 * Adds what checks say of `worker->now`; where they cannot say it, a problem. False where it is no
 * file that a check is for.
 */
bool audited_unit(struct worker *worker);

/* What checks of its deployment unit say of a file that was kept; negative where they cannot. */
int audited_member(struct worker *worker, const struct gathered_file *file,
                   const struct audit_member *member, struct veto_error *error);

#endif
