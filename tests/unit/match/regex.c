/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "match/regex.h"

static struct regex *regex_of(const char *pattern)
{
    struct regex *regex = NULL;
    struct veto_error error = { 0 };
    if (regex_create(&regex, pattern, &error) < 0)
        fail_msg("%s: %s", pattern, error.message);
    return regex;
}

static void assert_span(struct span span, const char *text)
{
    assert_non_null(span.data);
    assert_int_equal(span.len, strlen(text));
    assert_memory_equal(span.data, text, span.len);
}

static void gives_groups_and_their_names(void **state)
{
    (void)state;
    struct regex *regex = regex_of("(?<user>\\w+):(x)?(?<secret>\\w+)?");
    struct regex_match match;
    assert_int_equal(regex_run(regex, SPAN("  bob:-"), 0, false, &match), REGEX_YES);
    assert_span(match.groups[0], "bob:");
    assert_span(match.groups[1], "bob");
    assert_null(match.groups[2].data);
    assert_null(match.groups[3].data);
    assert_int_equal(match.count, 4);
    assert_int_equal(regex_group(regex, "secret"), 3);
    assert_int_equal(regex_group(regex, "nobody"), -1);
    assert_string_equal(regex_group_name(regex, 1), "user");
    assert_null(regex_group_name(regex, 2));
    assert_null(regex_group_name(regex, 99));
    regex_free(regex);
}

static enum regex_result search_text(struct regex *regex, struct span text)
{
    uint64_t work = 1000 * 1000;
    return regex_search_text(regex, text, &work);
}

static void knows_code_points_where_asked(void **state)
{
    (void)state;
    struct regex *regex = NULL;
    assert_int_equal(regex_create_unicode(&regex, "^.\\p{Lu}$", NULL), 0);
    assert_int_equal(search_text(regex, SPAN("\xf0\x9f\x98\x80\xc3\x89")), REGEX_YES);
    assert_int_equal(search_text(regex, SPAN("\xc3\xa9\xc3\xa9")), REGEX_NO);
    assert_int_equal(search_text(regex, SPAN("\xc3\xff")), REGEX_LIMIT);
    regex_free(regex);
}

/* Neither needs one step of backtracking that PCRE2 would count. */
static void takes_no_more_work_than_it_may(void **state)
{
    static const char *const patterns[] = { "a*[bc]", "a{0,100}a*[bc]", "(a|a)*[bc]", "(a*)*[bc]" };
    static char text[100 * 1000];
    (void)state;
    memset(text, 'a', sizeof(text));
    for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
        struct regex *regex = NULL;
        assert_int_equal(regex_create_unicode(&regex, patterns[i], NULL), 0);
        uint64_t work = 10 * 1000 * 1000;
        assert_int_equal(regex_search_text(regex, (struct span){ text, sizeof(text) }, &work),
                         REGEX_LIMIT);
        assert_int_equal(search_text(regex, (struct span){ text, 5 }), REGEX_NO);
        regex_free(regex);
    }
}

static void looks_back_before_the_start(void **state)
{
    (void)state;
    struct regex *regex = regex_of("\\bkey");
    struct regex_match match;
    assert_int_equal(regex_run(regex, SPAN("monkey key"), 3, false, &match), REGEX_YES);
    assert_ptr_equal(match.groups[0].len, 3);
    assert_int_equal(regex_run(regex, SPAN("monkey"), 3, false, &match), REGEX_NO);
    assert_int_equal(regex_run(regex, SPAN("monkey"), 7, false, &match), REGEX_NO);
    regex_free(regex);
}

static void begins_no_match_behind_the_last_start(void **state)
{
    (void)state;
    struct regex *regex = regex_of("ab");
    struct regex_match match;
    struct regex_search search = { .text = SPAN("--ab"), .last_start = 1 };
    assert_int_equal(regex_find(regex, &search, &match), REGEX_NO);
    search.last_start = 2;
    assert_int_equal(regex_find(regex, &search, &match), REGEX_YES);
    regex_free(regex);
}

