/* SPDX-License-Identifier: Apache-2.0 */
#include "run/bound.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "match/regex.h"
#include "policy/exceptions.h"

DEFINE_CLEANUP(struct regex *, regex_free)

/* ---- Names and expressions ---------------------------------------------------------------------
 */

struct check {
    const struct veto_rules *rules;
    const struct veto_policy *policy;
    struct complaints complaints;
    size_t patterns; /* so far */
};

static void complain(struct check *check, const struct policy_place *file, uint32_t line,
                     const char *key, const char *text, const char *more)
{
    char place[512];
    snprintf(place, sizeof(place), "%s:%u", file->path, line);
    complain_at(&check->complaints, place, key, "%s%s", text, more);
}

static bool is_own(const struct veto_policy *policy, const char *name)
{
    for (size_t i = 0; i < policy->rules.count; i++)
        if (policy_names_rule(name, &policy->rules.rules[i].public))
            return true;
    return false;
}

static void check_name(struct check *check, const char *name, const struct policy_place *file,
                       uint32_t line, const char *key)
{
    enum { SHOWN = 24 };
    if (!name || rules_know(check->rules, span_of(name)) || is_own(check->policy, name))
        return;
    struct suggestion near = suggest_for(span_of(name));
    rules_suggest(check->rules, &near);
    char text[128];
    /* It may be a secret in the wrong place. */
    bool is_long = strlen(name) > SHOWN;
    snprintf(text, sizeof(text), "no rule is called '%.*s%s'", is_long ? 4 : SHOWN, name,
             is_long ? "…" : "");
    complain(check, file, line, key, text, suggest_text(&near, ""));
}

/* Each is run on every candidate, in each thread. */
enum { PATTERNS_MAX = 500 };

static void check_patterns(struct check *check, const struct policy_allow *allow)
{
    check->patterns += allow->patterns.count;
    if (check->patterns > PATTERNS_MAX) {
        complain(check, &allow->place, allow->patterns_line, "scan.allow.patterns",
                 "more than 500 in all", "");
        return;
    }
    for (size_t i = 0; i < allow->patterns.count; i++) {
        cleanup(regex_free_ptr) struct regex *regex = NULL;
        struct veto_error error = { 0 };
        if (regex_create(&regex, allow->patterns.items[i], &error) < 0)
            complain(check, &allow->place, allow->patterns_line, "scan.allow.patterns",
                     error.message, "");
    }
}

int bound_check(const struct veto_policy *policy, const struct veto_rules *rules,
                rule_complaint complain_to, void *payload, struct veto_error *error)
{
    struct check check = {
        .rules = rules,
        .policy = policy,
        .complaints = { .tell = complain_to, .payload = payload, .error = error },
    };
    for (size_t i = 0; i < policy->off_count; i++)
        check_name(&check, policy->off[i].text, &policy->off[i].place, policy->off[i].place.line,
                   "scan.rules.disable");
    for (size_t i = 0; i < policy->on_count; i++)
        check_name(&check, policy->on[i].text, &policy->on[i].place, policy->on[i].place.line,
                   "scan.rules.enable");
    for (size_t i = 0; i < policy->allow_count; i++) {
        const struct policy_allow *allow = &policy->allows[i];
        check_name(&check, allow->rule, &allow->place, allow->rule_line, "scan.allow.rule");
        check_patterns(&check, allow);
    }
    for (size_t i = 0; i < policy->exception_count; i++) {
        const struct policy_exception *exception = &policy->exceptions[i];
        check_name(&check, exception->rule, &exception->place, exception->rule_line,
                   "exceptions.rule");
    }
    if (complain_to)
        return (int)check.complaints.count;
    return check.complaints.count ? -1 : 0;
}

static bool is_among(const struct policy_name *names, size_t count, const struct veto_rule *rule)
{
    for (size_t i = 0; i < count; i++)
        if (policy_names_rule(names[i].text, rule))
            return true;
    return false;
}

bool bound_is_off(const struct veto_policy *policy, const struct veto_rule *rule)
{
    return policy && is_among(policy->off, policy->off_count, rule) &&
           !is_among(policy->on, policy->on_count, rule);
}

bool bound_is_on(const struct veto_policy *policy, const struct veto_rule *rule)
{
    return policy && is_among(policy->on, policy->on_count, rule);
}
