/* SPDX-License-Identifier: Apache-2.0 */
/* Values that somebody looks for, in every unit and whatever was decoded of it. */
#ifndef VETO_RUN_SOUGHT_H
#define VETO_RUN_SOUGHT_H

#include "run/worker.h"

/* Before what is derived is settled: keeps where values stand in the unit at hand, and hides them. */
void sought_find(struct worker *worker);
/* Adds a finding for each of them. Negative without memory. */
int sought_record(struct worker *worker);

#endif
