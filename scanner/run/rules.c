/* SPDX-License-Identifier: Apache-2.0 */
#include "run/rules.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "base/cleanup.h"
#include "rule/builtin.h"
#include "rule/load.h"
#include "rule/place.h"
#include "run/bound.h"
#include "run/excepting.h"
#include "run/pool.h"

enum { RULES_ARENA = 256 * 1024 * 1024, LONGEST_ID = 256 };

DEFINE_CLEANUP(struct veto_rules *, rules_free)

static const struct rule *rule_at(const struct veto_rules *rules, size_t index)
{
    return index < rules->builtin.count ? &rules->builtin.rules[index]
                                        : &rules->added.rules[index - rules->builtin.count];
}

static size_t rules_total(const struct veto_rules *rules)
{
    return rules->builtin.count + rules->added.count;
}

static bool has_alias(const struct rule *rule, const char *alias)
{
    for (size_t i = 0; i < rule->public.alias_count; i++)
        if (strcmp(rule->public.aliases[i], alias) == 0)
            return true;
    return false;
}

static bool is_called(const struct rule *rule, const char *name)
{
    return strcmp(rule->public.id, name) == 0 || has_alias(rule, name);
}

/* Sets the flags of all rules of that id or alias. */
static int flag_rules(struct veto_rules *rules, const char *name, bool flag,
                      struct veto_error *error)
{
    bool found = false;
    for (size_t i = 0; i < rules_total(rules); i++) {
        if (!is_called(rule_at(rules, i), name))
            continue;
        rules->enabled_flags[i] = flag;
        found = true;
    }
    if (!found)
        return error_set(error, VETO_ERROR_USAGE, "no rule has the id %s", name);
    return 0;
}

/* A rule of the user takes the place of the built-in one of the same id, and that is said. */
static void replace_builtin(struct veto_rules *rules, const struct veto_rules_options *options)
{
    char line[256];
    for (size_t i = 0; i < rules->added.count; i++) {
        const struct rule *added = &rules->added.rules[i];
        const struct rule *old = rule_find(&rules->builtin, added->public.id);
        if (!old)
            continue;
        rules->enabled_flags[old - rules->builtin.rules] = false;
        snprintf(line, sizeof(line), "%.120s: %.80s takes the place of the built-in rule",
                 added->public.source, added->public.id);
        if (options->say)
            options->say(line, options->payload);
    }
}

/* Unless --only and --skip say otherwise. */
static bool is_on(const struct rule *rule, const struct veto_rules_options *options)
{
    if (bound_is_off(options->policy, &rule->public))
        return false;
    return !rule->optional || options->with_optional || bound_is_on(options->policy, &rule->public);
}

static int choose_rules(struct veto_rules *rules, const struct veto_rules_options *options,
                        struct veto_error *error)
{
    size_t total = rules_total(rules);
    rules->enabled_flags = ARENA_ARRAY(&rules->arena, total + 1, bool);
    if (!rules->enabled_flags)
        return error_no_memory(error);
    for (size_t i = 0; i < total; i++)
        rules->enabled_flags[i] = options->only_count == 0 && is_on(rule_at(rules, i), options);
    rules->narrowed = options->only_count || options->skip_count;
    for (size_t i = 0; i < options->only_count; i++)
        if (flag_rules(rules, options->only[i], true, error) < 0)
            return -1;
    for (size_t i = 0; i < options->skip_count; i++)
        if (flag_rules(rules, options->skip[i], false, error) < 0)
            return -1;
    replace_builtin(rules, options);
    return 0;
}

static int by_id(const void *a, const void *b)
{
    const struct rule *const *x = a, *const *y = b;
    return strcmp((*x)->public.id, (*y)->public.id);
}

static int list_enabled(struct veto_rules *rules, struct veto_error *error)
{
    rules->enabled = ARENA_ARRAY(&rules->arena, rules_total(rules) + 1, const struct rule *);
    if (!rules->enabled)
        return error_no_memory(error);
    for (size_t i = 0; i < rules_total(rules); i++)
        if (rules->enabled_flags[i])
            rules->enabled[rules->enabled_count++] = rule_at(rules, i);
    /* Either set is sorted; looking at thousands of ids takes a fiftieth of a start. */
    if (rules->builtin.count && rules->added.count)
        qsort(rules->enabled, rules->enabled_count, sizeof(*rules->enabled), by_id);
    return 0;
}

int rules_check_own(const struct rule *rule, struct veto_error *error)
{
    if (!rule_find(&rule_builtin, rule->public.id))
        return 0;
    error_set(error, VETO_ERROR_RULES, "id: '%s' is that of a built-in rule", rule->public.id);
    return rule_error_wrap(rule, error);
}

/* A policy's own rules, beside those of packs. */
static int load_own(struct veto_rules *rules, const struct veto_policy *policy,
                    struct veto_error *error)
{
    for (size_t i = 0; i < policy->rules.count; i++)
        if (rules_check_own(&policy->rules.rules[i], error) < 0)
            return -1;
    return rule_join(&rules->added, &policy->rules, &rules->arena, error);
}

