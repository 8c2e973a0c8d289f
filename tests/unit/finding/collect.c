/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/macro.h"
#include "finding/collect.h"
#include "finding/fingerprint.h"

static const struct veto_rule rule_a = { .id = "a" }, rule_b = { .id = "b" };
static const struct veto_layer lower = { .index = 0 }, upper = { .index = 3 };
static const struct veto_origin tree = { .kind = VETO_ORIGIN_TREE, .name = { "app", 3 } };
static const struct veto_origin other_tree = { .kind = VETO_ORIGIN_TREE,
                                               .name = { "app", 3 },
                                               .ordinal = 1 };
static const struct veto_origin file_x = { .kind = VETO_ORIGIN_FILE,
                                           .parent = &tree,
                                           .name = { "x", 1 } };
static const struct veto_origin file_y = { .kind = VETO_ORIGIN_FILE,
                                           .parent = &tree,
                                           .name = { "y", 1 } };
static const struct veto_origin other_x = { .kind = VETO_ORIGIN_FILE,
                                            .parent = &other_tree,
                                            .name = { "x", 1 } };
static const struct veto_origin layer_0 = { .kind = VETO_ORIGIN_LAYER,
                                            .parent = &tree,
                                            .layer = &lower };
static const struct veto_origin layer_3 = { .kind = VETO_ORIGIN_LAYER,
                                            .parent = &tree,
                                            .layer = &upper };
static const struct veto_origin in_layer_0 = { .kind = VETO_ORIGIN_ENTRY,
                                               .parent = &layer_0,
                                               .name = { "x", 1 } };
static const struct veto_origin in_layer_3 = { .kind = VETO_ORIGIN_ENTRY,
                                               .parent = &layer_3,
                                               .name = { "x", 1 } };

struct bench {
    struct collector collectors[2];
    struct arena arena;
    struct veto_result result;
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    bench->collectors[0] = collector_make();
    bench->collectors[1] = collector_make();
    bench->arena = arena_make(64 << 20, false);
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    collector_release(&bench->collectors[0]);
    collector_release(&bench->collectors[1]);
    arena_release(&bench->arena);
    free(bench);
    return 0;
}

static struct veto_finding *add(struct collector *collector, const struct veto_rule *rule,
                                const struct veto_origin *origin, uint64_t offset)
{
    struct collected_finding *added = collector_add(collector);
    added->finding.rule = rule;
    added->finding.severity = VETO_SEVERITY_HIGH;
    added->finding.place = (struct veto_place){ origin, { .byte_offset = offset } };
    added->logical_place = SPAN("x");
    return &added->finding;
}

static void add_value(struct collector *collector, const struct veto_origin *origin,
                      uint64_t offset, const char *value)
{
    struct veto_finding *finding = add(collector, &rule_a, origin, offset);
    fingerprint_of_value(SPAN_EMPTY, "a", span_of(value), SPAN("x"), finding->fingerprint);
}

static void add_guessable(struct collector *collector, const struct veto_origin *origin,
                          uint64_t offset)
{
    add(collector, &rule_a, origin, offset)->guessable = true;
}

static void merge(struct bench *bench)
{
    assert_int_equal(collect_merge(bench->collectors, 2, &bench->arena, &bench->result, NULL), 0);
}

static void sorts_by_place_whoever_found_it(void **state)
{
    struct bench *bench = *state;
    add(&bench->collectors[1], &rule_a, &file_x, 20);
    add(&bench->collectors[0], &rule_b, &file_x, 5);
    add(&bench->collectors[0], &rule_a, &file_y, 1);
    add(&bench->collectors[1], &rule_a, &file_x, 5);
    merge(bench);
    const struct veto_finding *f = bench->result.findings;
    assert_int_equal(bench->result.finding_count, 4);
    assert_ptr_equal(f[0].rule, &rule_a);
    assert_int_equal(f[0].place.region.byte_offset, 5);
    assert_ptr_equal(f[1].rule, &rule_b);
    assert_int_equal(f[2].place.region.byte_offset, 20);
    assert_ptr_equal(f[3].place.origin, &file_y);
}

