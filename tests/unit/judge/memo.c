/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include <stdlib.h>

#include "base/macro.h"
#include "judge/memo.h"

enum { PERIOD = 1000, TIMES = 4, SECRET = 500, SECRET_LEN = 20 };

static const struct rule rules[2];

/* A text that repeats itself, with one secret a period. */
struct bench {
    char text[PERIOD * TIMES];
    struct memo *memo;
};

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof(*bench));
    for (size_t i = 0; i < sizeof(bench->text); i++)
        bench->text[i] = (char)('a' + i % PERIOD % 26);
    bench->memo = memo_create();
    *state = bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    memo_free(bench->memo);
    free(bench);
    return 0;
}

static struct match match_in(const struct bench *bench, size_t period)
{
    struct span text = { bench->text, sizeof(bench->text) };
    struct span secret = span_sub(text, period * PERIOD + SECRET, SECRET_LEN);
    return (struct match){ .rule = &rules[0], .whole = secret, .secret = secret };
}

/* Is it known already? If not, it is from now on. */
static bool ask(struct bench *bench, const struct match *match)
{
    struct span text = { bench->text, sizeof(bench->text) };
    bool known;
    struct memo_entry *entry = memo_entry(bench->memo, match, text, &known);
    if (entry && !known)
        entry->judgement.drop = DROP_WORDS;
    if (entry)
        assert_int_equal(entry->judgement.drop, DROP_WORDS);
    return known;
}

static void knows_what_comes_again(void **state)
{
    struct bench *bench = *state;
    memo_forget(bench->memo);
    struct match first = match_in(bench, 0), second = match_in(bench, 1);
    assert_false(ask(bench, &first));
    assert_true(ask(bench, &second));
    assert_true(ask(bench, &first));
}

static void forgets_with_the_unit(void **state)
{
    struct bench *bench = *state;
    struct match match = match_in(bench, 0);
    assert_false(ask(bench, &match));
    assert_false(ask(bench, &match)); /* nobody said that a unit begins */
    memo_forget(bench->memo);
    assert_false(ask(bench, &match));
    memo_forget(bench->memo);
    assert_false(ask(bench, &match));
}

static void looks_at_the_bytes_around(void **state)
{
    static const int offsets[] = { -MEMO_REACH, -1, SECRET_LEN / 2, SECRET_LEN,
                                   SECRET_LEN + MEMO_REACH - 1 };
    struct bench *bench = *state;
    for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
        memo_forget(bench->memo);
        struct match first = match_in(bench, 1), second = match_in(bench, 2);
        char *byte = bench->text + 2 * PERIOD + SECRET + offsets[i];
        char kept = *byte;
        *byte = '!';
        assert_false(ask(bench, &first));
        assert_false(ask(bench, &second));
        *byte = kept;
    }
}

static void looks_at_rule_and_captures(void **state)
{
    struct bench *bench = *state;
    struct match match = match_in(bench, 1), other = match_in(bench, 1);
    memo_forget(bench->memo);
    other.rule = &rules[1];
    assert_false(ask(bench, &match));
    assert_false(ask(bench, &other));

    memo_forget(bench->memo);
    other = match_in(bench, 2);
    other.captures[other.capture_count++] =
            (struct match_capture){ "user", span_sub(other.secret, 0, 4) };
    assert_false(ask(bench, &match));
    assert_false(ask(bench, &other));
    other.captures[0].name = "host";
    assert_false(ask(bench, &other));
}

/* Beside the unit's end there is less to see than in its middle. */
static void tells_the_edge_from_the_middle(void **state)
{
    struct bench *bench = *state;
    memo_forget(bench->memo);
    memset(bench->text, 'a', sizeof(bench->text));
    struct match edge = match_in(bench, 0), middle = match_in(bench, 1);
    edge.whole = edge.secret = (struct span){ bench->text + 1, SECRET_LEN };
    assert_false(ask(bench, &edge));
    assert_false(ask(bench, &middle));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(knows_what_comes_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(forgets_with_the_unit, set_up, tear_down),
        cmocka_unit_test_setup_teardown(looks_at_the_bytes_around, set_up, tear_down),
        cmocka_unit_test_setup_teardown(looks_at_rule_and_captures, set_up, tear_down),
        cmocka_unit_test_setup_teardown(tells_the_edge_from_the_middle, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
