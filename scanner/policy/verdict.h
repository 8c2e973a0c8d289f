/* SPDX-License-Identifier: Apache-2.0 */
/* What blocks, and with which status the program ends (design §5). */
#ifndef VETO_POLICY_VERDICT_H
#define VETO_POLICY_VERDICT_H

#include "veto/veto.h"

enum verdict_status {
    VERDICT_CLEAN = 0,
    VERDICT_BLOCKED = 1,
    VERDICT_INCOMPLETE = 3,
    VERDICT_INTERRUPTED = 130,
};

/* Nobody allowed it, and it is not in the baseline. */
bool verdict_is_open(const struct veto_finding *finding);
/* How many are; once verdict_apply has counted. */
size_t verdict_open_count(const struct veto_result *result);
/* Severity at or above the threshold, evidence that is at least `likely`, and open. */
bool verdict_blocks(const struct veto_finding *finding, const struct veto_result *result);
/*
 * Marks the blocking ones; counts them, those that are not open, the unread problems and, where they
 * block, the unjudged ones in the result.
 */
void verdict_apply(struct veto_finding *findings, size_t count, bool unjudged_blocks,
                   struct veto_result *result);
/* Bytes that should have been looked at were not, or the scan was ended before its end. */
bool verdict_is_incomplete(const struct veto_result *result);
/* One of enum verdict_status. A veto is a veto: blocked comes before incomplete. */
int verdict_exit_status(const struct veto_result *result);
/* The status in words, for reports. */
const char *verdict_text(const struct veto_result *result);

#endif
