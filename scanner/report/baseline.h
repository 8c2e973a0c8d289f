/* SPDX-License-Identifier: Apache-2.0 */
/* Findings as a baseline: what policy/baseline.h reads, in an order that merges well. */
#ifndef VETO_REPORT_BASELINE_H
#define VETO_REPORT_BASELINE_H

#include "base/error.h"
#include "veto/veto.h"

/*
 * One line for each finding, and for each entry of the scan's own baseline that nobody looked for;
 * sorted. No line number, time or value of which anything could be guessed is in it.
 */
int baseline_write(const struct veto_result *result, FILE *to, struct veto_error *error);

#endif
