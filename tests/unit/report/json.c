/* SPDX-License-Identifier: Apache-2.0 */
/* The two formats that share their fields. */
#include "unit/report/example.h"

static void json_holds_everything(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("json", &result, NULL);
    assert_golden("json.golden", text);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    assert_int_equal(json_number(json_member(document, "version"), 0), 1);
    const struct json_value *verdict = json_member(document, "verdict");
    assert_int_equal(json_number(json_member(verdict, "exit"), -1), 1);
    assert_int_equal(json_number(json_member(verdict, "blocking"), -1), 4);
    assert_int_equal(json_count(json_member(document, "findings")), result.finding_count);
    assert_int_equal(json_count(json_member(document, "problems")), result.problem_count);
}

static void json_of_nothing_has_empty_lists(void **state)
{
    (void)state;
    struct veto_result result = empty_result();
    cleanup(free_ptr) char *text = written("json", &result, NULL);
    cleanup(json_release_ptr) struct json_value *document = parsed(text);
    const struct json_value *findings = json_member(document, "findings");
    assert_int_equal(json_kind_of(findings), JSON_KIND_ARRAY);
    assert_int_equal(json_count(findings), 0);
    assert_int_equal(json_number(json_member(json_member(document, "verdict"), "exit"), -1), 0);
}

static void lines_are_objects_in_the_order_of_their_keys(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    cleanup(free_ptr) char *text = written("jsonl", &result, NULL);
    assert_golden("jsonl.golden", text);

    struct span rest = span_of(text), line;
    size_t findings = 0, problems = 0, summaries = 0;
    char last[4096] = "";
    while (span_next_line(&rest, &line)) {
        cleanup(free_ptr) char *one = strndup(line.data, line.len);
        cleanup(json_release_ptr) struct json_value *object = parsed(one);
        struct span type = json_text(json_member(object, "type"));
        const char *key = json_chars(json_member(object, "key"));
        findings += span_is(type, "finding");
        problems += span_is(type, "problem");
        summaries += span_is(type, "summary");
        if (span_is(type, "problem"))
            continue;
        assert_true(strcmp(last, key) < 0);
        snprintf(last, sizeof(last), "%s", key);
    }
    assert_int_equal(findings, result.finding_count);
    assert_int_equal(problems, result.problem_count);
    assert_int_equal(summaries, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_holds_everything),
        cmocka_unit_test(json_of_nothing_has_empty_lists),
        cmocka_unit_test(lines_are_objects_in_the_order_of_their_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
