/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/exceptions.h"

enum exception_state exception_state(const struct policy_exception *exception, int64_t today)
{
    if (exception->last_day < 0 || exception->last_day >= today + EXCEPTION_WARNING_DAYS)
        return EXCEPTION_VALID;
    return exception->last_day < today ? EXCEPTION_EXPIRED : EXCEPTION_EXPIRING;
}

bool policy_names_rule(const char *name, const struct veto_rule *rule)
{
    if (strcmp(name, rule->id) == 0)
        return true;
    for (size_t i = 0; i < rule->alias_count; i++)
        if (strcmp(name, rule->aliases[i]) == 0)
            return true;
    return false;
}

/* A rule that saw the same and gave way counts, too: a new rule does not end an exception. */
static bool is_about_rule(const char *name, const struct veto_finding *finding)
{
    for (size_t i = 0; i < finding->also_rule_count; i++)
        if (strcmp(name, finding->also_rules[i]) == 0)
            return true;
    return policy_names_rule(name, finding->rule);
}

bool exception_is_about_finding(const struct policy_exception *exception,
                                const struct veto_finding *finding)
{
    if (exception->problem != POLICY_UNSAID)
        return false;
    if (exception->fingerprint && strcmp(exception->fingerprint, finding->fingerprint) != 0)
        return false;
    return !exception->rule || is_about_rule(exception->rule, finding);
}

bool exception_is_about_problem(const struct policy_exception *exception,
                                enum veto_problem_kind kind)
{
    static const enum policy_problem problems[] = {
        [VETO_PROBLEM_UNREAD] = POLICY_PROBLEM_UNREAD,
        [VETO_PROBLEM_UNJUDGED] = POLICY_PROBLEM_UNJUDGED,
        [VETO_PROBLEM_ABSENT] = POLICY_PROBLEM_ABSENT,
    };
    return exception->problem == problems[kind];
}

const struct veto_suppression *exception_suppression(const struct policy_exception *exception,
                                                     struct arena *arena)
{
    struct veto_suppression *suppression = ARENA_NEW(arena, struct veto_suppression);
    const char *by = arena_printf(arena, "%s:%u", exception->place.file, exception->place.line);
    if (!suppression || !by)
        return NULL;
    *suppression = (struct veto_suppression) {
        .kind = VETO_SUPPRESSED_BY_POLICY,
        .by = by,
        .reason = exception->reason,
        .owner = exception->owner ? exception->owner : "",
        .expires = exception->expires ? exception->expires : "",
    };
    return suppression;
}