static void joins_equal_values_and_takes_the_highest(void **state)
{
    struct bench *bench = *state;
    add_value(&bench->collectors[1], &in_layer_0, 7, "s");
    add_value(&bench->collectors[0], &in_layer_3, 9, "s");
    add_value(&bench->collectors[0], &in_layer_3, 30, "other");
    bench->collectors[1].findings->finding.severity = VETO_SEVERITY_LOW;
    bench->collectors[1].findings->finding.confidence = VETO_CONFIDENCE_CERTAIN;
    merge(bench);
    assert_int_equal(bench->result.finding_count, 2);
    const struct veto_finding *joined = &bench->result.findings[0];
    assert_ptr_equal(joined->place.origin, &in_layer_0);
    assert_int_equal(joined->also_count, 1);
    assert_int_equal(joined->also[0].region.byte_offset, 9);
    assert_int_equal(joined->severity, VETO_SEVERITY_HIGH);
    assert_int_equal(joined->confidence, VETO_CONFIDENCE_CERTAIN);
}

/* What is still there today stands for what a later layer covered. */
static void prefers_what_is_still_present(void **state)
{
    struct bench *bench = *state;
    add_value(&bench->collectors[0], &in_layer_0, 7, "s");
    bench->collectors[0].findings->finding.state = VETO_STATE_OVERWRITTEN;
    add_value(&bench->collectors[0], &in_layer_3, 9, "s");
    merge(bench);
    assert_int_equal(bench->result.finding_count, 1);
    assert_ptr_equal(bench->result.findings[0].place.origin, &in_layer_3);
    assert_ptr_equal(bench->result.findings[0].also[0].origin, &in_layer_0);
}

static void numbers_guessable_values_in_order(void **state)
{
    struct bench *bench = *state;
    char first[FINGERPRINT_HEX], second[FINGERPRINT_HEX];
    add_guessable(&bench->collectors[1], &file_x, 20);
    add_guessable(&bench->collectors[0], &file_x, 5);
    merge(bench);
    fingerprint_of_ordinal(SPAN_EMPTY, "a", 1, SPAN("x"), first);
    fingerprint_of_ordinal(SPAN_EMPTY, "a", 2, SPAN("x"), second);
    assert_int_equal(bench->result.finding_count, 2);
    assert_string_equal(bench->result.findings[0].fingerprint, first);
    assert_string_equal(bench->result.findings[1].fingerprint, second);
}

/* The same in a tree as in an image of many layers. */
static void counts_anew_in_every_layer(void **state)
{
    struct bench *bench = *state;
    add_guessable(&bench->collectors[0], &in_layer_0, 5);
    add_guessable(&bench->collectors[0], &in_layer_3, 5);
    add_guessable(&bench->collectors[0], &in_layer_3, 9);
    merge(bench);
    assert_int_equal(bench->result.finding_count, 2);
    assert_int_equal(bench->result.findings[0].also_count, 1);
}

/* Two folders are two projects, although their files have the same names. */
static void goes_on_counting_in_another_target(void **state)
{
    struct bench *bench = *state;
    add_guessable(&bench->collectors[0], &file_x, 5);
    add_guessable(&bench->collectors[0], &other_x, 5);
    merge(bench);
    assert_int_equal(bench->result.finding_count, 2);
    assert_string_not_equal(bench->result.findings[0].fingerprint,
                            bench->result.findings[1].fingerprint);
}

/* ---- Too many of one rule -------------------------------------------------------------------- */

enum { MANY = COLLECT_MAX_OF_RULE + 500, WINDOW = 100 };

/* The windows of file x as workers see them: each takes some, in order. */
static void add_windows(struct bench *bench, size_t workers)
{
    for (uint64_t i = 0; i < MANY; i++) {
        struct collector *collector = &bench->collectors[i / WINDOW % workers];
        if (collector_admits(collector, &file_x, &rule_a, 10 * i))
            add(collector, &rule_a, &file_x, 10 * i);
    }
}

static void assert_first_are_kept(struct bench *bench)
{
    merge(bench);
    assert_int_equal(bench->result.finding_count, COLLECT_MAX_OF_RULE);
    for (size_t i = 0; i < COLLECT_MAX_OF_RULE; i++)
        assert_int_equal(bench->result.findings[i].place.region.byte_offset, 10 * i);
    assert_int_equal(bench->result.problem_count, 1);
    assert_string_equal(bench->result.problems[0].text,
                        "too many candidates: 500 more of rule a are not listed");
}

static void keeps_no_more_than_are_listed(void **state)
{
    struct bench *bench = *state;
    add_windows(bench, 1);
    assert_int_equal(bench->collectors[0].finding_count, COLLECT_MAX_OF_RULE);
    assert_first_are_kept(bench);
}

