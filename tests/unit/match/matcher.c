/* SPDX-License-Identifier: Apache-2.0 */
#include "match_rules.h"

#include "base/macro.h"

static void finds_the_secret_group_and_the_others(void **state)
{
    (void)state;
    struct rule rule = plain_rule("key", "\\bname=(?<user>[a-z]{1,8});key_(?<secret>[0-9]{6})\\b");
    struct engine engine = engine_of(&rule, 1);
    engine_scan(&engine, "x name=bob;key_123456 name=ann;key_1234567");
    assert_found(&engine, "key@2-21");
    assert_string_equal(engine.secrets.data, "123456 ");
    assert_string_equal(engine.captures.data, "user=bob ");
    engine_release(&engine);
}

static void takes_the_first_group_else_the_whole_for_the_secret(void **state)
{
    (void)state;
    struct rule rules[] = {
        plain_rule("first", "acme-(?:x([0-9]{4})|y([0-9]{4}))"),
        plain_rule("whole", "zeta-[0-9]{4}"),
    };
    struct engine engine = engine_of(rules, 2);
    engine_scan(&engine, "acme-y1234 zeta-9876 acme-x5678");
    assert_found(&engine, "first@0-10 first@21-31 whole@11-20");
    assert_string_equal(engine.secrets.data, "1234 5678 zeta-9876 ");
    engine_release(&engine);
}

static void reports_each_match_once_and_without_overlap(void **state)
{
    (void)state;
    struct rule rule = plain_rule("open", "tok_[a-z]{4,40}");
    struct engine engine = engine_of(&rule, 1);
    engine_scan(&engine, "tok_abcdefghijkl tok_tok_mnop.tok_abctok_wxyz");
    assert_found(&engine, "open@0-16 open@21-29 open@30-40");
    assert_true(match_scratch_statistics(engine.scratch).raw_hits > 3);
    assert_int_equal(match_scratch_rule_hits(engine.scratch, 0),
                     match_scratch_statistics(engine.scratch).raw_hits);
    engine_release(&engine);
}

static void orders_by_rule_then_by_end(void **state)
{
    (void)state;
    /* `$` makes ends come late: Hyperscan tells them when the text is over. */
    struct rule rules[] = {
        plain_rule("a", "alpha[0-9](?:;|\\z)"),
        plain_rule("b", "bravo[0-9]"),
    };
    struct engine engine = engine_of(rules, 2);
    engine_scan(&engine, "bravo1 alpha2; bravo3 alpha4; alpha5");
    assert_found(&engine, "a@7-14 a@22-29 a@30-36 b@0-6 b@15-21");
    engine_release(&engine);
}

static void shows_real_neighbours_to_word_boundaries(void **state)
{
    (void)state;
    struct rule rule = plain_rule("edge", "\\bkey[0-9]{300}\\b");
    rule.window_before = 303;
    rule.window_after = 0;
    struct engine engine = engine_of(&rule, 1);
    struct buf text = buf_make(4096);
    for (int i = 0; i < 3; i++) {
        buf_append_text(&text, i == 1 ? " key" : "xkey");
        for (int j = 0; j < 300; j++)
            buf_append_char(&text, '7');
        buf_append_text(&text, i == 2 ? "7" : " ");
    }
    engine_scan_bytes(&engine, buf_span(&text));
    assert_found(&engine, "edge@306-609");
    buf_release(&text);
    engine_release(&engine);
}

static struct unit unit_of(struct span bytes)
{
    return (struct unit) {
        .bytes = bytes,
        .own_end = bytes.len,
        .is_first = true,
        .is_last = true,
        .decoding = "",
    };
}

/* Where fixed texts stand side by side the rest is scanned as it is; and then nothing is lost. */
static void finds_what_stands_before_among_and_behind_many_fixed_texts(void **state)
{
    (void)state;
    const struct rule rules[] = { plain_rule("a", "acme_[0-9]{4}"), plain_rule("b", "zeta-[a-z]{3}\\b") };
    struct engine engine = engine_of(rules, ARRAY_SIZE(rules));
    struct buf text = buf_make(1 << 20);
    buf_append_text(&text, "acme_1234 ");
    for (int i = 0; i < 3000; i++)
        buf_append_text(&text, i == 1500 ? "zeta-abc " : "acme_ ");
    buf_append_text(&text, "acme_5678");
    engine_scan_bytes(&engine, buf_span(&text));
    assert_string_equal(engine.found.data, "a@0-9 a@18013-18022 b@9010-9018 ");
    buf_release(&text);
    engine_release(&engine);
}

