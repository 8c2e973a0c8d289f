/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that say something of each other, kept until all were read. Then they are judged by
 * deployment unit: the folder they lie in, or all below the nearest kustomization or chart.
 *
 * Each worker keeps its own; all is bounded in bytes, by counts that do not depend on who read
 * what.
 */
#ifndef VETO_RUN_GATHERED_H
#define VETO_RUN_GATHERED_H

#include "run/worker.h"

bool gathered_is_of_image(const struct veto_origin *origin);
/* Keeps the unit at hand, where checks of deployment units are for such a file. */
void gathered_keep(struct worker *worker);
/* After the last task, on the threads of the pool. Negative without memory. */
int gathered_judge(struct worker *workers, unsigned count, const struct veto_origin *target,
                   struct veto_error *error);

#endif
