/* SPDX-License-Identifier: Apache-2.0 */
#include "run/allow_lists.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "match/regex.h"
#include "policy/exceptions.h"
#include "policy/match_path.h"
#include "run/policy_place.h"
#include "unit/origin.h"

enum { PLACE_MAX = 64 * 1024, GLOBS_MAX = 64 * 1024 * 1024 };

DEFINE_CLEANUP(struct allow_lists *, allow_lists_free)

struct allow_list {
    const struct policy_allow *allow;
    struct regex **patterns; /* as many as it has */
    struct path_glob *paths;
};

struct allow_lists {
    struct allow_list *items;
    size_t count;
    struct span *policies; /* the logical places of the policy's own files */
    size_t policy_count;
    struct arena arena; /* of the globs */
    uint64_t work;      /* left for the unit at hand */
};

/* A unit's; one that needs more has candidates by the thousand, and they stay. */
static const uint64_t work_of_unit = 100 * 1000 * 1000;

enum { WORK_OF_EXPRESSION = 5000 };

void allow_lists_begin_unit(struct allow_lists *lists)
{
    if (lists)
        lists->work = work_of_unit;
}

static bool spend(struct allow_lists *lists, uint64_t cost)
{
    bool enough = cost <= lists->work;
    lists->work = enough ? lists->work - cost : 0;
    return enough;
}

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
    arena_release(&lists->arena);
    free(lists);
}

static int compile(struct allow_lists *lists, struct allow_list *list, struct veto_error *error)
{
    const struct rule_list *patterns = &list->allow->patterns, *paths = &list->allow->paths;
    list->patterns = calloc(patterns->count + 1, sizeof(struct regex *));
    list->paths = ARENA_ARRAY(&lists->arena, paths->count + 1, struct path_glob);
    if (!list->patterns || !list->paths)
        return error_no_memory(error);
    for (size_t i = 0; i < paths->count; i++)
        if (path_glob_make(&list->paths[i], paths->items[i], &lists->arena) < 0)
            return error_no_memory(error);
    for (size_t i = 0; i < patterns->count; i++)
        if (regex_create(&list->patterns[i], patterns->items[i], error) < 0)
            return -1;
    return 0;
}

/* One that says of a value that it is no secret holds the value. */
static int place_policies(struct allow_lists *lists, const struct veto_policy *policy)
{
    size_t count = policy->file_count;
    lists->policies = ARENA_ARRAY(&lists->arena, count + 1, struct span);
    if (!lists->policies)
        return -1;
    for (size_t i = 0; i < count; i++) {
        cleanup(buf_release) struct buf place = buf_make(PLACE_MAX);
        policy_place_append_logical(&place, policy->files[i].path, policy->files[count - 1].path);
        if (place.len)
            lists->policies[lists->policy_count++] = arena_span(&lists->arena, buf_span(&place));
        if (place.failed)
            return -1;
    }
    return arena_failed(&lists->arena) ? -1 : 0;
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
    lists->arena = arena_make(GLOBS_MAX, false);
    if (place_policies(lists, policy) < 0)
        return error_no_memory(error);
    lists->items = calloc(policy->allow_count, sizeof(*lists->items));
    if (!lists->items)
        return error_no_memory(error);
    for (size_t i = 0; i < policy->allow_count; i++) {
        lists->items[lists->count++].allow = &policy->allows[i];
        if (compile(lists, &lists->items[i], error) < 0)
            return -1;
    }
    *out = take_ptr(&lists);
    return 0;
}

static bool is_value(struct allow_lists *lists, const struct allow_list *list, struct span value)
{
    const struct policy_allow *allow = list->allow;
    struct regex_match match;
    if (!spend(lists, allow->values.count + allow->patterns.count * WORK_OF_EXPRESSION))
        return false;
    for (size_t i = 0; i < allow->values.count; i++)
        if (span_is(value, allow->values.items[i]))
            return true;
    for (size_t i = 0; i < allow->patterns.count; i++)
        if (regex_run(list->patterns[i], value, 0, false, &match) == REGEX_YES)
            return true;
    return false;
}

static bool is_policy(const struct allow_lists *lists, struct span place)
{
    for (size_t i = 0; i < lists->policy_count; i++)
        if (span_eq(place, lists->policies[i]))
            return true;
    return false;
}

static bool is_place(struct allow_lists *lists, const struct allow_list *list,
                     const struct veto_origin *origin)
{
    cleanup(buf_release) struct buf text = buf_make(PLACE_MAX);
    const struct policy_allow *allow = list->allow;
    if (allow->paths.count == 0)
        return true;
    origin_append_bordered(&text, origin, PATH_BORDER);
    if (text.failed)
        return false;
    if (allow->values.count && is_policy(lists, buf_span(&text)))
        return true;
    struct path_place place = path_place_make(&text);
    for (size_t i = 0; i < allow->paths.count; i++)
        if (spend(lists, path_glob_cost(&list->paths[i], &place)) &&
            path_glob_matches(&list->paths[i], &place))
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
        if ((!allow->rule || policy_names_rule(allow->rule, rule)) && spend(lists, 1) &&
            (any_value || is_value(lists, list, value)) && is_place(lists, list, origin))
            return true;
    }
    return false;
}