static void keeps_the_same_whoever_saw_them(void **state)
{
    struct bench *bench = *state;
    add_windows(bench, 2);
    assert_first_are_kept(bench);
}

/* A tar may have two entries of one name. */
static void keeps_the_first_of_two_contents(void **state)
{
    struct bench *bench = *state;
    for (uint64_t content = 0; content < 2; content++)
        for (uint64_t i = 0; i < COLLECT_MAX_OF_RULE; i++)
            if (collector_admits(&bench->collectors[0], &file_x, &rule_a, 10 * i + content))
                add(&bench->collectors[0], &rule_a, &file_x, 10 * i + content);
    merge(bench);
    assert_int_equal(bench->result.finding_count, COLLECT_MAX_OF_RULE);
    assert_int_equal(bench->result.findings[1].place.region.byte_offset, 1);
    assert_string_equal(bench->result.problems[0].text,
                        "too many candidates: 1000 more of rule a are not listed");
}

static void counts_rules_and_origins_apart(void **state)
{
    struct bench *bench = *state;
    add_windows(bench, 2);
    add(&bench->collectors[0], &rule_b, &file_x, 7);
    add(&bench->collectors[0], &rule_a, &file_y, 7);
    collector_add_unlisted(&bench->collectors[0], &file_y, &rule_b, 3);
    collector_add_unlisted(&bench->collectors[1], &file_y, &rule_b, 4);
    merge(bench);
    assert_int_equal(bench->result.finding_count, COLLECT_MAX_OF_RULE + 2);
    assert_int_equal(bench->result.problem_count, 2);
    assert_string_equal(bench->result.problems[1].text,
                        "too many candidates: 7 more of rule b are not listed");
}

/* ---- Problems -------------------------------------------------------------------------------- */

static void add_problem(struct collector *collector, const struct veto_origin *origin,
                        const char *text)
{
    struct veto_problem problem = { VETO_PROBLEM_UNREAD, origin, text };
    collector_add_problem(collector, &problem);
}

static void tells_equal_problems_once(void **state)
{
    struct bench *bench = *state;
    add_problem(&bench->collectors[0], &file_y, "cut");
    add_problem(&bench->collectors[1], &file_y, "cut");
    add_problem(&bench->collectors[1], &file_x, "cut");
    merge(bench);
    assert_int_equal(bench->result.problem_count, 2);
    assert_int_equal(bench->result.problems_unlisted, 0);
    assert_memory_equal(bench->result.problems[0].origin->name.data, "x", 1);
}

/* Which are kept does not depend on how they came, nor on who met them. */
static void keeps_the_first_of_too_many_problems(void **state)
{
    struct bench *bench = *state;
    enum { COUNT = 3 * COLLECT_MAX_PROBLEMS };
    char text[32];
    for (size_t i = 0; i < COUNT; i++) {
        snprintf(text, sizeof(text), "problem %05zu", (i * 7919) % COUNT);
        add_problem(&bench->collectors[i % 10 == 0], &file_x, text);
    }
    add_problem(&bench->collectors[0], &file_x, "problem 00000");
    assert_true(bench->collectors[0].problem_count <= 2 * COLLECT_MAX_PROBLEMS);
    merge(bench);
    assert_int_equal(bench->result.problem_count, COLLECT_MAX_PROBLEMS);
    assert_int_equal(bench->result.problems_unlisted, COUNT - COLLECT_MAX_PROBLEMS);
    for (size_t i = 0; i < COLLECT_MAX_PROBLEMS; i++) {
        snprintf(text, sizeof(text), "problem %05zu", i);
        assert_string_equal(bench->result.problems[i].text, text);
    }
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(sorts_by_place_whoever_found_it),
        TEST(joins_equal_values_and_takes_the_highest),
        TEST(prefers_what_is_still_present),
        TEST(numbers_guessable_values_in_order),
        TEST(counts_anew_in_every_layer),
        TEST(goes_on_counting_in_another_target),
        TEST(keeps_no_more_than_are_listed),
        TEST(keeps_the_same_whoever_saw_them),
        TEST(keeps_the_first_of_two_contents),
        TEST(counts_rules_and_origins_apart),
        TEST(tells_equal_problems_once),
        TEST(keeps_the_first_of_too_many_problems),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
