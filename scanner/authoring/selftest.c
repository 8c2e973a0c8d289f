/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/selftest.h"

#include <stdio.h>

#include "audit/audit.h"
#include "audit/kinds.h"
#include "authoring/selftest_cost.h"
#include "authoring/selftest_overlap.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "rule/builtin.h"
#include "rule/place.h"
#include "run/excepting.h"
#include "run/pool.h"
#include "run/query_regex.h"

enum { EXAMPLE_ARENA = 64 * 1024 * 1024, PACKS_ARENA = 256 * 1024 * 1024 };

DEFINE_CLEANUP(struct veto_rules *, rules_free)
DEFINE_CLEANUP(struct match_scratch *, match_scratch_free)
DEFINE_CLEANUP(struct judge_scratch *, judge_scratch_free)

struct selftest {
    const struct veto_rules *rules;
    struct match_scratch *match_scratch;
    struct judge_scratch *judge_scratch;
    struct query_regex regex;
    struct audit *audit;
    struct excepting *excepting;
    struct arena arena;
    rule_complaint complain;
    selftest_report report; /* may be NULL */
    void *payload;
    int complaints;
    /* Of the example at hand: */
    const struct rule *rule;
    const struct unit *unit;
    bool matched, believed;
    enum drop_reason drop;
    struct overlap overlap;
    const struct rule *met; /* by the rule at hand, in any of its examples */
};

/* `key` is the list that holds the example: its place is told. */
static void complain(struct selftest *test, const char *key, size_t index, const char *what)
{
    char place[RULE_PLACE_MAX], line[RULE_PLACE_MAX + 256];
    rule_place(test->rule, key, place);
    snprintf(line, sizeof(line), "%s: %s: %s: number %zu %s", place, key, test->rule->public.id,
             index + 1, what);
    test->complain(line, test->payload);
    test->complaints++;
}

/* A path that the rule's first glob matches: `**` and `*` stand for a plain name. */
static struct span example_path(struct selftest *test)
{
    struct buf path = buf_make(4096);
    if (test->rule->paths.count == 0)
        return SPAN("example");
    for (const char *p = test->rule->paths.items[0]; *p; p++) {
        if (*p == '*')
            buf_append_char(&path, 'x');
        else
            buf_append_char(&path, *p);
        while (*p == '*' && p[1] == '*')
            p++;
    }
    struct span copy = arena_span(&test->arena, buf_span(&path));
    buf_release(&path);
    return copy;
}

static void on_match(const struct match *match, void *payload)
{
    struct selftest *test = payload;
    struct judgement judgement = { 0 };
    bool own = match->rule == test->rule;
    if (!own && !match->rule->public.is_secret)
        return;
    test->matched = test->matched || own;
    judge_content(test->rules->judge, test->judge_scratch, match, test->unit, &test->arena,
                  &judgement);
    if (judgement.drop == DROP_NOT)
        judge_place(test->rules->judge, test->judge_scratch, match, test->unit, &test->arena,
                    &judgement);
    if (judgement.drop == DROP_NOT && excepting_excepts(test->excepting, match, test->unit))
        judgement.drop = DROP_ALLOWED;
    bool believed = judgement.drop == DROP_NOT && judgement.confidence >= VETO_CONFIDENCE_LIKELY;
    if (believed)
        overlap_add(&test->overlap, match, &judgement);
    if (!own)
        return;
    test->drop = judgement.drop;
    test->believed = test->believed || believed;
}

static void on_fault(const struct audit_fault *fault, void *payload)
{
    struct selftest *test = payload;
    if (fault->rule == test->rule)
        test->matched = test->believed = true;
}

/* Whole documents, under the name that such files usually have. */
static int run_check_example(struct selftest *test, const char *text)
{
    const struct audit_kind *kind = audit_kind_named(test->rule->public.kind);
    struct veto_origin origin = {
        .kind = VETO_ORIGIN_STREAM,
        .name = span_to_bytes(span_of(kind->usual_name)),
    };
    struct unit unit = unit_whole(span_of(text), &origin);
    unit.kinds |= kind->kinds;
    test->matched = test->believed = false;
    return audit_unit_as(test->audit, kind, &unit, on_fault, test, NULL);
}

