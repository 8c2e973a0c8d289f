/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/macro.h"
#include "base/utf.h"
#include "finding/redact.h"

#define TOKEN "ghp" "_tN1AlQRWwh5aqA3rflF8RL2P0dAUZp2P0gIP"

static void assert_redacted(const char *secret, const char *expected)
{
    struct arena arena = arena_make(1 << 20, true);
    assert_string_equal(redact_secret(span_of(secret), false, false, &arena), expected);
    arena_release(&arena);
}

static void keeps_prefix_and_tail_of_long_tokens(void **state)
{
    (void)state;
    assert_redacted(TOKEN, "ghp_********************************0gIP");
    assert_redacted("sk-ant-" "api03-q8Vt2LmZ4kXw9RpB7sYdQ3nTfG5hJ7kL",
                    "sk-ant-**********************************J7kL");
}

static void hides_short_values_and_their_length(void **state)
{
    (void)state;
    assert_redacted("", "");
    assert_redacted("pass", "********");
    assert_redacted("fifteen chars..", "********");
    assert_redacted("sixteen chars...", "****************");
    /* 20 would not stay hidden. */
    assert_redacted("AKIA" "ABCDEFGHIJKLMNOP", "********************");
}

static void takes_no_random_beginning_for_a_prefix(void **state)
{
    (void)state;
    assert_redacted("aB3_5gH7jK9mN1pQ3sTuV5wX7yZ9bC1dE3fG5hJ7kL",
                    "**************************************J7kL");
}

static void writes_few_stars_for_very_long_values(void **state)
{
    (void)state;
    char key[2000];
    struct arena arena = arena_make(1 << 20, true);
    memset(key, 'k', sizeof(key));
    char *text = redact_secret((struct span){ key, sizeof(key) }, false, false, &arena);
    assert_int_equal(strlen(text), 64 + 4);
    arena_release(&arena);
}

static void shows_all_when_asked_but_printable(void **state)
{
    (void)state;
    struct arena arena = arena_make(1 << 20, true);
    assert_string_equal(redact_secret(SPAN("deploy:correcthorsebattery"), true, false, &arena),
                        "**************************");
    assert_string_equal(redact_secret(SPAN("pa\x1bss"), false, true, &arena), "pa\xef\xbf\xbdss");
    arena_release(&arena);
}

/* ---- In its line ----------------------------------------------------------------------------- */

static void assert_line(struct span bytes, const struct redact_plan *plan, const char *expected)
{
    struct buf text = buf_make(4096);
    assert_true(redact_append(&text, bytes, 0, bytes.len, plan, true));
    assert_string_equal(text.data, expected);
    assert_int_equal(utf_count(buf_span(&text)), utf_count(bytes));
    buf_release(&text);
}

static void keeps_the_length_in_a_line(void **state)
{
    (void)state;
    struct redaction ranges[] = { { 9, 13 }, { 15, 15 + strlen(TOKEN) } };
    struct redact_plan plan = redact_plan_make(ranges, ARRAY_SIZE(ranges), false);
    assert_line(SPAN("password=pass; " TOKEN ";"), &plan,
                "password=****; ghp_********************************0gIP;");
}

/* What one range would show, another hides. */
static void hides_what_any_range_hides(void **state)
{
    (void)state;
    size_t len = strlen(TOKEN);
    struct redaction ranges[] = { { len - 8, len }, { 0, len }, { 0, 10 } };
    struct redact_plan plan = redact_plan_make(ranges, ARRAY_SIZE(ranges), false);
    assert_line(SPAN(TOKEN), &plan, "****************************************");
    /* Not told how long the longest is, it looks at all. */
    plan.longest = 0;
    assert_line(SPAN(TOKEN), &plan, "****************************************");
}

static void shows_nothing_of_what_is_hidden_whole(void **state)
{
    (void)state;
    struct redaction ranges[] = { { .end = strlen(TOKEN), .whole = true } };
    struct redact_plan plan = redact_plan_make(ranges, ARRAY_SIZE(ranges), false);
    assert_line(SPAN(TOKEN ";"), &plan, "****************************************;");
}

