/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/report/example.h"

#include "base/utf.h"

static struct veto_report_options with(int verbosity)
{
    struct veto_report_options options = VETO_REPORT_OPTIONS_INIT;
    options.verbosity = verbosity;
    return options;
}

static void shows_findings_as_compilers_do(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    struct veto_report_options options = with(0);
    options.with_time = true;
    cleanup(free_ptr) char *text = written("text", &result, &options);
    assert_golden("text.golden", text);
}

static void colours_only_where_asked(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    result.finding_count = 1;
    struct veto_report_options options = with(0);
    options.color = true;
    cleanup(free_ptr) char *text = written("text", &result, &options);
    assert_golden("text-color.golden", text);
}

/* The columns of the widest line that holds `mark`. */
static int widest_line(const char *text, const char *mark)
{
    struct span rest = span_of(text), line;
    int widest = 0;
    while (span_next_line(&rest, &line)) {
        if (span_find(line, span_of(mark)) == SIZE_MAX)
            continue;
        int columns = 0;
        while (line.len) {
            size_t len;
            columns += utf_width(utf_decode(line, &len));
            line = span_from(line, len);
        }
        widest = MAX(widest, columns);
    }
    return widest;
}

static void long_lines_are_cut_around_the_match(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    struct veto_report_options options = with(0);
    for (options.width = 50; options.width < 130; options.width += 13) {
        cleanup(free_ptr) char *text = written("text", &result, &options);
        assert_int_equal(widest_line(text, " | …"), options.width);
        assert_non_null(strstr(text, "'" SECRET "'"));
        assert_true(widest_line(text, "^^^") <= options.width);
        assert_true(widest_line(text, "= ") <= options.width);
    }
}

static void the_caret_stands_below_wide_characters(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("text", &result, NULL);
    assert_non_null(strstr(text, " 3 | 世界: true\n"
                                 "   |       ^^^^\n"));
}

static void many_findings_take_one_line_each(void **state)
{
    (void)state;
    struct veto_finding *findings;
    struct veto_result result = many_results(51, &findings);
    cleanup(free_ptr) char *text = written("text", &result, NULL);
    assert_golden("text-brief.golden", text);

    struct veto_report_options verbose = with(1);
    cleanup(free_ptr) char *whole = written("text", &result, &verbose);
    assert_non_null(strstr(whole, "  --> proj/deploy/ci.env:51:7\n"));
    assert_null(strstr(whole, "scan -v"));

    result.finding_count = 50;
    cleanup(free_ptr) char *fifty = written("text", &result, NULL);
    assert_non_null(strstr(fifty, "  --> proj/deploy/ci.env:50:7\n"));
    free(findings);
}

static void the_help_of_a_rule_is_told_once(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("text", &result, NULL);
    size_t told = 0;
    for (const char *at = text; (at = strstr(at, "= fix: Revoke it")); at++)
        told++;
    assert_int_equal(told, 1);
}

static void quiet_says_nothing_of_a_clean_scan(void **state)
{
    (void)state;
    struct veto_report_options quiet = with(-1);
    struct veto_result result = empty_result();
    cleanup(free_ptr) char *clean = written("text", &result, &quiet);
    assert_string_equal(clean, "");

    result.unread = 1;
    cleanup(free_ptr) char *unread = written("text", &result, &quiet);
    assert_string_equal(unread, "veto: nothing found; 1 file, 999 bytes; incomplete, 1 not read\n");

    result = example_result();
    cleanup(free_ptr) char *findings = written("text", &result, &quiet);
    assert_non_null(strstr(findings, "--> proj/deploy/ci.env:14:7\n"));
    assert_null(strstr(findings, "next:"));
    assert_null(strstr(findings, "skipped"));
}

static void a_scan_that_was_ended_says_so(void **state)
{
    (void)state;
    struct veto_result result = empty_result();
    result.interrupted = true;
    cleanup(free_ptr) char *interrupted = written("text", &result, NULL);
    assert_non_null(strstr(interrupted, "veto: interrupted, found so far: nothing found"));
    result.interrupted = false;
    result.timed_out = true;
    cleanup(free_ptr) char *late = written("text", &result, NULL);
    assert_non_null(strstr(late, "veto: out of time, found so far: nothing found"));
}

static void problems_are_listed_and_counted(void **state)
{
    (void)state;
    struct veto_problem problems[7];
    for (size_t i = 0; i < ARRAY_SIZE(problems); i++)
        problems[i] = example_problems[0];
    struct veto_result result = empty_result();
    result.problems = problems;
    result.problem_count = result.unread = ARRAY_SIZE(problems);
    result.problems_unlisted = 12;
    cleanup(free_ptr) char *text = written("text", &result, NULL);
    assert_non_null(strstr(text, "incomplete, 19 not read\n  not read: 7\n"));
    assert_non_null(strstr(text, "    and 2 more (-v tells which)\n"));
    assert_non_null(strstr(text, "  more trouble than is listed: 12\n"));

    struct veto_report_options verbose = with(1);
    cleanup(free_ptr) char *whole = written("text", &result, &verbose);
    assert_null(strstr(whole, "-v tells"));
}

static void history_is_named_only_where_there_may_be_one(void **state)
{
    (void)state;
    struct veto_result result = empty_result();
    cleanup(free_ptr) char *folder = written("text", &result, NULL);
    assert_non_null(strstr(folder, "history was not scanned"));
    result.targets = &all_targets[2];
    cleanup(free_ptr) char *standard_input = written("text", &result, NULL);
    assert_null(strstr(standard_input, "history"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shows_findings_as_compilers_do),
        cmocka_unit_test(colours_only_where_asked),
        cmocka_unit_test(long_lines_are_cut_around_the_match),
        cmocka_unit_test(the_caret_stands_below_wide_characters),
        cmocka_unit_test(many_findings_take_one_line_each),
        cmocka_unit_test(the_help_of_a_rule_is_told_once),
        cmocka_unit_test(quiet_says_nothing_of_a_clean_scan),
        cmocka_unit_test(a_scan_that_was_ended_says_so),
        cmocka_unit_test(problems_are_listed_and_counted),
        cmocka_unit_test(history_is_named_only_where_there_may_be_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