static int run_example(struct selftest *test, const char *text)
{
    if (test->rule->public.query)
        return run_check_example(test, text);

    struct span path = example_path(test);
    struct veto_origin origin = { .kind = VETO_ORIGIN_STREAM, .name = span_to_bytes(path) };
    struct unit unit = unit_whole(span_of(text), &origin);
    /* An example stands for a file of the right kind, whose name it does not have. */
    unit.kinds |= test->rule->kinds;
    if (!(test->rule->views & VIEW_TEXT))
        unit.kinds |= test->rule->views & VIEW_BINARY ? KIND_BINARY : 0;
    test->unit = &unit;
    test->matched = test->believed = false;
    test->drop = DROP_NOT;
    test->overlap.count = 0;
    return matcher_scan(test->rules->matcher, test->match_scratch, &unit, on_match, test);
}

static void test_overlap(struct selftest *test, size_t index)
{
    char what[256];
    const struct rule *other = overlap_of(&test->overlap, test->rule);
    if (!other)
        return;
    snprintf(what, sizeof(what), "is found by %s, too: say with over: which goes before",
             other->public.id);
    if (!test->met)
        complain(test, "examples", index, what);
    test->met = other;
}

static void test_example(struct selftest *test, size_t index)
{
    char what[128];
    if (run_example(test, test->rule->public.examples[index]) < 0) {
        complain(test, "examples", index, "cannot be judged");
    } else if (!test->matched) {
        complain(test, "examples", index, "is not matched");
    } else if (!test->believed) {
        snprintf(what, sizeof(what), "is matched, but not believed: %s",
                 test->drop == DROP_NOT ? "only possible" : drop_reason_text(test->drop));
        complain(test, "examples", index, what);
    } else {
        test_overlap(test, index);
    }
}

static void test_rule(struct selftest *test)
{
    const struct rule *rule = test->rule;
    test->met = NULL;
    for (size_t i = 0; i < rule->public.example_count; i++)
        test_example(test, i);
    for (size_t i = 0; i < rule->counterexamples.count; i++)
        if (run_example(test, rule->counterexamples.items[i]) < 0 || test->believed)
            complain(test, "counterexamples", i, "is found");
}

/* ---- What it costs --------------------------------------------------------------------------- */

static void test_hits(struct selftest *test, double hits)
{
    char place[RULE_PLACE_MAX], line[RULE_PLACE_MAX + 256];
    double allowed = selftest_hits_allowed(test->rule);
    if (hits <= allowed)
        return;
    rule_place(test->rule, test->rule->anchor ? "anchor" : "pattern", place);
    snprintf(line, sizeof(line), "%s: %s: %.1f hits a MB of ordinary text, %.0f are allowed", place,
             test->rule->public.id, hits, allowed);
    test->complain(line, test->payload);
    test->complaints++;
}

static void report(struct selftest *test, struct selftest_cost *cost, double hits)
{
    const struct rule *rule = test->rule;
    struct veto_rule_test result = {
        .rule = &rule->public,
        .example_count = rule->public.example_count,
        .counterexample_count = rule->counterexamples.count,
        .overlaps = test->met ? test->met->public.id : "",
        .hits = cost->megabytes > 0 && rule->public.pattern[0] ? hits : -1,
        .cost = selftest_cost_alone(cost, rule),
    };
    test->report(&result, test->payload);
}

/* A policy may have rules of another that it switches off. */
static bool is_enabled(const struct veto_rules *rules, const struct rule *rule)
{
    for (size_t i = 0; i < rules->enabled_count; i++)
        if (rules->enabled[i] == rule)
            return true;
    return false;
}

static int test_rules(struct selftest *test, const struct rule_set *set, struct veto_error *error)
{
    struct selftest_cost cost;
    int status = selftest_cost_open(&cost, test->rules, error);
    for (size_t i = 0; status == 0 && i < set->count; i++) {
        test->rule = &set->rules[i];
        if (!is_enabled(test->rules, test->rule))
            continue;
        test_rule(test);
        double hits = selftest_hits(&cost, i);
        test_hits(test, hits);
        if (test->report)
            report(test, &cost, hits);
        arena_reset(&test->arena);
    }
    selftest_cost_close(&cost);
    return status;
}

