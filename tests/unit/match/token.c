/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/macro.h"
#include "match/lanes.h"
#include "match/token.h"

/* ---- Finding --------------------------------------------------------------------------------- */

struct list {
    const char *text;
    char told[1024];
    int stop_at, count;
};

static int note(size_t begin, size_t end, void *payload)
{
    struct list *list = payload;
    size_t len = strlen(list->told);
    snprintf(list->told + len, sizeof(list->told) - len, "[%.*s]", (int)(end - begin),
             list->text + begin);
    return ++list->count == list->stop_at;
}

static void assert_tokens(const char *text, const char *expected)
{
    for (enum token_way way = TOKENS_PLAIN; way <= tokens_best_way(); way++) {
        struct list list = { .text = text };
        assert_int_equal(tokens_find_by(way, span_of(text), note, &list), 0);
        assert_string_equal(list.told, expected);
    }
}

static void finds_what_is_drawn(void **state)
{
    (void)state;
    assert_tokens("key = kX92mQpL7vTzR4wB8nYc;", "[kX92mQpL7vTzR4wB8nYc]");
    assert_tokens("f3a9c1d07be2485961fd0c3b7a9e2d41", "[f3a9c1d07be2485961fd0c3b7a9e2d41]");
    assert_tokens("id: 3f2b9c1e-7d4a-4e6b-9a0c-5d8e1f2a3b4c", "[3f2b9c1e-7d4a-4e6b-9a0c-5d8e1f2a3b4c]");
    assert_tokens("0x34b0bcb5e19b48a8d71", "[0x34b0bcb5e19b48a8d71]");
    assert_tokens("pulling-a-key-0123456789012345", "[pulling-a-key-0123456789012345]");
    assert_tokens("AKIAQZXWVTSRPLKJHGFD", "[AKIAQZXWVTSRPLKJHGFD]");
    assert_tokens("x kX92mQpL7vTzR4wB y Zt7Lq0Wc5Xs8Vb1N z", "[kX92mQpL7vTzR4wB][Zt7Lq0Wc5Xs8Vb1N]");
}

static void passes_over_what_is_written(void **state)
{
    (void)state;
    assert_tokens("getElementsByTagName(configuration_of_the_server)", "");
    assert_tokens("HTTP_STATUS_INTERNAL_SERVER_ERROR", "");
    assert_tokens("the-quick-brown-fox-jumps-over-the-lazy-dog", "");
    assert_tokens("----------------------------------------", "");
    assert_tokens("kX92mQpL7vTzR4w", "");
    assert_tokens("1234567890123456 6364136223846793005ULL", "");
    assert_tokens("0x34b0bcb5e19b48a8 0x0x7fbf92564660 0XFFEE0123456789ABul", "");
    assert_tokens("_ZNK12QListWidget9itemAtEiRK6QPoint5XyZ", "");
    assert_tokens("", "");
}

static void finds_it_among_words(void **state)
{
    (void)state;
    assert_tokens("the_name_of_a_service_that_is_long_enough_kX92mQpL7vTzR4wB8nYcH3dK6jF1gS5a",
                  "[the_name_of_a_service_that_is_long_enough_kX92mQpL7vTzR4wB8nYcH3dK6jF1gS5a]");
}

/* Wherever it begins in the words of 64 bytes that are read together, it is found once and whole. */
static void finds_it_at_every_offset(void **state)
{
    (void)state;
    static const char token[] = "kX92mQpL7vTzR4wB8nYcH3dK6jF1gS5aQw8Er7Ty6Ui5Op4As3Df2Gh1Jk0Lz9Xc8Vb7Nm";
    for (size_t len = TOKEN_LEAST; len < sizeof(token); len++) {
        for (size_t offset = 0; offset < 140; offset++) {
            char text[300], expected[128];
            int n = snprintf(text, sizeof(text), "%*s%.*s ", (int)offset, "", (int)len, token);
            snprintf(expected, sizeof(expected), "[%.*s]", (int)len, token);
            assert_tokens(text, expected);
            text[n - 1] = '\0'; /* and at the very end */
            assert_tokens(text, expected);
        }
    }
}

/* However bytes are read, and whatever they are, the same is found. */
static void finds_the_same_in_each_way(void **state)
{
    (void)state;
    static const char bytes[] = "aZ09kQ7-_./\n\x7f\x80\xff@[`{:^";
    unsigned seed = 7;
    for (int round = 0; round < 20 * 1000; round++) {
        char text[400];
        size_t len = (size_t)rand_r(&seed) % sizeof(text), variety = 8 + (size_t)round % 16;
        for (size_t i = 0; i < len; i++)
            text[i] = round % 3 ? bytes[(size_t)rand_r(&seed) % MIN(variety, sizeof(bytes) - 1)] :
                                  (char)rand_r(&seed);
        struct list plain = { .text = text };
        tokens_find_by(TOKENS_PLAIN, (struct span){ text, len }, note, &plain);
        for (enum token_way way = TOKENS_SSE2; way <= tokens_best_way(); way++) {
            struct list list = { .text = text };
            tokens_find_by(way, (struct span){ text, len }, note, &list);
            assert_string_equal(list.told, plain.told);
        }
    }
}

