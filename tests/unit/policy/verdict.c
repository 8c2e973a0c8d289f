/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/macro.h"
#include "policy/verdict.h"

static void blocks_by_severity_and_evidence(void **state)
{
    (void)state;
    static const struct {
        enum veto_severity severity;
        enum veto_confidence confidence;
        enum veto_severity fail_on;
        bool blocks;
    } rows[] = {
        { VETO_SEVERITY_HIGH, VETO_CONFIDENCE_LIKELY, VETO_SEVERITY_HIGH, true },
        { VETO_SEVERITY_CRITICAL, VETO_CONFIDENCE_CERTAIN, VETO_SEVERITY_HIGH, true },
        { VETO_SEVERITY_HIGH, VETO_CONFIDENCE_POSSIBLE, VETO_SEVERITY_HIGH, false },
        { VETO_SEVERITY_MEDIUM, VETO_CONFIDENCE_CERTAIN, VETO_SEVERITY_HIGH, false },
        { VETO_SEVERITY_NOTE, VETO_CONFIDENCE_LIKELY, VETO_SEVERITY_NOTE, true },
        { VETO_SEVERITY_CRITICAL, VETO_CONFIDENCE_CERTAIN, VETO_SEVERITY_NONE, false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct veto_finding finding = { .severity = rows[i].severity,
                                        .confidence = rows[i].confidence };
        const struct veto_result result = { .fail_on = rows[i].fail_on };
        assert_int_equal(verdict_blocks(&finding, &result), rows[i].blocks);
    }
}

static void counts_what_blocks_and_what_was_not_read(void **state)
{
    (void)state;
    struct veto_finding findings[] = {
        { .severity = VETO_SEVERITY_CRITICAL, .confidence = VETO_CONFIDENCE_FIRM },
        { .severity = VETO_SEVERITY_LOW, .confidence = VETO_CONFIDENCE_FIRM, .blocks = true },
        { .severity = VETO_SEVERITY_HIGH, .confidence = VETO_CONFIDENCE_LIKELY },
    };
    struct veto_problem problems[] = {
        { .kind = VETO_PROBLEM_UNREAD },
        { .kind = VETO_PROBLEM_UNJUDGED },
        { .kind = VETO_PROBLEM_ABSENT },
    };
    struct veto_result result = {
        .problems = problems,
        .problem_count = ARRAY_SIZE(problems),
        .fail_on = VETO_SEVERITY_HIGH,
        .blocking = 99,
        .unread = 99,
    };
    verdict_apply(findings, ARRAY_SIZE(findings), false, &result);
    assert_true(findings[0].blocks);
    assert_false(findings[1].blocks);
    assert_true(findings[2].blocks);
    assert_int_equal(result.blocking, 2);
    assert_int_equal(result.unread, 1);
}

static void the_worst_news_is_the_status(void **state)
{
    (void)state;
    static const struct {
        struct veto_result result;
        int status;
    } rows[] = {
        { { .blocking = 0 }, 0 },
        { { .blocking = 1 }, 1 },
        { { .unread = 1 }, 3 },
        { { .problems_unlisted = 1 }, 3 },
        { { .timed_out = true }, 3 },
        { { .blocking = 1, .unread = 1 }, 1 },
        { { .blocking = 1, .unread = 1, .allow_incomplete = true }, 1 },
        { { .unread = 1, .allow_incomplete = true }, 0 },
        { { .timed_out = true, .allow_incomplete = true }, 0 },
        { { .interrupted = true, .blocking = 1 }, 130 },
        { { .interrupted = true, .allow_incomplete = true }, 130 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        assert_int_equal(verdict_exit_status(&rows[i].result), rows[i].status);
}

static void the_words_follow_the_status(void **state)
{
    (void)state;
    struct veto_result clean = { 0 };
    struct veto_result allowed = { .unread = 1, .allow_incomplete = true };
    assert_string_equal(verdict_text(&clean), "scanned whole, nothing blocks");
    assert_string_equal(verdict_text(&allowed), "nothing blocks; an incomplete scan was allowed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_by_severity_and_evidence),
        cmocka_unit_test(counts_what_blocks_and_what_was_not_read),
        cmocka_unit_test(the_worst_news_is_the_status),
        cmocka_unit_test(the_words_follow_the_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
