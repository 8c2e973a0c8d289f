/* SPDX-License-Identifier: Apache-2.0 */
#include "run/bound.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "match/regex.h"
#include "policy/exceptions.h"
#include "policy/match_path.h"
#include "unit/origin.h"

DEFINE_CLEANUP(struct regex *, regex_free)
DEFINE_CLEANUP(struct allow_lists *, allow_lists_free)

enum { PLACE_MAX = 64 * 1024 };

/* ---- Names and expressions --------------------------------------------------------------------- */

struct check {
    const struct veto_rules *rules;
    struct complaints complaints;
};

static void complain(struct check *check, const char *file, uint32_t line, const char *key,
                     const char *text, const char *more)
{
    char place[512];
    snprintf(place, sizeof(place), "%s:%u", file, line);
    complain_at(&check->complaints, place, key, "%s%s", text, more);
}

static void check_name(struct check *check, const char *name, const char *file, uint32_t line,
                       const char *key)
{
    enum { SHOWN = 24 };
    if (!name || rules_know(check->rules, span_of(name)))
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

static void check_patterns(struct check *check, const struct policy_allow *allow)
{
    for (size_t i = 0; i < allow->patterns.count; i++) {
        cleanup(regex_free_ptr) struct regex *regex = NULL;
        struct veto_error error = { 0 };
        if (regex_create(&regex, allow->patterns.items[i], &error) < 0)
            complain(check, allow->place.file, allow->patterns_line, "scan.allow.patterns",
                     error.message, "");
    }
}

int bound_check(const struct veto_policy *policy, const struct veto_rules *rules,
                rule_complaint complain_to, void *payload, struct veto_error *error)
{
    struct check check = { rules, { .tell = complain_to, .payload = payload, .error = error } };
    for (size_t i = 0; i < policy->off_count; i++)
        check_name(&check, policy->off[i].text, policy->off[i].place.file,
                   policy->off[i].place.line, "scan.rules.disable");
    for (size_t i = 0; i < policy->on_count; i++)
        check_name(&check, policy->on[i].text, policy->on[i].place.file, policy->on[i].place.line,
                   "scan.rules.enable");
    for (size_t i = 0; i < policy->allow_count; i++) {
        const struct policy_allow *allow = &policy->allows[i];
        check_name(&check, allow->rule, allow->place.file, allow->rule_line, "scan.allow.rule");
        check_patterns(&check, allow);
    }
    for (size_t i = 0; i < policy->exception_count; i++) {
        const struct policy_exception *exception = &policy->exceptions[i];
        check_name(&check, exception->rule, exception->place.file, exception->rule_line,
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

/* ---- What is allowed ------------------------------------------------------------------------- */

struct allow_list {
    const struct policy_allow *allow;
    struct regex **patterns; /* as many as it has */
};

struct allow_lists {
    const struct veto_policy *policy;
    struct allow_list *items;
    size_t count;
};

void allow_lists_free(struct allow_lists *lists)
{
    if (!lists)
        return;
    for (size_t i = 0; i < lists->count; i++) {
        struct allow_list *list = &lists->items[i];
        for (size_t k = 0; list->patterns && k < list->allow->patterns.count; k++)
            regex_free(list->patterns[k]);
        free(list->patterns);
    }
    free(lists->items);
    free(lists);
}

static int compile(struct allow_list *list, struct veto_error *error)
{
    const struct rule_list *patterns = &list->allow->patterns;
    list->patterns = calloc(patterns->count + 1, sizeof(struct regex *));
    if (!list->patterns)
        return error_no_memory(error);
    for (size_t i = 0; i < patterns->count; i++)
        if (regex_create(&list->patterns[i], patterns->items[i], error) < 0)
            return -1;
    return 0;
}

int allow_lists_create(struct allow_lists **out, const struct veto_policy *policy,
                       struct veto_error *error)
{
    *out = NULL;
    if (!policy || policy->allow_count == 0)
        return 0;
    cleanup(allow_lists_free_ptr) struct allow_lists *lists = calloc(1, sizeof(*lists));
    if (!lists)
        return error_no_memory(error);
    lists->policy = policy;
    lists->items = calloc(policy->allow_count, sizeof(*lists->items));
    if (!lists->items)
        return error_no_memory(error);
    for (size_t i = 0; i < policy->allow_count; i++) {
        lists->items[lists->count++].allow = &policy->allows[i];
        if (compile(&lists->items[i], error) < 0)
            return -1;
    }
    *out = take_ptr(&lists);
    return 0;
}

static bool is_value(const struct allow_list *list, struct span value)
{
    const struct policy_allow *allow = list->allow;
    struct regex_match match;
    for (size_t i = 0; i < allow->values.count; i++)
        if (span_is(value, allow->values.items[i]))
            return true;
    for (size_t i = 0; i < allow->patterns.count; i++)
        if (regex_run(list->patterns[i], value, 0, false, &match) == REGEX_YES)
            return true;
    return false;
}

/* One that says of a value that it is no secret holds the value. */
static bool is_policy(const struct veto_policy *policy, struct span place)
{
    for (size_t i = 0; i < policy->file_count; i++)
        if (span_is(span_basename(place), policy->files[i].file))
            return true;
    return false;
}

static bool is_place(const struct allow_lists *lists, const struct policy_allow *allow,
                     const struct veto_origin *origin)
{
    cleanup(buf_release) struct buf place = buf_make(PLACE_MAX);
    if (allow->paths.count == 0)
        return true;
    origin_append_logical(&place, origin);
    if (allow->values.count && is_policy(lists->policy, buf_span(&place)))
        return true;
    for (size_t i = 0; i < allow->paths.count && !place.failed; i++)
        if (policy_path_matches(span_of(allow->paths.items[i]), buf_span(&place)))
            return true;
    return false;
}

bool allow_lists_allow(struct allow_lists *lists, const struct veto_rule *rule, struct span value,
                       const struct veto_origin *origin)
{
    for (size_t i = 0; lists && i < lists->count; i++) {
        const struct allow_list *list = &lists->items[i];
        const struct policy_allow *allow = list->allow;
        bool any_value = allow->values.count == 0 && allow->patterns.count == 0;
        if ((!allow->rule || policy_names_rule(allow->rule, rule)) &&
            (any_value || is_value(list, value)) && is_place(lists, allow, origin))
            return true;
    }
    return false;
}