static void asks_rules_only_in_their_views_and_kinds(void **state)
{
    (void)state;
    struct rule rules[] = {
        plain_rule("binary", "acme-[0-9]{4}"),
        plain_rule("both", "acme-[0-9]{4}"),
        plain_rule("decoded", "acme-[0-9]{4}"),
        plain_rule("yaml", "acme-[0-9]{4}"),
    };
    rules[0].views = VIEW_BINARY;
    rules[1].views = VIEW_TEXT | VIEW_BINARY;
    rules[2].views = VIEW_DECODED;
    rules[3].kinds = KIND_YAML | KIND_JSON;
    struct engine engine = engine_of(rules, ARRAY_SIZE(rules));

    struct unit unit = unit_of(SPAN("acme-1234"));
    engine_scan_unit(&engine, &unit);
    assert_found(&engine, "both@0-9");

    unit.kinds = KIND_YAML | KIND_COMPOSE;
    buf_clear(&engine.found);
    engine_scan_unit(&engine, &unit);
    assert_found(&engine, "both@0-9 yaml@0-9");

    unit.kinds = KIND_BINARY;
    buf_clear(&engine.found);
    engine_scan_unit(&engine, &unit);
    assert_found(&engine, "binary@0-9 both@0-9");

    unit.decoding = "base64";
    buf_clear(&engine.found);
    engine_scan_unit(&engine, &unit);
    assert_found(&engine, "decoded@0-9");
    engine_release(&engine);
}

static void leaves_disabled_rules_out(void **state)
{
    (void)state;
    struct rule rules[] = { plain_rule("off", "acme-[0-9]{4}"), plain_rule("on", "acme-[0-9]{4}") };
    struct rule event = { .public = { .id = "event" }, .event = "digest" };
    struct rule_set builtin = { rules, 2 }, added = { &event, 1 };
    bool enabled[] = { false, true, true };
    struct matcher_options options = { .builtin_digest = "", .no_cache = true };
    struct engine engine = engine_bare();
    struct veto_error error = { 0 };
    assert_ok(matcher_create(&engine.matcher, &builtin, &added, enabled, &options, &error), &error);
    assert_ok(match_scratch_create(&engine.scratch, engine.matcher, &error), &error);
    engine_scan(&engine, "acme-1234");
    assert_found(&engine, "on@0-9");
    engine_release(&engine);
}

static void confirms_an_anchor_by_the_whole_pattern(void **state)
{
    (void)state;
    struct rule rule = plain_rule("pem", "-----BEGIN ACME-----[a-z\\n]{0,400}-----END(?! NOT)");
    rule.anchor = "-----BEGIN ACME-----";
    rule.window_after = 500;
    struct engine engine = engine_of(&rule, 1);
    engine_scan(&engine, "-----BEGIN ACME-----abc\n-----END ACME"
                         "-----BEGIN ACME-----abc\n-----END NOT"
                         "-----BEGIN ACME-----abc");
    assert_found(&engine, "pem@0-32");
    engine_release(&engine);
}

static void says_when_the_window_ended_first(void **state)
{
    (void)state;
    struct rule rule = plain_rule("pem", "-----BEGIN ACME-----[a-z]{0,9000}-----END");
    rule.anchor = "-----BEGIN ACME-----";
    struct engine engine = engine_of(&rule, 1);
    struct buf text = buf_make(8192);
    buf_append_text(&text, "..-----BEGIN ACME-----");
    for (int i = 0; i < 5000; i++)
        buf_append_char(&text, 'a');
    engine_scan_bytes(&engine, buf_span(&text));
    assert_found(&engine, "pem@2-4182!");
    buf_release(&text);
    engine_release(&engine);
}

/* An expression that may run on in front of its anchor's end is no match that was cut. */
static void looks_further_before_it_says_so(void **state)
{
    (void)state;
    struct rule rule = plain_rule("call", "acme[^\n]{0,400}?-u \"[a-z]{4,40}\"");
    rule.anchor = "-u \"[^\n]{4}";
    struct engine engine = engine_of(&rule, 1);
    struct buf text = buf_make(4096);
    buf_append_text(&text, "acme -u \"$USER\" ");
    for (int i = 0; i < 100; i++)
        buf_append_char(&text, '.');
    buf_append_text(&text, "\n acme -u \"robot\"\n");
    engine_scan_bytes(&engine, buf_span(&text));
    assert_found(&engine, "call@118-133");
    buf_release(&text);
    engine_release(&engine);
}

static void says_when_the_unit_ended_first(void **state)
{
    (void)state;
    struct rule rule = plain_rule("pem", "-----BEGIN ACME-----[a-z]{0,40}-----END");
    rule.anchor = "-----BEGIN ACME-----";
    struct engine engine = engine_of(&rule, 1);
    struct unit unit = unit_of(SPAN("..-----BEGIN ACME-----aaaa"));
    engine_scan_unit(&engine, &unit);
    assert_found(&engine, "");
    unit.is_last = false;
    engine_scan_unit(&engine, &unit);
    assert_found(&engine, "pem@2-26!");
    engine_release(&engine);
}