static void stops_when_told(void **state)
{
    (void)state;
    struct list list = { .text = "kX92mQpL7vTzR4wB Zt7Lq0Wc5Xs8Vb1N", .stop_at = 1 };
    assert_int_equal(tokens_find(span_of(list.text), note, &list), 1);
    assert_int_equal(list.count, 1);
}

/* What token.h promises, for the alphabets that tokens are drawn from. */
static void misses_few(void **state)
{
    (void)state;
    static const struct {
        const char *alphabet;
        size_t len;
        int misses; /* of a hundred thousand, at most */
    } draws[] = {
        { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 16, 200 },
        { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 32, 1 },
        { "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 32, 1 },
        { "0123456789abcdef", 16, 100 }, /* of which some are digits alone */
        { "0123456789abcdef", 32, 3 },
        { "abcdefghijklmnopqrstuvwxyz0123456789", 16, 200 },
        { "abcdefghijklmnopqrstuvwxyz0123456789", 32, 6 },
        { "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 200 },
    };
    unsigned seed = 1;
    for (size_t i = 0; i < sizeof(draws) / sizeof(draws[0]); i++) {
        int misses = 0;
        for (int round = 0; round < 100 * 1000; round++) {
            char text[64];
            struct list list = { .text = text };
            for (size_t k = 0; k < draws[i].len; k++)
                text[k] = draws[i].alphabet[(size_t)rand_r(&seed) % strlen(draws[i].alphabet)];
            tokens_find((struct span){ text, draws[i].len }, note, &list);
            misses += list.count == 0;
        }
        if (misses > draws[i].misses)
            fail_msg("%s, %zu bytes: %d missed", draws[i].alphabet, draws[i].len, misses);
    }
}

/* ---- Expressions ----------------------------------------------------------------------------- */

static void knows_what_expressions_hold(void **state)
{
    (void)state;
    static const struct {
        const char *expression;
        bool token;
    } rows[] = {
        { "ghp_[0-9A-Za-z]{36}", true },
        { "ghp_[0-9A-Za-z]{15}", false },
        { "[0-9A-Za-z]{8}(?:[0-9A-Za-z]{4}){2}", true },
        { "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}", true },
        { "[0-9a-f]{8}\\.[0-9a-f]{8}", false },
        { "[0-9a-f]{8}(?:\\.)?[0-9a-f]{8}", false },
        { "[0-9a-f]{8}(?:x)?[0-9a-f]{8}", true },
        { "a(?:[0-9a-f]{16}|[0-9a-f]{32})b", true },
        { "a(?:[0-9a-f]{16}|password)b", false },
        { "[a-z]{40}", false },
        { "[0-9]{40}", false },
        { "(?i)[a-z]{40}", true },
        { "(?i:x)[a-z]{40}", false },
        { "[0-9A-Za-z+/]{40}", false },
        { "[0-9A-Za-z]{0,40}", false },
        { "(?=[0-9A-Za-z]{40})x", false },
        { "(a)\\1{40}", false },
        { "[\\w-]{20}", true },
        { "\\S{20}", false },
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if ((expression_token_length(rows[i].expression) >= TOKEN_LEAST) != rows[i].token)
            fail_msg("%s", rows[i].expression);
}

static size_t lane_of_pattern(const char *pattern, kind_set kinds)
{
    struct rule rule = { .public = { .pattern = pattern }, .kinds = kinds };
    return lane_of(&rule);
}

static void shares_rules_out(void **state)
{
    (void)state;
    assert_int_equal(lane_of_pattern("ghp_[0-9A-Za-z]{36}", 0), LANE_BESIDE_TOKENS);
    assert_int_equal(lane_of_pattern("ghp_[0-9A-Za-z]{36}", KIND_YAML), LANE_BESIDE_TOKENS);
    /* So long that its end may lie beyond the reach. */
    assert_int_equal(lane_of_pattern("ghp_[0-9A-Za-z]{36}\\s{0,200}end", 0), LANE_EVERYWHERE);
    assert_int_equal(lane_of_pattern("password", 0), LANE_EVERYWHERE);
    assert_int_equal(lane_of_pattern("password", KIND_YAML | KIND_PYTHON), LANE_EVERYWHERE);
    size_t python = lane_of_pattern("password", KIND_PYTHON);
    assert_int_equal(lanes[python].kinds, KIND_PYTHON);
    assert_true(lanes[lane_of_pattern("password", KIND_YAML | KIND_SHELL)].kinds & KIND_SHELL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_is_drawn),
        cmocka_unit_test(passes_over_what_is_written),
        cmocka_unit_test(finds_it_among_words),
        cmocka_unit_test(finds_it_at_every_offset),
        cmocka_unit_test(finds_the_same_in_each_way),
        cmocka_unit_test(stops_when_told),
        cmocka_unit_test(misses_few),
        cmocka_unit_test(knows_what_expressions_hold),
        cmocka_unit_test(shares_rules_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
