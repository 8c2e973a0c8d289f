/* SPDX-License-Identifier: Apache-2.0 */
/* What checks find in the unit at hand, beside what patterns do. */
#ifndef VETO_RUN_AUDITED_H
#define VETO_RUN_AUDITED_H

#include "run/worker.h"

/* Adds what checks say of `worker->now`; where they cannot say it, a problem. */
void audited_unit(struct worker *worker);

#endif
