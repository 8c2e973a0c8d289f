/* SPDX-License-Identifier: Apache-2.0 */
/* What comments in the unit at hand allow (policy/inline.h). */
#ifndef VETO_RUN_ALLOWED_H
#define VETO_RUN_ALLOWED_H

#include "run/worker.h"

/* Believes a note for each `veto:allow` that allows nothing: without a reason, or of no known rule. */
void allowed_complain(struct worker *worker);
/* Marks what is believed and allowed as suppressed. */
void allowed_apply(struct worker *worker);

#endif