static void finds_a_range_that_began_long_before(void **state)
{
    (void)state;
    struct redaction ranges[] = { { 0, 200 }, { 10, 12 }, { 20, 22 }, { 150, 152 } };
    struct redact_plan plan = redact_plan_make(ranges, ARRAY_SIZE(ranges), false);
    char bytes[200];
    struct buf text = buf_make(4096);
    memset(bytes, 's', sizeof(bytes));
    redact_append(&text, (struct span){ bytes, sizeof(bytes) }, 100, 110, &plan, false);
    assert_string_equal(text.data, "**********");
    buf_release(&text);
}

/* Wherever it stands; a short one only as a word, and of two that begin alike the longer one. */
static void hides_values_again(void **state)
{
    (void)state;
    struct redact_value values[] = { { SPAN("hunter2horse"), true },
                                     { SPAN("hunter2"), true },
                                     { SPAN("zebra"), true },
                                     { SPAN(TOKEN), false } };
    struct redact_plan plan = redact_plan_make(NULL, 0, false);
    redact_plan_hide_values(&plan, values, ARRAY_SIZE(values));
    assert_line(SPAN("echo hunter2horse hunter2; zebra zebras"), &plan,
                "echo ************ *******; ***** zebras");
    assert_line(SPAN("xhunter2horsey=" TOKEN), &plan,
                "x************y=ghp_********************************0gIP");
    struct span bytes = SPAN("hunter2horse " TOKEN " zebras");
    assert_true(redact_plan_has_guessable(&plan, bytes, 0, 4));
    assert_true(redact_plan_has_guessable(&plan, bytes, 8, 20));
    assert_false(redact_plan_has_guessable(&plan, bytes, 12, bytes.len));
    plan.show = true;
    assert_line(SPAN("echo hunter2horse"), &plan, "echo hunter2horse");
}

static void keeps_newlines_inside_of_secrets(void **state)
{
    (void)state;
    struct redaction ranges[] = { { 2, 9 } };
    struct redact_plan plan = redact_plan_make(ranges, 1, false);
    assert_line(SPAN("k:abc\ndef;"), &plan, "k:***\n***;");
}

static void hides_whole_code_points(void **state)
{
    (void)state;
    /* The range begins and ends inside of one. */
    struct redaction ranges[] = { { 2, 5 } };
    struct redact_plan plan = redact_plan_make(ranges, 1, false);
    assert_line(SPAN("a\xc3\xa9\xf0\x9f\x98\x80z"), &plan, "a**z");
    /* Broken text stays countable. */
    assert_line(SPAN("a\xff\xc3(z"), &plan, "a\xef\xbf\xbd***");
}

static void shows_lines_whole_when_asked(void **state)
{
    (void)state;
    struct redaction ranges[] = { { 0, 4 } };
    struct redact_plan plan = redact_plan_make(ranges, 1, true);
    assert_line(SPAN("pass"), &plan, "pass");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_prefix_and_tail_of_long_tokens),
        cmocka_unit_test(hides_short_values_and_their_length),
        cmocka_unit_test(takes_no_random_beginning_for_a_prefix),
        cmocka_unit_test(writes_few_stars_for_very_long_values),
        cmocka_unit_test(shows_all_when_asked_but_printable),
        cmocka_unit_test(keeps_the_length_in_a_line),
        cmocka_unit_test(hides_what_any_range_hides),
        cmocka_unit_test(shows_nothing_of_what_is_hidden_whole),
        cmocka_unit_test(finds_a_range_that_began_long_before),
        cmocka_unit_test(hides_values_again),
        cmocka_unit_test(keeps_newlines_inside_of_secrets),
        cmocka_unit_test(hides_whole_code_points),
        cmocka_unit_test(shows_lines_whole_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
