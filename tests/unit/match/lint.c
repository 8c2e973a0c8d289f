/* SPDX-License-Identifier: Apache-2.0 */
#include "match_rules.h"

#include "base/macro.h"

/* A complaint is a part of the message; NULL: none. */
static const struct {
    const char *pattern, *anchor, *complaint;
} rows[] = {
    { "\\b(?<secret>ghp_[0-9A-Za-z]{36})\\b", NULL, NULL },
    { "\\bSG\\.[\\w-]{22}\\.[\\w-]{43}\\b", NULL, NULL },
    { "(?i)\\bacmecloud[\\w .-]{0,20}[=:] {0,4}[0-9a-f]{40}\\b", NULL, NULL },
    { "ghp_[0-9A-Za-z]{36", NULL, NULL },
    { "ghp_([0-9A-Za-z]{36}", NULL, "pattern: missing closing parenthesis at character 21" },
    { "ghp_[0-9A-Za-z]{36,}", NULL, "pattern: is as long as you like" },
    { "ghp_[0-9A-Za-z]{36,400}", NULL, "up to 404 bytes, more than the 256" },
    { "\\b[0-9a-f]{40}\\b", NULL, "pattern: has an alternative without any fixed text" },
    { "ghp_[0-9]{36}|[0-9a-f]{40}", NULL, "pattern: has an alternative without any fixed text" },
    { "AC[0-9a-f]{32}", NULL, "\"AC\", the longest text of an alternative, has fewer" },
    { "token[=:][0-9a-f]{40}", NULL, "source code is full of \"token" },
    { "[\\w.-]{0,50}?acmecloud[0-9a-f]{40}", NULL, "pattern: begins with something optional" },
    { "acme(?=x)[0-9a-f]{40}", NULL, "needs an anchor" },
    { "(acme)cloud\\1[0-9a-f]{40}", NULL, "needs an anchor" },
    { "acme(?!x)[0-9a-f]{40}", "acme[0-9a-f]{40}", NULL },
    { "acme(?!x)[0-9a-f]{40}", "acme(?!x)[0-9a-f]{40}", "anchor: may not look around" },
    { "acme(?!x)[0-9a-f]{40,}", "acme[0-9a-f]{40}", NULL },
    { "acme(?!x)[0-9a-f]{40}", "[0-9a-f]{40}", "anchor: has an alternative without" },
    { "acme(?!x)[0-9a-f]{40", "acme(", "anchor: missing closing parenthesis" },
    { "acme", NULL, "matches as little as 4 bytes" },
    { "acme|cloudkey", NULL, "matches as little as 4 bytes" },
    { "(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)(l)(m)(n)(o)(p)", NULL, "has 16 groups" },
    { "acme++cloud[0-9]{9}", NULL, "pattern: the matcher refuses it" },
    { "(*UTF)acmecloud[0-9]{9}", NULL, "pattern: using UTF is disabled" },
    { NULL, NULL, NULL },
};

static void complains_about_slow_expressions(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct rule rule = plain_rule("r", rows[i].pattern);
        struct veto_error error = { 0 };
        rule.anchor = rows[i].anchor;
        int status = matcher_lint(&rule, &error);
        bool as_wanted = rows[i].complaint ? status < 0 && strstr(error.message, rows[i].complaint)
                                           : status == 0;
        if (!as_wanted)
            fail_msg("%s: got '%s', wanted '%s'", rows[i].pattern, error.message,
                     rows[i].complaint ? rows[i].complaint : "no complaint");
    }
}

static void lets_the_generic_rule_live_of_common_words(void **state)
{
    (void)state;
    struct rule rule = plain_rule("r", "(?i)(?:token|access)[=:][\\w.-]{8,100}");
    struct veto_error error = { 0 };
    assert_int_equal(matcher_lint(&rule, &error), -1);
    assert_int_equal(error.code, VETO_ERROR_RULES);
    rule.generic = true;
    assert_int_equal(matcher_lint(&rule, &error), 0);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(complains_about_slow_expressions),
    cmocka_unit_test(lets_the_generic_rule_live_of_common_words),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