static void tells_of_a_match_limit(void **state)
{
    (void)state;
    struct rule rule = plain_rule("slow", "slow:(?:(?:a+)+)+!(?=\\?)");
    rule.anchor = "slow:a{30,100}!";
    struct engine engine = engine_of(&rule, 1);
    struct buf text = buf_make(4096);
    buf_append_text(&text, "slow:");
    for (int i = 0; i < 60; i++)
        buf_append_char(&text, 'a');
    buf_append_text(&text, "! and slow:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!?");
    engine_scan_bytes(&engine, buf_span(&text));
    assert_int_equal(match_scratch_statistics(engine.scratch).limits_hit, 1);
    assert_true(span_ends(span_trim(buf_span(&engine.found)), SPAN("!")));
    buf_release(&text);
    engine_release(&engine);
}

static void finds_what_added_rules_look_for_too(void **state)
{
    (void)state;
    struct rule own = plain_rule("own", "acme-[0-9]{4}"),
                more = plain_rule("more", "zeta-[0-9]{4}");
    struct rule_set builtin = { &own, 1 }, added = { &more, 1 };
    struct matcher_options options = { .builtin_digest = "", .no_cache = true };
    struct engine engine = engine_bare();
    struct veto_error error = { 0 };
    assert_ok(matcher_create(&engine.matcher, &builtin, &added, NULL, &options, &error), &error);
    assert_ok(match_scratch_create(&engine.scratch, engine.matcher, &error), &error);
    engine_scan(&engine, "zeta-1234 acme-1234");
    assert_found(&engine, "own@10-19 more@0-9");
    assert_int_equal(match_scratch_rule_hits(engine.scratch, 1), 1);
    engine_release(&engine);
}

static void scans_without_any_rule(void **state)
{
    (void)state;
    struct engine engine = engine_of(NULL, 0);
    engine_scan(&engine, "acme-1234");
    engine_scan(&engine, "");
    assert_found(&engine, "");
    engine_release(&engine);
}

static void names_the_rule_that_the_engine_refuses(void **state)
{
    (void)state;
    struct rule rules[] = { plain_rule("good", "acme"), plain_rule("bad", "(a)\\1") };
    struct rule_set set = { rules, 2 };
    struct veto_error error = { 0 };
    char *bytes = NULL;
    size_t len = 0;
    assert_int_equal(matcher_compile(&set, &bytes, &len, &error), -1);
    assert_memory_equal(error.message, "bad: the matcher refuses it: ", 29);
}

static void assert_found_as(struct engine *engine, kind_set kinds, const char *expected)
{
    struct span bytes = SPAN("vendor0_12345678 vendor1_12345678 vendor2_12345678");
    struct unit unit = {
        .bytes = bytes,
        .own_end = bytes.len,
        .kinds = kinds,
        .is_first = true,
        .is_last = true,
        .decoding = "",
    };
    buf_clear(&engine->found);
    engine_scan_unit(engine, &unit);
    assert_found(engine, expected);
}

/* The rules of everywhere lie in each language's database too. */
static void runs_each_rule_once_in_every_language(void **state)
{
    struct rule rules[] = {
        plain_rule("all", "vendor0_[0-9]{8}"),
        plain_rule("go", "vendor1_[0-9]{8}"),
        plain_rule("yaml", "vendor2_[0-9]{8}"),
    };
    (void)state;
    rules[1].kinds = KIND_GO;
    rules[2].kinds = KIND_YAML;
    struct engine engine = engine_of(rules, ARRAY_SIZE(rules));
    assert_found_as(&engine, KIND_OTHER, "all@0-16");
    assert_found_as(&engine, KIND_CODE | KIND_GO, "all@0-16 go@17-33");
    assert_found_as(&engine, KIND_CODE | KIND_PYTHON, "all@0-16");
    assert_found_as(&engine, KIND_YAML | KIND_CONFIG, "all@0-16 yaml@34-50");
    engine_release(&engine);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_the_secret_group_and_the_others),
    cmocka_unit_test(takes_the_first_group_else_the_whole_for_the_secret),
    cmocka_unit_test(reports_each_match_once_and_without_overlap),
    cmocka_unit_test(orders_by_rule_then_by_end),
    cmocka_unit_test(shows_real_neighbours_to_word_boundaries),
    cmocka_unit_test(runs_each_rule_once_in_every_language),
    cmocka_unit_test(finds_what_stands_before_among_and_behind_many_fixed_texts),
    cmocka_unit_test(asks_rules_only_in_their_views_and_kinds),
    cmocka_unit_test(leaves_disabled_rules_out),
    cmocka_unit_test(confirms_an_anchor_by_the_whole_pattern),
    cmocka_unit_test(looks_further_before_it_says_so),
    cmocka_unit_test(says_when_the_window_ended_first),
    cmocka_unit_test(says_when_the_unit_ended_first),
    cmocka_unit_test(tells_of_a_match_limit),
    cmocka_unit_test(finds_what_added_rules_look_for_too),
    cmocka_unit_test(scans_without_any_rule),
    cmocka_unit_test(names_the_rule_that_the_engine_refuses),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
