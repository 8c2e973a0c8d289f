/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/verdict.h"

bool verdict_is_open(const struct veto_finding *finding)
{
    return !finding->suppression && finding->baseline != VETO_BASELINE_UNCHANGED;
}

bool verdict_blocks(const struct veto_finding *finding, const struct veto_result *result)
{
    /* VETO_SEVERITY_NONE is above every severity, so that nothing reaches it. */
    return finding->severity >= result->fail_on &&
           finding->confidence >= VETO_CONFIDENCE_LIKELY && verdict_is_open(finding) &&
           !(finding->in_base && result->base_ignored);
}

void verdict_apply(struct veto_finding *findings, size_t count, bool unjudged_blocks,
                   struct veto_result *result)
{
    result->blocking = result->suppressed = result->unchanged = result->in_base = 0;
    for (size_t i = 0; i < count; i++) {
        findings[i].blocks = verdict_blocks(&findings[i], result);
        result->blocking += findings[i].blocks;
        result->suppressed += findings[i].suppression != NULL;
        result->unchanged += !findings[i].suppression && !verdict_is_open(&findings[i]);
        result->in_base += findings[i].in_base && verdict_is_open(&findings[i]);
    }
    size_t counts[VETO_PROBLEM_ABSENT + 1] = { 0 };
    for (size_t i = 0; i < result->problem_count; i++)
        counts[result->problems[i].kind] += !result->problems[i].suppression;
    result->unread = counts[VETO_PROBLEM_UNREAD];
    result->unjudged_blocking = unjudged_blocks ? counts[VETO_PROBLEM_UNJUDGED] : 0;
}

size_t verdict_open_count(const struct veto_result *result)
{
    return result->finding_count - result->suppressed - result->unchanged;
}

bool verdict_is_incomplete(const struct veto_result *result)
{
    /* Of problems past the bound only the number is known: they count as the worst kind. */
    return result->unread > 0 || result->problems_unlisted > 0 || result->timed_out ||
           result->interrupted;
}

int verdict_exit_status(const struct veto_result *result)
{
    if (result->interrupted)
        return VERDICT_INTERRUPTED;
    if (result->blocking || result->unjudged_blocking)
        return VERDICT_BLOCKED;
    if (verdict_is_incomplete(result) && !result->allow_incomplete)
        return VERDICT_INCOMPLETE;
    return VERDICT_CLEAN;
}

const char *verdict_text(const struct veto_result *result)
{
    switch (verdict_exit_status(result)) {
    case VERDICT_INTERRUPTED:
        return "interrupted: this is what was found so far";
    case VERDICT_BLOCKED:
        return result->blocking ? "at least one finding blocks"
                                : "a configuration that was not understood blocks";
    case VERDICT_INCOMPLETE:
        return "nothing blocks, but the scan is incomplete";
    default:
        return verdict_is_incomplete(result) ? "nothing blocks; an incomplete scan was allowed"
                                             : "scanned whole, nothing blocks";
    }
}
