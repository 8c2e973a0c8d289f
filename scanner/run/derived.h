/* SPDX-License-Identifier: Apache-2.0 */
/* What was believed of a derived unit, beside what was believed of the units around it. */
#ifndef VETO_RUN_DERIVED_H
#define VETO_RUN_DERIVED_H

#include "run/worker.h"

/*
 * One secret at one original place is one finding: what a unit around it, or another derived unit,
 * has told already is marked as lost here, unless what was decoded says more.
 */
void derived_settle(struct worker *worker);

#endif
