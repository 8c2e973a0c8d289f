/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include <time.h>

#include "base/macro.h"
#include "judge/dedupe.h"

static const char *const over_b[] = { "b" };

static struct rule secret_rule(const char *id, const char *pattern)
{
    return (struct rule){ .public = { .id = id, .pattern = pattern, .is_secret = true } };
}

static struct believed at(const struct rule *rule, const char *text, size_t begin, size_t len)
{
    return (struct believed) { .rule = rule,
                               .whole = { text + begin, len },
                               .secret = { text + begin, len } };
}

static const char text[128];

static struct arena arena;

static int set_up(void **state)
{
    (void)state;
    arena = arena_make(256 << 20, false);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* The one that is left of two over the same bytes. */
static const struct believed *winner_of(struct believed believed[2])
{
    dedupe(believed, 2, &arena);
    assert_int_not_equal(believed[0].lost, believed[1].lost);
    const struct believed *winner = &believed[believed[0].lost];
    assert_int_equal(winner->also_count, 1);
    return winner;
}

static void over_decides_first(void **state)
{
    (void)state;
    struct rule a = secret_rule("a", "x"), b = secret_rule("b", "much_longer_literal");
    a.over = (struct rule_list){ over_b, 1 };
    struct believed believed[] = { at(&b, text, 0, 20), at(&a, text, 4, 8) };
    believed[0].judgement.proven = true;
    assert_ptr_equal(winner_of(believed)->rule, &a);
}

static void proof_decides_next(void **state)
{
    (void)state;
    struct rule a = secret_rule("a", "much_longer_literal"), b = secret_rule("b", "x");
    struct believed believed[] = { at(&a, text, 0, 20), at(&b, text, 0, 20) };
    believed[1].judgement.proven = true;
    assert_ptr_equal(winner_of(believed)->rule, &b);
}

static void generic_rules_give_way(void **state)
{
    (void)state;
    struct rule a = secret_rule("a", "(?<secret>authorization_token[0-9]{3})"),
                b = secret_rule("b", "hf_");
    a.generic = true;
    struct believed believed[] = { at(&a, text, 0, 20), at(&b, text, 0, 20) };
    assert_ptr_equal(winner_of(believed)->rule, &b);
}

/* A rule for keys of many vendors stands between a vendor's own and one that knows of none. */
static void rules_of_any_service_stand_between(void **state)
{
    (void)state;
    static const char *const tags[] = { "any-service" };
    struct rule a = secret_rule("a", "(?<secret>authorization_token[0-9]{3})"),
                b = secret_rule("b", "hf_");
    a.public.tags = tags;
    a.public.tag_count = 1;
    struct believed own[] = { at(&a, text, 0, 20), at(&b, text, 0, 20) };
    assert_ptr_equal(winner_of(own)->rule, &b);
    b.generic = true;
    struct believed of_none[] = { at(&a, text, 0, 20), at(&b, text, 0, 20) };
    assert_ptr_equal(winner_of(of_none)->rule, &a);
}

static void longer_literal_decides_then(void **state)
{
    (void)state;
    /* The names of groups, classes and repeats are no literals. */
    struct rule a = secret_rule("a", "(?<secret_of_a_vendor>sk-[a-z0-9]{20,100000})"),
                b = secret_rule("b", "(?<secret>sk-ant-[0-9a-z]+)");
    struct believed believed[] = { at(&a, text, 0, 20), at(&b, text, 0, 20) };
    const struct believed *winner = winner_of(believed);
    assert_ptr_equal(winner->rule, &b);
    assert_ptr_equal(winner->also[0], &a);
}

/* A header says where the token stands; what the token begins with says whose it is. */
static void literal_of_the_secret_goes_before(void **state)
{
    (void)state;
    struct rule a = secret_rule("a", "authorization: bearer (?<secret>[0-9a-z_]{20,80})"),
                b = secret_rule("b", "x(?<secret>acme_[0-9a-f]{20})");
    struct believed believed[] = { at(&a, text, 0, 25), at(&b, text, 0, 25) };
    believed[1].judgement.confidence = VETO_CONFIDENCE_LIKELY;
    assert_ptr_equal(winner_of(believed)->rule, &b);

    struct believed doubted[] = { at(&a, text, 0, 25), at(&b, text, 0, 25) };
    doubted[1].judgement.confidence = VETO_CONFIDENCE_POSSIBLE;
    assert_ptr_equal(winner_of(doubted)->rule, &a);
}

static void id_decides_last(void **state)
{
    (void)state;
    struct rule a = secret_rule("a", "xy"), b = secret_rule("b", "yx");
    struct believed believed[] = { at(&b, text, 0, 20), at(&a, text, 0, 20) };
    assert_ptr_equal(winner_of(believed)->rule, &a);
}

/* a–b–c overlap in a chain: where b loses, a and c are two findings. */
static void a_loser_takes_nobody_with_it(void **state)
{
    (void)state;
    struct rule a = secret_rule("a", "long_literal"), b = secret_rule("b", "x"),
                c = secret_rule("c", "y");
    struct believed believed[] = { at(&c, text, 18, 10), at(&b, text, 8, 12), at(&a, text, 0, 10) };
    dedupe(believed, 3, &arena);
    assert_ptr_equal(believed[0].rule, &a);
    assert_ptr_equal(believed[1].rule, &b);
    assert_ptr_equal(believed[2].rule, &c);
    assert_false(believed[0].lost);
    assert_true(believed[1].lost);
    assert_false(believed[2].lost);
}

static void neighbours_do_not_overlap(void **state)
{
    (void)state;
    struct rule a = secret_rule("a", "x"), b = secret_rule("b", "x");
    struct believed believed[] = { at(&a, text, 0, 10), at(&b, text, 10, 10) };
    dedupe(believed, 2, &arena);
    assert_false(believed[0].lost || believed[1].lost);
}

static void insecurities_do_not_compete(void **state)
{
    (void)state;
    struct rule a = secret_rule("a", "x"), b = secret_rule("b", "x"), c = secret_rule("c", "x");
    b.public.is_secret = c.public.is_secret = false;
    struct believed believed[] = { at(&a, text, 0, 10), at(&b, text, 0, 10), at(&c, text, 0, 10) };
    dedupe(believed, 3, &arena);
    assert_false(believed[0].lost || believed[1].lost || believed[2].lost);
}

/* Twenty thousand that all overlap their neighbours, and one that covers all. */
static void hostile_chains_take_no_long(void **state)
{
    (void)state;
    enum { COUNT = 20000 };
    static char bytes[COUNT * 4 + 16];
    struct rule a = secret_rule("a", "x"), b = secret_rule("b", "x"), c = secret_rule("c", "");
    a.over = (struct rule_list){ over_b, 1 };
    struct believed *believed = calloc(COUNT + 1, sizeof(*believed));
    for (size_t i = 0; i < COUNT; i++)
        believed[i] = at(i % 2 ? &a : &b, bytes, i * 4, 6);
    believed[COUNT] = at(&c, bytes, 0, sizeof(bytes));
    clock_t began = clock();
    dedupe(believed, COUNT + 1, &arena);
    assert_true(clock() - began < 20 * CLOCKS_PER_SEC);
    size_t left = 0;
    for (size_t i = 0; i <= COUNT; i++)
        left += !believed[i].lost;
    assert_int_equal(left, COUNT / 2);
    free(believed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(over_decides_first),
        cmocka_unit_test(proof_decides_next),
        cmocka_unit_test(generic_rules_give_way),
        cmocka_unit_test(rules_of_any_service_stand_between),
        cmocka_unit_test(longer_literal_decides_then),
        cmocka_unit_test(literal_of_the_secret_goes_before),
        cmocka_unit_test(id_decides_last),
        cmocka_unit_test(a_loser_takes_nobody_with_it),
        cmocka_unit_test(neighbours_do_not_overlap),
        cmocka_unit_test(insecurities_do_not_compete),
        cmocka_unit_test(hostile_chains_take_no_long),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
