/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/macro.h"
#include "judge/judge.h"

static const char *const no_globs[] = { "" };
static const char *const only_yaml[] = { "**/*.yaml" };
static const char *const allowed_paths[] = { "vendor/**" };

static struct rule rule_of(bool generic)
{
    struct rule rule = {
        .public = { .id = "r", .severity = VETO_SEVERITY_HIGH, .is_secret = true, .pattern = "" },
        .generic = generic,
        .views = VIEW_TEXT,
        .paths = { no_globs, 0 },
    };
    return rule;
}

static struct judgement judge_token_at(const struct rule *rule, kind_set kinds, const char *path,
                                       bool issued)
{
    struct veto_origin origin = { .kind = VETO_ORIGIN_FILE, .name = { path, strlen(path) } };
    struct unit unit = unit_whole(SPAN("x"), &origin);
    struct match match = { .rule = rule, .whole = unit.bytes, .secret = unit.bytes };
    struct arena arena = arena_make(1 << 16, false);
    struct judgement judgement = { .severity = rule->public.severity,
                                   .confidence = VETO_CONFIDENCE_LIKELY,
                                   .guessable = rule->entropy < 0,
                                   .issued = issued };
    unit.kinds = kinds;
    judge_place(NULL, NULL, &match, &unit, &arena, &judgement);
    arena_release(&arena);
    return judgement;
}

static struct judgement judge_at(const struct rule *rule, kind_set kinds, const char *path)
{
    return judge_token_at(rule, kinds, path, false);
}

static struct judgement judge_issued_at(const struct rule *rule, kind_set kinds, const char *path)
{
    return judge_token_at(rule, kinds, path, true);
}

static void lowers_one_level_in_tests(void **state)
{
    (void)state;
    struct rule token = rule_of(false);
    struct judgement judgement = judge_at(&token, KIND_CODE | KIND_TEST, "tests/a.c");
    assert_int_equal(judgement.severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judgement.evidence_count, 1);
    assert_true(judgement.evidence[0].against);
    assert_int_equal(judge_at(&token, KIND_CODE, "src/a.c").severity, VETO_SEVERITY_HIGH);
}

static enum veto_severity severity_in(kind_set kinds, const char *path, const char *text)
{
    struct veto_origin origin = { .kind = VETO_ORIGIN_FILE, .name = { path, strlen(path) } };
    struct rule token = rule_of(false);
    struct unit unit = unit_whole(span_of(text), &origin);
    struct span at = { strstr(text, "X1"), 2 };
    struct match match = { .rule = &token, .whole = at, .secret = at };
    struct arena arena = arena_make(1 << 16, false);
    struct judgement judgement = { .severity = VETO_SEVERITY_HIGH,
                                   .confidence = VETO_CONFIDENCE_LIKELY };
    unit.kinds = kinds;
    judge_place(NULL, NULL, &match, &unit, &arena, &judgement);
    arena_release(&arena);
    return judgement.severity;
}