static int selftest_added(const struct veto_rules *rules, rule_complaint complain_to,
                          selftest_report report_to, void *payload, struct veto_error *error)
{
    cleanup(match_scratch_free_ptr) struct match_scratch *match_scratch = NULL;
    cleanup(judge_scratch_free_ptr) struct judge_scratch *judge_scratch = NULL;
    if (match_scratch_create(&match_scratch, rules->matcher, error) < 0 ||
        judge_scratch_create(&judge_scratch, rules->judge, error) < 0)
        return -1;
    struct selftest test = {
        .rules = rules,
        .match_scratch = match_scratch,
        .judge_scratch = judge_scratch,
        .arena = arena_make(EXAMPLE_ARENA, true),
        .complain = complain_to,
        .report = report_to,
        .payload = payload,
    };
    query_regex_init(&test.regex);
    int status = audit_create(&test.audit, rules->enabled, rules->enabled_count,
                              &test.regex.interface, error);
    if (status == 0)
        status = excepting_create(&test.excepting, &rules->added, error);
    if (status == 0)
        status = test_rules(&test, &rules->added, error);
    audit_free(test.audit);
    excepting_free(test.excepting);
    query_regex_release(&test.regex);
    arena_release(&test.arena);
    return status < 0 ? status : test.complaints;
}

/* ---- Packs and policies ---------------------------------------------------------------------- */

struct lint {
    rule_complaint complain;
    void *payload;
    int complaints;
};

static void lint_rule(struct lint *lint, const struct rule *rule)
{
    struct veto_error error = { 0 };
    if (rule->event || (judge_lint(rule, &error) >= 0 && matcher_lint(rule, &error) >= 0 &&
                        audit_lint(rule, &error) >= 0 && excepting_lint(rule, &error) >= 0))
        return;
    rule_error_wrap(rule, &error);
    lint->complain(error.message, lint->payload);
    lint->complaints++;
}

/* Rules that form and lint let pass: only those can be run at all. */
static int test_examples_of(const char *path, const struct veto_policy *policy,
                            rule_complaint complain_to, selftest_report report_to, void *payload,
                            struct veto_error *error)
{
    cleanup(rules_free_ptr) struct veto_rules *rules = NULL;
    struct veto_rules_options options = VETO_RULES_OPTIONS_INIT;
    options.paths = &path;
    options.path_count = path != NULL;
    options.policy = policy;
    options.no_cache = true;
    options.with_optional = true;
    if (rules_load(&rules, &options, error) < 0)
        return -1;
    return selftest_added(rules, complain_to, report_to, payload, error);
}

int selftest_packs(const char *path, rule_complaint complain_to, selftest_report report_to,
                   void *payload, struct veto_error *error)
{
    struct arena arena = arena_make(PACKS_ARENA, false);
    struct rule_set set = { 0 };
    struct lint lint = { .complain = complain_to, .payload = payload };
    int complaints = rule_load_each(&set, path, &arena, complain_to, payload, error);
    if (complaints >= 0) {
        for (size_t i = 0; i < set.count; i++)
            lint_rule(&lint, &set.rules[i]);
        complaints += lint.complaints;
    }
    arena_release(&arena);
    if (complaints)
        return complaints;
    return test_examples_of(path, NULL, complain_to, report_to, payload, error);
}

int selftest_policy(const struct veto_policy *policy, rule_complaint complain_to, void *payload,
                    struct veto_error *error)
{
    struct lint lint = { .complain = complain_to, .payload = payload };
    if (policy->rules.count == 0)
        return 0;
    for (size_t i = 0; i < policy->rules.count; i++) {
        struct veto_error taken = { 0 };
        lint_rule(&lint, &policy->rules.rules[i]);
        if (rules_check_own(&policy->rules.rules[i], &taken) == 0)
            continue;
        complain_to(taken.message, payload);
        lint.complaints++;
    }
    lint.complaints +=
            rule_check_references(&policy->rules, &rule_builtin, complain_to, payload, error);
    if (lint.complaints)
        return lint.complaints;
    return test_examples_of(NULL, policy, complain_to, NULL, payload, error);
}