static int load_added(struct veto_rules *rules, const struct veto_rules_options *options,
                      struct veto_error *error)
{
    for (size_t i = 0; i < options->path_count; i++)
        if (rule_load(&rules->added, options->paths[i], &rules->arena, error) < 0)
            return -1;
    if (options->policy && load_own(rules, options->policy, error) < 0)
        return -1;
    /* A built-in rule may be named where it does not run, as in a test of the pack alone. */
    if (rule_check_references(&rules->added, &rule_builtin, NULL, NULL, error) < 0)
        return -1;
    for (size_t i = 0; i < rules->added.count; i++) {
        const struct rule *rule = &rules->added.rules[i];
        if (judge_lint(rule, error) < 0 || matcher_lint(rule, error) < 0 ||
            audit_lint(rule, error) < 0 || excepting_lint(rule, error) < 0)
            return rule_error_wrap(rule, error);
    }
    return 0;
}

static void run_parallel(size_t count, void (*job)(size_t index, void *payload), void *payload,
                         void *context)
{
    const unsigned *jobs = context;
    pool_parallel(*jobs, count, job, payload);
}

/* It tells ids of the built-in rules, which are nobody's where there are none. */
static struct span builtin_database(const struct veto_rules_options *options)
{
    if (options->no_builtin)
        return SPAN_EMPTY;
    return (struct span){ rule_builtin_database,
                          (size_t)(rule_builtin_database_end - rule_builtin_database) };
}

static int make_machinery(struct veto_rules *rules, const struct veto_rules_options *options,
                          struct veto_error *error)
{
    unsigned jobs = options->jobs ? options->jobs : pool_cores();
    struct matcher_options matcher_options = {
        .builtin_database = builtin_database(options),
        .builtin_digest = rule_builtin_digest,
        .no_cache = options->no_cache,
        .parallel = run_parallel,
        .parallel_context = &jobs,
        .say = options->say,
        .say_payload = options->payload,
    };
    if (matcher_create(&rules->matcher, &rules->builtin, &rules->added, rules->enabled_flags,
                       &matcher_options, error) < 0)
        return -1;
    return judge_create(&rules->judge, &rules->builtin, &rules->added, error);
}

int rules_load(struct veto_rules **out, const struct veto_rules_options *options,
               struct veto_error *error)
{
    cleanup(rules_free_ptr) struct veto_rules *rules = calloc(1, sizeof(*rules));
    if (!rules)
        return error_no_memory(error);
    rules->arena = arena_make(RULES_ARENA, false);
    if (!options->no_builtin)
        rules->builtin = rule_builtin;
    if (load_added(rules, options, error) < 0 || choose_rules(rules, options, error) < 0 ||
        list_enabled(rules, error) < 0 || make_machinery(rules, options, error) < 0)
        return -1;
    *out = take_ptr(&rules);
    return 0;
}

void rules_free(struct veto_rules *rules)
{
    if (!rules)
        return;
    judge_free(rules->judge);
    matcher_free(rules->matcher);
    arena_release(&rules->arena);
    free(rules);
}

const struct rule *rules_find_any(const struct veto_rules *rules, const char *id)
{
    return rule_find(&rules->builtin, id);
}

const struct rule *rules_find_event(const struct veto_rules *rules, const char *event)
{
    for (size_t i = 0; i < rules->enabled_count; i++) {
        const struct rule *rule = rules->enabled[i];
        if (rule->event && strcmp(rule->event, event) == 0)
            return rule;
    }
    return NULL;
}

const struct rule *rules_find(const struct veto_rules *rules, const char *id)
{
    for (size_t i = 0; i < rules->enabled_count; i++)
        if (is_called(rules->enabled[i], id))
            return rules->enabled[i];
    return NULL;
}

bool rules_know(const struct veto_rules *rules, struct span name)
{
    for (size_t i = 0; i < rules_total(rules); i++) {
        const struct veto_rule *rule = &rule_at(rules, i)->public;
        if (span_is(name, rule->id))
            return true;
        for (size_t k = 0; k < rule->alias_count; k++)
            if (span_is(name, rule->aliases[k]))
                return true;
    }
    return false;
}

static bool is_enabled_of(const struct rule_set *set, const bool *flags, const struct rule *rule)
{
    return rule && flags[rule - set->rules];
}

bool rules_may_find(const struct veto_rules *rules, struct span id)
{
    char name[LONGEST_ID];
    if (id.len >= sizeof(name))
        return true;
    memcpy(name, id.data, id.len);
    name[id.len] = '\0';
    const struct rule *builtin = rule_find(&rules->builtin, name);
    const struct rule *added = rule_find(&rules->added, name);
    const bool *flags = rules->enabled_flags;
    return (!builtin && !added) || is_enabled_of(&rules->builtin, flags, builtin) ||
           is_enabled_of(&rules->added, flags + rules->builtin.count, added);
}

void rules_suggest(const struct veto_rules *rules, struct suggestion *suggestion)
{
    for (size_t i = 0; i < rules_total(rules); i++)
        suggest_offer(suggestion, rule_at(rules, i)->public.id);
}