/* Parts of a program run nowhere: texts that document it, and the tests of a module of Rust. */
static void lowers_in_documentation_and_tests_of_modules(void **state)
{
    static const struct {
        const char *path, *text;
        enum veto_severity severity;
    } rows[] = {
        { "a.py", "# c\n\"\"\"\nUse\n    X1\n\"\"\"\n", VETO_SEVERITY_MEDIUM },
        { "a.py", "def f(\n  a):\n\n    r\"\"\"\n X1", VETO_SEVERITY_MEDIUM },
        { "a.py", "EXAMPLES = r\"\"\"\n X1", VETO_SEVERITY_MEDIUM },
        { "a.py", "a = \"\"\"\n X1", VETO_SEVERITY_HIGH },
        { "a.py", "def f():\n  \"\"\"d\n  \"\"\"\n  a = 'X1'", VETO_SEVERITY_HIGH },
        { "a.ex", "  @moduledoc \"\"\"\n X1", VETO_SEVERITY_MEDIUM },
        { "a.rs", "#[cfg(test)]\nmod tests {\n X1", VETO_SEVERITY_MEDIUM },
        { "a.rs", "#[cfg(test)]\nuse x;\n X1", VETO_SEVERITY_HIGH },
        { "a.erl", "-ifdef(TEST).\n X1\n-endif.\n", VETO_SEVERITY_MEDIUM },
        { "a.erl", "-ifdef(TEST).\n-endif.\n X1", VETO_SEVERITY_HIGH },
        { "a.xml", "<!-- <a\n b='X1'/> -->", VETO_SEVERITY_MEDIUM },
        { "a.xml", "<!-- c -->\n<a b='X1'/>", VETO_SEVERITY_HIGH },
        { "a.xml", "<!DOCTYPE refentry PUBLIC \"-//OASIS//DTD DocBook\">\n X1",
          VETO_SEVERITY_MEDIUM },
        { "a.pm", "my $a;\n\n=head1 USE\n\n X1\n\n=cut\n", VETO_SEVERITY_MEDIUM },
        { "a.pm", "=head1 USE\n\n=cut\n\n$b=\n=X1", VETO_SEVERITY_HIGH },
        { "a.pl", "$a\n= X1", VETO_SEVERITY_HIGH },
        { "a.twig", "<pre><code>{\n X1", VETO_SEVERITY_MEDIUM },
        { "a.blade.php", "<pre><code>{\n X1", VETO_SEVERITY_MEDIUM },
        { "a.php", "<pre><code>{\n X1", VETO_SEVERITY_HIGH },
        { "a.twig", "<pre></pre>{\n X1", VETO_SEVERITY_HIGH },
        { "a.rb", "\n=begin\n X1", VETO_SEVERITY_HIGH },
        { "a.rs", "X1\n#[cfg(test)]\nmod tests {\n", VETO_SEVERITY_HIGH },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        kind_set kinds = KIND_CODE;
        if (strstr(rows[i].path, ".py"))
            kinds |= KIND_PYTHON;
        if (strstr(rows[i].path, ".xml"))
            kinds = KIND_XML;
        if (severity_in(kinds, rows[i].path, rows[i].text) != rows[i].severity)
            fail_msg("%s", rows[i].text);
    }
}

/* A key in a test was made for it; a token that its issuer's checksum fits was not. */
static void nothing_in_a_test_is_worse_than_medium_unless_issued(void **state)
{
    (void)state;
    struct rule key = rule_of(false), pattern = rule_of(false), check = rule_of(false);
    key.public.severity = pattern.public.severity = VETO_SEVERITY_CRITICAL;
    check.public.severity = VETO_SEVERITY_CRITICAL;
    pattern.public.is_secret = check.public.is_secret = false;
    check.public.query = "$";
    assert_int_equal(judge_at(&key, KIND_TEST, "tests/a").severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_at(&pattern, KIND_TEST, "tests/a").severity, VETO_SEVERITY_HIGH);
    assert_int_equal(judge_at(&check, KIND_TEST, "tests/a").severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_issued_at(&key, KIND_TEST, "tests/a").severity, VETO_SEVERITY_HIGH);
}

/* A password that somebody made up for a test is nobody's; what no one could guess may be. */
static void guessable_values_of_tests_are_low(void **state)
{
    (void)state;
    struct rule made = rule_of(true), random = rule_of(true), token = rule_of(false);
    made.entropy = -1; /* what judge_token_at takes for guessable */
    token.entropy = -1;
    assert_int_equal(judge_at(&made, KIND_TEST, "tests/a").severity, VETO_SEVERITY_LOW);
    assert_int_equal(judge_at(&random, KIND_TEST, "tests/a").severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_at(&token, KIND_TEST, "tests/a").severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_at(&made, KIND_CODE, "src/a").severity, VETO_SEVERITY_HIGH);
}

