/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/macro.h"
#include "match/literals.h"
#include "match/rarity.h"

/* `best` is the longest mandatory text of the weakest alternative. */
static const struct {
    const char *expression, *best;
    size_t rare, pieces;
} mandatory_rows[] = {
    { "ghp_[0-9A-Za-z]{36}", "ghp_", 4, 1 },
    { "\\bghp_\\w{36}\\b", "ghp_", 4, 1 },
    { "(?:ghp|ghu)_[0-9]{36}", "ghp_", 4, 1 },
    { "[sr]k_live_[0-9a-z]{24}", "rk_live_", 8, 1 },
    { "xox[a-z]-[0-9]{10}", "xox", 0, 2 },
    { "vc[pircktab]_[0-9]{10}", "vca_", 4, 1 },
    { "(?:debug|verbose)[ ]{0,4}=[ ]{0,4}True", "True", 4, 3 },
    { "DEBUG[ ]{0,4}=[ ]{0,4}true", "DEBUG", 5, 3 },
    { "(?i)DEBUG[ ]{0,4}=[ ]{0,4}true", "debug", 0, 3 },
    { "api[_-]?key", "apikey", 6, 1 },
    { "(?i)API[_-]?KEY", "apikey", 6, 1 },
    { "-{5}BEGIN [A-Z]{0,9}KEY-{5}", "-----BEGIN ", 11, 2 },
    { "longprefix|[0-9a-f]{40}", "", 0, 0 },
    { "longprefix(?:x|[0-9a-f]{40})", "longprefix", 10, 1 },
    { "[0-9a-f]{40}", "", 0, 0 },
    { "SG\\.[\\w-]{22}\\.[\\w-]{43}", "SG.", 3, 2 },
    { "(?:abcd)?[0-9]{4}", "", 0, 0 },
    { "(?:abcd)+[0-9]{4}", "abcd", 4, 1 },
    { "a[bB]cd", "abcd", 4, 1 },
    { "a.cdef", "cdef", 4, 2 },
    { "\\x41\\x{4b}IA[0-9A-Z]{16}", "AKIA", 4, 1 },
    { "\\Qab.\\Ecd", "ab", 0, 2 },
    { "(?x) gh  p_ # a comment\n [0-9]{36}", "ghp_", 4, 1 },
    { "(?#note)hook(?=s)s", "hooks", 5, 1 },
    { "(?P<secret>dop_v1_[a-f0-9]{64})", "dop_v1_", 7, 1 },
    { "(?<secret>dop_v1_[a-f0-9]{64})", "dop_v1_", 7, 1 },
    { "[[:digit:]]{3}-abcd", "-abcd", 5, 1 },
    { "[]]abcd", "]abcd", 5, 1 },
    { "[^]]abcd", "abcd", 4, 1 },
    { "\"token\":[ ]{0,4}\"[0-9a-f]{40}", "\"token\":", 0, 2 },
    { "a{b}cd", "a{b}cd", 6, 1 },
    { "", "", 0, 0 },
};

static void knows_what_every_match_contains(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(mandatory_rows); i++) {
        struct literals literals = literals_of(mandatory_rows[i].expression);
        char got[100], wanted[100];
        snprintf(got, sizeof(got), "%s → '%s' %zu %zu", mandatory_rows[i].expression,
                 literals.mandatory.best.text, literals.mandatory.rare, literals.mandatory.pieces);
        snprintf(wanted, sizeof(wanted), "%s → '%s' %zu %zu", mandatory_rows[i].expression,
                 mandatory_rows[i].best, mandatory_rows[i].rare, mandatory_rows[i].pieces);
        assert_string_equal(got, wanted);
    }
}

static const struct {
    const char *expression;
    enum expression_front front;
} front_rows[] = {
    { "abc[0-9]*", FRONT_GOOD },
    { "\\babc", FRONT_GOOD },
    { "[0-9a-f]{32}-us[0-9]", FRONT_GOOD },
    { "[0-9]{8,10}:AAabc", FRONT_GOOD },
    { "[\\w.-]{0,50}?name", FRONT_OPTIONAL },
    { "(?:[\\w.-]{0,50}?name|key)x", FRONT_OPTIONAL },
    { "(?:abc|\\s*)x", FRONT_OPTIONAL },
    { "(?:[a-z]+_)?name", FRONT_LONG },
    { "(?m)^[ \\t]{0,40}name", FRONT_GOOD },
    { "(?:^|[^a-z])name", FRONT_GOOD },
    { "(?:^|[^a-z]{9})name", FRONT_WIDE },
    { "(?:[a-z]{1,9}|)name", FRONT_OPTIONAL },
    { "(?<name>(?:[\\w.-]{1,9}?|)(?:key|word))", FRONT_OPTIONAL },
    { "(?:my|)name", FRONT_GOOD },
    { "\"?name", FRONT_GOOD },
    { "\"?[a-z]{0,9}name", FRONT_OPTIONAL },
    { ".name", FRONT_GOOD },
    { "[^\"]{9}name", FRONT_WIDE },
    { "[a-z]+name", FRONT_LONG },
    { "(?<=[a-z])name", FRONT_GOOD },
};

static void knows_how_an_expression_begins(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(front_rows); i++)
        if (literals_of(front_rows[i].expression).front != front_rows[i].front)
            fail_msg("%s", front_rows[i].expression);
}

static void sees_look_around_and_references(void **state)
{
    (void)state;
    assert_true(literals_of("abc(?!d)").looks_around);
    assert_true(literals_of("(?<!a)bcd").looks_around);
    assert_true(literals_of("(a)b\\1").refers_back);
    assert_true(literals_of("(?<q>a)b\\k<q>").refers_back);
    assert_true(literals_of("(?<q>a)b(?P=q)").refers_back);
    assert_false(literals_of("(?<q>a)b[\\1](?:c)").refers_back);
    assert_false(literals_of("(?<q>a)b(?:c)").looks_around);
}

static void is_bounded_on_any_text(void **state)
{
    (void)state;
    char deep[2001];
    memset(deep, '(', sizeof(deep) - 1);
    deep[sizeof(deep) - 1] = '\0';
    literals_of(deep);
    memset(deep, '[', sizeof(deep) - 1);
    literals_of(deep);
    static const char *const broken[] = { "\\",   "[a-",   "(?<", "a{99999999999}",
                                          "x{1,", "[[:al", "(?i" };
    for (size_t i = 0; i < ARRAY_SIZE(broken); i++)
        literals_of(broken[i]);
}

static void tells_rare_texts_from_common_ones(void **state)
{
    (void)state;
    static const char *const rare[] = {
        "ghp_", "AKIA", "ACCA", "hooks.slack.com", "xoxb-",  "SG.",
        "7Q~",  "1//0", "oy2",  "Return",          ":_auth", "://"
    };
    static const char *const common[] = { "token", "\"name\"", "http://", "-----",  "aaaa", "cia",
                                          "12345", "=====",    "",        "return", "AC",   "6$" };
    for (size_t i = 0; i < ARRAY_SIZE(rare); i++)
        if (!literal_is_rare(span_of(rare[i])))
            fail_msg("%s", rare[i]);
    for (size_t i = 0; i < ARRAY_SIZE(common); i++)
        if (literal_is_rare(span_of(common[i])))
            fail_msg("%s", common[i]);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(knows_what_every_match_contains),
    cmocka_unit_test(knows_how_an_expression_begins),
    cmocka_unit_test(sees_look_around_and_references),
    cmocka_unit_test(is_bounded_on_any_text),
    cmocka_unit_test(tells_rare_texts_from_common_ones),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