static void knows_that_its_text_is_a_piece(void **state)
{
    (void)state;
    struct regex *regex = regex_of("^ab$");
    struct regex_match match;
    struct regex_search search = { .text = SPAN("ab"), .last_start = SIZE_MAX };
    assert_int_equal(regex_find(regex, &search, &match), REGEX_YES);
    search.not_beginning = true;
    assert_int_equal(regex_find(regex, &search, &match), REGEX_NO);
    search.not_beginning = false;
    search.not_end = true;
    assert_int_equal(regex_find(regex, &search, &match), REGEX_NO);
    regex_free(regex);
}

static void tells_where_the_text_ended_too_early(void **state)
{
    (void)state;
    struct regex *regex = regex_of("BEGIN[a-z]*END");
    struct regex_match match;
    assert_int_equal(regex_run(regex, SPAN("-BEGINabc"), 0, true, &match), REGEX_PARTIAL);
    assert_span(match.groups[0], "BEGINabc");
    assert_int_equal(regex_run(regex, SPAN("-BEGINabc"), 0, false, &match), REGEX_NO);
    assert_int_equal(regex_run(regex, SPAN("-BEGINabc-"), 0, true, &match), REGEX_NO);
    assert_int_equal(regex_run(regex, SPAN("-BEGINabcEND"), 0, true, &match), REGEX_YES);
    regex_free(regex);
}

static void gives_up_at_its_limits(void **state)
{
    (void)state;
    struct regex *regex = regex_of("^(?:(?:a+)+)+$");
    struct regex_match match;
    char text[64];
    memset(text, 'a', sizeof(text));
    text[63] = '!';
    assert_int_equal(regex_run(regex, (struct span){ text, 64 }, 0, false, &match), REGEX_LIMIT);
    regex_free(regex);
}

static void matches_with_a_deep_stack(void **state)
{
    (void)state;
    struct regex *regex = regex_of("^(?:[ab]|cd)*\\z");
    struct regex_match match;
    size_t len = 4000;
    char *text = malloc(len);
    assert_non_null(text);
    memset(text, 'a', len);
    assert_int_equal(regex_run(regex, (struct span){ text, len }, 0, false, &match), REGEX_YES);
    free(text);
    regex_free(regex);
}

static void reads_bytes_and_not_characters(void **state)
{
    (void)state;
    struct regex *regex = regex_of("k.\\xff[\\x00-\\x02]$");
    struct regex_match match;
    assert_int_equal(regex_run(regex, SPAN("k\xc3\xff\0"), 0, false, &match), REGEX_YES);
    assert_int_equal(regex_run(regex, SPAN("k\n\xff\0"), 0, false, &match), REGEX_NO);
    regex_free(regex);
}

static void says_what_is_wrong(void **state)
{
    (void)state;
    struct regex *regex = NULL;
    struct veto_error error = { 0 };
    assert_int_equal(regex_create(&regex, "a[b", &error), -1);
    assert_int_equal(error.code, VETO_ERROR_RULES);
    assert_string_equal(error.message,
                        "missing terminating ] for character class at character 4");
    assert_null(regex);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(gives_groups_and_their_names),
    cmocka_unit_test(knows_code_points_where_asked),
    cmocka_unit_test(takes_no_more_work_than_it_may),
    cmocka_unit_test(looks_back_before_the_start),
    cmocka_unit_test(begins_no_match_behind_the_last_start),
    cmocka_unit_test(knows_that_its_text_is_a_piece),
    cmocka_unit_test(tells_where_the_text_ended_too_early),
    cmocka_unit_test(gives_up_at_its_limits),
    cmocka_unit_test(matches_with_a_deep_stack),
    cmocka_unit_test(reads_bytes_and_not_characters),
    cmocka_unit_test(says_what_is_wrong),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