static void secrets_of_documents_are_medium(void **state)
{
    (void)state;
    struct rule token = rule_of(false);
    assert_int_equal(judge_at(&token, KIND_MARKUP, "README.md").severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_at(&token, KIND_MARKUP, "notes/vpn.rst").severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_at(&token, KIND_MARKUP, "notes/vpn.txt").severity, VETO_SEVERITY_HIGH);
    assert_int_equal(judge_at(&token, KIND_CODE, "install.py").severity, VETO_SEVERITY_HIGH);
    assert_int_equal(judge_issued_at(&token, KIND_MARKUP, "README.md").severity,
                     VETO_SEVERITY_HIGH);
}

static void secrets_of_interface_descriptions_are_medium(void **state)
{
    (void)state;
    struct rule token = rule_of(false), check = rule_of(false);
    check.public.is_secret = false;
    check.public.query = "$";
    assert_int_equal(judge_at(&token, KIND_YAML, "api/swagger.yaml").severity,
                     VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_at(&token, KIND_JSON, "OpenAPI.v2.json").severity, VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_at(&token, KIND_CODE, "swagger.go").severity, VETO_SEVERITY_HIGH);
    assert_int_equal(judge_at(&token, KIND_YAML, "swagger/app.yaml").severity, VETO_SEVERITY_HIGH);
    assert_int_equal(judge_issued_at(&token, KIND_YAML, "api/swagger.yaml").severity,
                     VETO_SEVERITY_MEDIUM);
    assert_int_equal(judge_at(&check, KIND_YAML, "api/swagger.yaml").severity, VETO_SEVERITY_HIGH);
}

static void only_generic_findings_sink_in_foreign_code(void **state)
{
    (void)state;
    static const kind_set places[] = { KIND_LOCK, KIND_MINIFIED, KIND_VENDORED, KIND_TRANSLATION };
    struct rule token = rule_of(false), generic = rule_of(true);
    for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
        assert_int_equal(judge_at(&generic, places[i], "a").severity, VETO_SEVERITY_NOTE);
        assert_int_equal(judge_at(&generic, places[i], "a").drop, DROP_NOT);
        assert_int_equal(judge_at(&token, places[i], "a").severity, VETO_SEVERITY_HIGH);
    }
}

static void says_only_what_changed_something(void **state)
{
    (void)state;
    struct rule generic = rule_of(true);
    struct judgement judgement = judge_at(&generic, KIND_LOCK | KIND_TEST, "tests/yarn.lock");
    assert_int_equal(judgement.evidence_count, 1);
}

static void keeps_to_the_rules_kinds_paths_and_views(void **state)
{
    (void)state;
    struct rule rule = rule_of(false);
    rule.kinds = KIND_COMPOSE;
    assert_int_equal(judge_at(&rule, KIND_CODE, "a.c").drop, DROP_KIND);
    assert_int_equal(judge_at(&rule, KIND_COMPOSE | KIND_YAML, "a.yml").drop, DROP_NOT);
    rule = rule_of(false);
    rule.paths = (struct rule_list) { only_yaml, 1 };
    assert_int_equal(judge_at(&rule, KIND_YAML, "deploy/a.yaml").drop, DROP_NOT);
    assert_int_equal(judge_at(&rule, KIND_YAML, "deploy/a.json").drop, DROP_KIND);
    rule = rule_of(false);
    rule.allow_paths = (struct rule_list) { allowed_paths, 1 };
    assert_int_equal(judge_at(&rule, KIND_CODE, "vendor/x/a.c").drop, DROP_ALLOWED);
    rule = rule_of(false);
    assert_int_equal(judge_at(&rule, KIND_BINARY, "a.bin").drop, DROP_KIND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lowers_one_level_in_tests),
        cmocka_unit_test(lowers_in_documentation_and_tests_of_modules),
        cmocka_unit_test(nothing_in_a_test_is_worse_than_medium_unless_issued),
        cmocka_unit_test(guessable_values_of_tests_are_low),
        cmocka_unit_test(secrets_of_documents_are_medium),
        cmocka_unit_test(secrets_of_interface_descriptions_are_medium),
        cmocka_unit_test(only_generic_findings_sink_in_foreign_code),
        cmocka_unit_test(says_only_what_changed_something),
        cmocka_unit_test(keeps_to_the_rules_kinds_paths_and_views),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
