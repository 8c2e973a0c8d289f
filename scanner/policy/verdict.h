/* SPDX-License-Identifier: Apache-2.0 */
/* What blocks, and with which status the program ends (design §5). */
#ifndef VETO_POLICY_VERDICT_H
#define VETO_POLICY_VERDICT_H

#include "veto/veto.h"

/* Severity at or above the threshold, and evidence that is at least `likely`. */
bool verdict_blocks(const struct veto_finding *finding, enum veto_severity fail_on);
/* Marks the blocking ones and counts them, and the unread problems, in the result. */
void verdict_apply(struct veto_finding *findings, size_t count, struct veto_result *result);
int verdict_exit_status(const struct veto_result *result);

#endif
