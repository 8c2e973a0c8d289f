/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts made to be slow. What is counted is work and not time: places at which a match was tried,
 * and calls, may grow with the text but not with what it provokes.
 */
#include "match_rules.h"

#include "base/macro.h"

enum { LENGTH = 1024 * 1024 };

static void make_rules(struct rule rules[5])
{
    rules[0] = plain_rule("generic", "(?i)(?:api_key|password|secret)[\\w.-]{0,20}[\"']{0,2} {0,4}"
                                     "[=:] {0,4}[\"']?[\\w=:.-]{8,100}");
    rules[0].kinds = 0;
    rules[1] = plain_rule("jwt", "\\beyJ[\\w-]{10,100}\\.eyJ[\\w-]{10,100}\\.[\\w-]{10,40}");
    rules[2] = plain_rule("pem", "-----BEGIN RSA PRIVATE KEY-----[\\w+/=\\s]{20,9000}-----END");
    rules[2].anchor = "-----BEGIN RSA PRIVATE KEY-----";
    rules[2].window_after = 10000;
    rules[3] = plain_rule("prefix", "\\b(?:ghp|gho)_[0-9A-Za-z]{36,200}");
    rules[4] = plain_rule("url", "[a-z]{2,9}://[^\\s:@]{1,60}:[^\\s@]{1,60}@[^\\s]{1,60}");
}

static struct buf repeated(const char *text)
{
    struct buf buf = buf_make(2 * LENGTH);
    while (buf.len < LENGTH)
        buf_append_text(&buf, text);
    assert_false(buf.failed);
    return buf;
}

static const char *const texts[] = {
    "eyJ",
    "eyJhbGciOi.",
    "eyJhbGciOiJIUz.eyJhbGciOiJIUz.",
    "ghp_",
    "ghp_0123456789012345678901234567890123456789",
    "-----BEGIN RSA PRIVATE KEY-----",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAMIIEowIBAAKCAQEA\n",
    "api_key=",
    "api_key=\"x\" ",
    "password: secretsecret ",
    "postgres://a:b@c",
    "a://b:c@",
    "api_keypassword-----BEGIN RSA PRIVATE KEY-----ghp_eyJpostgres://:",
};

static size_t count_char(const struct buf *text, char c)
{
    size_t count = 0;
    for (size_t i = 0; i < text->len; i++)
        count += text->data[i] == c;
    return count;
}

static void tries_no_place_twice(void **state)
{
    (void)state;
    struct rule rules[5];
    make_rules(rules);
    struct engine engine = engine_of(rules, ARRAY_SIZE(rules));
    struct match_statistics before = { 0 };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        struct buf text = repeated(texts[i]);
        buf_clear(&engine.found);
        engine_scan_bytes(&engine, buf_span(&text));
        struct match_statistics now = match_scratch_statistics(engine.scratch);
        size_t matches = count_char(&engine.found, '@');
        if (now.confirmed_bytes - before.confirmed_bytes > ARRAY_SIZE(rules) * text.len)
            fail_msg("%s: tried %llu places", texts[i],
                     (unsigned long long)(now.confirmed_bytes - before.confirmed_bytes));
        /* A call for each match, for each stretch, and for each slice of a long one. */
        if (now.confirms - before.confirms > 2 * matches + text.len / 256 + 100)
            fail_msg("%s: %llu calls for %zu matches", texts[i],
                     (unsigned long long)(now.confirms - before.confirms), matches);
        before = now;
        buf_release(&text);
    }
    engine_release(&engine);
}

static void finds_the_secret_behind_a_flood(void **state)
{
    (void)state;
    struct rule rules[5];
    make_rules(rules);
    struct engine engine = engine_of(rules, ARRAY_SIZE(rules));
    struct buf text = repeated("-----BEGIN RSA PRIVATE KEY-----api_key=");
    char expected[64];
    snprintf(expected, sizeof(expected), "prefix@%zu-%zu ", text.len + 1, text.len + 41);
    buf_append_text(&text, " ghp_012345678901234567890123456789012345");
    engine_scan_bytes(&engine, buf_span(&text));
    assert_non_null(strstr(engine.found.data, expected));
    buf_release(&text);
    engine_release(&engine);
}

/* A rule that PCRE2 gives up on at every hit ends as many cut matches, soon. */
static void gives_up_soon_on_a_rule_that_never_ends(void **state)
{
    (void)state;
    struct rule rule = plain_rule("slow", "slow:(?:(?:a+)+)+!(?=\\?)");
    rule.anchor = "slow:a{30,100}!";
    struct engine engine = engine_of(&rule, 1);
    struct buf unit = buf_make(4096), text = { 0 };
    buf_append_text(&unit, "slow:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa! ");
    for (int i = 0; i < 400; i++)
        buf_append_char(&unit, '.');
    text = repeated(unit.data);
    engine_scan_bytes(&engine, buf_span(&text));
    struct match_statistics statistics = match_scratch_statistics(engine.scratch);
    assert_int_equal(statistics.limits_hit, statistics.raw_hits);
    assert_int_equal(count_char(&engine.found, '!'), statistics.raw_hits);
    buf_release(&unit);
    buf_release(&text);
    engine_release(&engine);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(tries_no_place_twice),
    cmocka_unit_test(finds_the_secret_behind_a_flood),
    cmocka_unit_test(gives_up_soon_on_a_rule_that_never_ends),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
