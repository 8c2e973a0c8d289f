/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Values that the policy allows and that can be guessed: their fingerprints are numbers, and to
 * allow one must not give its number to the next.
 */
#ifndef VETO_RUN_NUMBERED_H
#define VETO_RUN_NUMBERED_H

#include "run/worker.h"

/* Of `worker->now`, whose findings are settled. */
void numbered_record(struct worker *worker);

#endif
