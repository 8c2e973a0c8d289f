/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/load.h"

#include <sys/stat.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "rule/place.h"
#include "unit/test.h"

enum { ARENA = 1 << 28 };

struct fixture {
    struct arena arena;
    struct rule_set set;
    struct veto_error error;
    struct buf told; /* one complaint a line */
    char folder[64];
};

static int setup(void **state)
{
    struct fixture *fixture = calloc(1, sizeof(*fixture));
    if (!fixture)
        return -1;
    fixture->arena = arena_make(ARENA, false);
    fixture->told = buf_make(1 << 20);
    strcpy(fixture->folder, "/tmp/veto-packs-XXXXXX");
    *state = fixture;
    return mkdtemp(fixture->folder) ? 0 : -1;
}

static int teardown(void **state)
{
    struct fixture *fixture = *state;
    char command[128];
    snprintf(command, sizeof(command), "rm -r %s", fixture->folder);
    int result = system(command);
    arena_release(&fixture->arena);
    buf_release(&fixture->told);
    free(fixture);
    return result;
}

static void hear(const char *line, void *payload)
{
    struct fixture *fixture = payload;
    buf_append_text(&fixture->told, line);
    buf_append_char(&fixture->told, '\n');
}

/* What is told about a pack, all mistakes; each on its line. */
static const char *complaints(struct fixture *fixture, const char *pack)
{
    buf_clear(&fixture->told);
    int count = rule_load_text(&fixture->set, "p.yaml", span_of(pack), &fixture->arena, hear,
                               fixture, &fixture->error);
    size_t lines = 0;
    for (size_t i = 0; i < fixture->told.len; i++)
        lines += fixture->told.data[i] == '\n';
    assert_int_equal(count, lines);
    return fixture->told.len ? fixture->told.data : "";
}

#define HEAD "rules:\n  - id: a-b\n    since: \"0.1\"\n    title: T\n    severity: high\n"
#define TAIL "    tags: [secret]\n    fix: F\n    examples: [x]\n    counterexamples: [y]\n"
#define EVENT(id)                                                                                  \
    "{id: " id ", since: '0.1', title: T, severity: low, event: e, tags: [a], fix: F}\n"
#define PATTERN "    pattern: '(?<secret>x)'\n"

static void accepts_a_small_rule(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(complaints(fixture, HEAD PATTERN TAIL), "");
    assert_int_equal(fixture->set.count, 1);
}

static void accepts_other_names_of_what_is_secret(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(complaints(fixture, HEAD "    pattern: (?P<secret>x)\n" TAIL), "");
    fixture->set.count = 0;
    assert_string_equal(complaints(fixture, HEAD "    pattern: (?'secret'x)\n" TAIL), "");
}

static void insecure_patterns_need_no_capture(void **state)
{
    struct fixture *fixture = *state;
    static const char pack[] = HEAD "    pattern: chmod 777\n    tags: [a]\n    fix: F\n"
                                    "    examples: [x]\n    counterexamples: [y]\n";
    assert_string_equal(complaints(fixture, pack), "");
}

static const struct {
    const char *pack, *told;
} mistakes[] = {
    /* Packs. */
    { "", "p.yaml:1: rules: is missing\n" },
    { "rulez: []\n", "p.yaml:1: rules: is missing\n" },
    { "rules: {}\n", "p.yaml:1: rules: must be a list, not an object\n" },
    { "version: 1\nrules: []\n", "p.yaml:1: rules: must be the only key of a pack\n" },
    { "rules: []\n---\nrules: []\n", "p.yaml:3: rules: a pack is one document\n" },
    { "rules:\n  - x\n", "p.yaml:2: rules: each rule must be an object, not text\n" },
    { "rules: [\n", "p.yaml:2:1: not YAML: did not find expected node content while parsing a "
                    "flow node\n" },
    { "rules: \xe9\n", "p.yaml:1:8: not YAML: not UTF-8\n" },
    /* Keys. */
    { HEAD PATTERN "    severty: low\n" TAIL,
      "p.yaml:7: severty: unknown key; did you mean 'severity'?\n" },
    { HEAD PATTERN "    zzz: low\n" TAIL, "p.yaml:7: zzz: unknown key\n" },
    { HEAD PATTERN "    \"z\\e[1m\\nz\": low\n" TAIL,
      "p.yaml:7: z\xef\xbf\xbd[1m\xef\xbf\xbdz: unknown key\n" },
    { HEAD PATTERN "    title: U\n" TAIL, "p.yaml:7: title: is given twice\n" },
    { "rules:\n  -\n    id: a\n" PATTERN TAIL, "p.yaml:3: since: is missing\n"
                                               "p.yaml:3: title: is missing\n"
                                               "p.yaml:3: severity: is missing\n" },
    { HEAD PATTERN "    examples: [x]\n    counterexamples: [y]\n",
      "p.yaml:2: tags: is missing\np.yaml:2: fix: is missing\n" },
    { HEAD PATTERN "    tags: [secret]\n    fix: F\n",
      "p.yaml:2: examples: is missing\np.yaml:2: counterexamples: is missing\n" },
    { HEAD PATTERN "    tags: [secret]\n    fix: F\n    examples: []\n"
                   "    counterexamples: [y]\n",
      "p.yaml:9: examples: is empty\n" },
    /* Texts. */
    { HEAD PATTERN "    why: 1\n" TAIL,
      "p.yaml:7: why: must be text, not a number (put it in quotes)\n" },
    { HEAD PATTERN "    why: [x]\n" TAIL, "p.yaml:7: why: must be text, not a list\n" },
    { HEAD PATTERN "    why:\n" TAIL,
      "p.yaml:7: why: must be text, not nothing (put it in quotes)\n" },
    { HEAD PATTERN "    why: ''\n" TAIL, "p.yaml:7: why: is empty\n" },
    { HEAD PATTERN "    proof: \"a\\0b\"\n" TAIL, "p.yaml:7: proof: holds a NUL\n" },
    { HEAD PATTERN "    why: \"a\\e[1m\"\n" TAIL,
      "p.yaml:7: why: holds a line end, a tab or another character that cannot be printed\n" },
    { HEAD PATTERN "    reference: http://example.org\n" TAIL,
      "p.yaml:7: reference: 'http://example.org' must be an address that begins https://\n" },
    { "rules:\n  - id: A_b\n    since: 0.1\n    title: T\n    severity: low\n" PATTERN TAIL,
      "p.yaml:2: id: 'A_b' must be words of a-z and 0-9 joined by '-'\n"
      "p.yaml:3: since: must be text, not a number (put it in quotes)\n" },
    /* Words, numbers, lists. */
    { "rules:\n  - id: a\n    since: '0.1'\n    title: T\n    severity: hihg\n" PATTERN TAIL,
      "p.yaml:5: severity: unknown value 'hihg'; did you mean 'high'?\n" },
    { "rules:\n  - id: a\n    since: '0.1'\n    title: T\n    severity: none\n" PATTERN TAIL,
      "p.yaml:5: severity: unknown value 'none'; did you mean 'note'?\n" },
    { HEAD PATTERN "    confidence: sure\n" TAIL, "p.yaml:7: confidence: unknown value 'sure'\n" },
    { HEAD PATTERN "    views: [text,\n      binery]\n" TAIL,
      "p.yaml:8: views: unknown value 'binery'; did you mean 'binary'?\n" },
    { HEAD PATTERN "    views: text\n" TAIL, "p.yaml:7: views: must be a list, not text\n" },
    { HEAD PATTERN "    kinds: [yml]\n" TAIL,
      "p.yaml:7: kinds: unknown value 'yml'; did you mean 'yaml'?\n" },
    { HEAD PATTERN "    entropy: 9\n" TAIL, "p.yaml:7: entropy: must be a number from 0 to 8\n" },
    { HEAD PATTERN "    entropy: -1\n" TAIL, "p.yaml:7: entropy: must be a number from 0 to 8\n" },
    { HEAD PATTERN "    window: {before: 5000, after: 1.5, x: 1}\n" TAIL,
      "p.yaml:7: window.before: must be a whole number from 1 to 4096\n"
      "p.yaml:7: window.after: must be a whole number from 0 to 65536\n"
      "p.yaml:7: window.x: unknown key\n" },
    { HEAD PATTERN "    window: 12\n" TAIL, "p.yaml:7: window: must be an object, not a number\n" },
    { HEAD PATTERN "    allow:\n      values: [1]\n" TAIL,
      "p.yaml:8: allow.values: must be text, not a number (put it in quotes)\n" },
    { HEAD PATTERN "    aliases: [a b]\n" TAIL,
      "p.yaml:7: aliases: 'a b' must be visible ASCII without spaces\n" },
    { HEAD PATTERN "    companions: [{rule: x}, {rule: y, within: node}, z]\n" TAIL,
      "p.yaml:7: companions.within: is missing\n"
      "p.yaml:7: companions.within: 'node' must be a number of lines, like \"10 lines\"\n"
      "p.yaml:7: companions: must be an object, not text\n" },
    /* Patterns and events. */
    { HEAD TAIL, "p.yaml:2: pattern: is missing\n" },
    { HEAD PATTERN "    event: e\n" TAIL, "p.yaml:7: event: is given beside a pattern\n" },
    { HEAD "    event: e\n    proof: x\n    tags: [a]\n    fix: F\n    examples: [x]\n",
      "p.yaml:7: proof: is for rules with a pattern, this one has an event\n"
      "p.yaml:10: examples: is for rules with a pattern, this one has an event\n" },
    { HEAD "    pattern: (?<key>x)\n" TAIL,
      "p.yaml:6: pattern: a rule with the tag 'secret' must name what is secret: "
      "(?<secret>\xe2\x80\xa6)\n" },
    { HEAD "    pattern: '\\(?<secret>(?:x)(?=y)(?<=z)(?<!a)'\n" TAIL,
      "p.yaml:6: pattern: a rule with the tag 'secret' must name what is secret: "
      "(?<secret>\xe2\x80\xa6)\n" },
    { HEAD "    pattern: |\n      (?<secret>x)\n      y\n" TAIL,
      "p.yaml:6: pattern: holds a line end: write it on one line, or begin it with (?x)\n" },
};

static void tells_each_mistake_with_its_line(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++) {
        const char *told = complaints(fixture, mistakes[i].pack);
        if (strcmp(told, mistakes[i].told) != 0)
            fail_msg("pack:\n%s\nwanted:\n%s\ntold:\n%s", mistakes[i].pack, mistakes[i].told, told);
        assert_int_equal(fixture->set.count, 0);
    }
}

static void first_mistake_is_the_error(void **state)
{
    struct fixture *fixture = *state;
    struct span pack = SPAN(HEAD PATTERN "    a1: x\n    a2: x\n" TAIL);
    assert_int_equal(rule_load_text(&fixture->set, "p.yaml", pack, &fixture->arena, NULL, NULL,
                                    &fixture->error),
                     -1);
    assert_int_equal(fixture->error.code, VETO_ERROR_RULES);
    assert_string_equal(fixture->error.message, "p.yaml:7: a1: unknown key");
    assert_int_equal(fixture->set.count, 0);
}

static void rules_without_a_mistake_are_kept(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(complaints(fixture, HEAD PATTERN TAIL "  - x\n"),
                        "p.yaml:11: rules: each rule must be an object, not text\n");
    assert_int_equal(fixture->set.count, 1);
}

static void ids_are_unique_over_all_packs(void **state)
{
    struct fixture *fixture = *state;
    assert_int_equal(rule_load_text(&fixture->set, "first.yaml", SPAN("\n\n" HEAD PATTERN TAIL),
                                    &fixture->arena, NULL, NULL, &fixture->error),
                     0);
    assert_string_equal(complaints(fixture, HEAD PATTERN TAIL),
                        "p.yaml:2: id: 'a-b' is taken by the rule at first.yaml:4\n");
    assert_int_equal(fixture->set.count, 1);
    assert_string_equal(fixture->set.rules[0].public.source, "first.yaml:4");
}

static const char full_rule[] = "rules:\n"
                                "  - id: a-b\n"
                                "    since: \"1.2\"\n"
                                "    title: A title\n"
                                "    why: |\n"
                                "      Somebody\n"
                                "      could.\n"
                                "    severity: critical\n"
                                "    confidence: firm\n"
                                "    pattern: >\n"
                                "      (?<secret>x\\d)\n"
                                "    anchor: x\\d\n"
                                "    window: {before: 4096, after: 0}\n"
                                "    proof: some-proof\n"
                                "    entropy: 2.75\n"
                                "    views: [binary, text]\n"
                                "    kinds: [yaml, json]\n"
                                "    paths: ['**/a', b]\n"
                                "    companions: [{rule: c, within: 10 lines}]\n"
                                "    over: [d, e]\n"
                                "    allow: {values: [v], patterns: ['p+'], paths: [q]}\n"
                                "    aliases: ['other:a']\n"
                                "    tags: [secret, generic, 'topic:x', cwe-798]\n"
                                "    fix: >-\n"
                                "      Do\n"
                                "      this.\n"
                                "    reference: https://example.org/x\n"
                                "    examples: [\" x1\\n\"]\n"
                                "    counterexamples: [xx, yy]\n";

static void assert_list(struct rule_list list, const char *const *expected, size_t count)
{
    assert_int_equal(list.count, count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(list.items[i], expected[i]);
}

#define TEXTS(...) ((const char *const[]){ __VA_ARGS__ })
#define LIST(...) TEXTS(__VA_ARGS__), ARRAY_SIZE(TEXTS(__VA_ARGS__))

static void reads_every_key(void **state)
{
    struct fixture *fixture = *state;
    assert_string_equal(complaints(fixture, full_rule), "");
    const struct rule *rule = rule_find(&fixture->set, "a-b");
    assert_non_null(rule);
    const struct veto_rule *public = &rule->public;
    assert_string_equal(rule->since, "1.2");
    assert_string_equal(public->title, "A title");
    assert_string_equal(public->why, "Somebody could.");
    assert_int_equal(public->severity, VETO_SEVERITY_CRITICAL);
    assert_int_equal(public->confidence, VETO_CONFIDENCE_FIRM);
    assert_string_equal(public->pattern, "(?<secret>x\\d)");
    assert_string_equal(rule->anchor, "x\\d");
    assert_null(rule->event);
    assert_int_equal(rule->window_before, 4096);
    assert_int_equal(rule->window_after, 0);
    assert_string_equal(rule->proof, "some-proof");
    assert_true(rule->entropy == 2.75);
    assert_int_equal(rule->views, VIEW_TEXT | VIEW_BINARY);
    assert_int_equal(rule->kinds, KIND_YAML | KIND_JSON);
    assert_list(rule->paths, LIST("**/a", "b"));
    assert_int_equal(rule->companion_count, 1);
    assert_string_equal(rule->companions[0].rule, "c");
    assert_int_equal(rule->companions[0].within_lines, 10);
    assert_list(rule->over, LIST("d", "e"));
    assert_list(rule->allow_values, LIST("v"));
    assert_list(rule->allow_patterns, LIST("p+"));
    assert_list(rule->allow_paths, LIST("q"));
    assert_list((struct rule_list){ public->aliases, public->alias_count }, LIST("other:a"));
    assert_list((struct rule_list){ public->tags, public->tag_count },
                LIST("secret", "generic", "topic:x", "cwe-798"));
    assert_string_equal(public->fix, "Do this.");
    assert_string_equal(public->reference, "https://example.org/x");
    assert_list((struct rule_list){ public->examples, public->example_count }, LIST(" x1\n"));
    assert_list(rule->counterexamples, LIST("xx", "yy"));
    assert_string_equal(public->source, "p.yaml:2");
    assert_true(public->is_secret);
    assert_true(rule->generic);
}

static void has_defaults(void **state)
{
    struct fixture *fixture = *state;
    static const char pack[] = HEAD PATTERN TAIL "  - " EVENT("b");
    assert_string_equal(complaints(fixture, pack), "");
    const struct rule *secret = rule_find(&fixture->set, "a-b");
    assert_int_equal(secret->public.confidence, VETO_CONFIDENCE_LIKELY);
    assert_int_equal(secret->views, VIEW_TEXT | VIEW_DECODED);
    assert_int_equal(secret->window_before, RULE_WINDOW_BEFORE);
    assert_int_equal(secret->window_after, RULE_WINDOW_AFTER);
    assert_string_equal(secret->public.why, "");
    assert_string_equal(secret->public.reference, "");
    assert_null(secret->anchor);
    assert_null(secret->proof);
    const struct rule *event = rule_find(&fixture->set, "b");
    assert_int_equal(event->views, VIEW_TEXT);
    assert_string_equal(event->event, "e");
    assert_string_equal(event->public.pattern, "");
    assert_false(event->public.is_secret);
}

static void put_file(const struct fixture *fixture, const char *name, const char *text)
{
    char path[256];
    snprintf(path, sizeof(path), "%s/%s", fixture->folder, name);
    cleanup(fclose_ptr) FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
}

static int load_folder(struct fixture *fixture)
{
    return rule_load(&fixture->set, fixture->folder, &fixture->arena, &fixture->error);
}

static void loads_a_folder_in_order_of_names(void **state)
{
    struct fixture *fixture = *state;
    char inner[256];
    snprintf(inner, sizeof(inner), "%s/inner", fixture->folder);
    mkdir(inner, 0700);
    put_file(fixture, "z.yaml", "rules:\n- " EVENT("a"));
    put_file(fixture, "inner/b.yaml", "rules:\n- " EVENT("a"));
    put_file(fixture, "inner/a.yaml", "rules:\n- " EVENT("c"));
    put_file(fixture, "inner/.hidden.yaml", "no pack");
    put_file(fixture, "schema.json", "no pack");
    assert_int_equal(load_folder(fixture), -1);
    assert_string_equal(fixture->error.message,
                        "z.yaml:2: id: 'a' is taken by the rule at inner/b.yaml:2");
    assert_int_equal(rule_load_each(&fixture->set, fixture->folder, &fixture->arena, hear, fixture,
                                    &fixture->error),
                     1);
    assert_int_equal(fixture->set.count, 2);
    assert_string_equal(fixture->set.rules[1].public.source, "inner/a.yaml:2");
}

static void says_where_there_are_no_packs(void **state)
{
    struct fixture *fixture = *state;
    char expected[256];
    assert_int_equal(load_folder(fixture), -1);
    snprintf(expected, sizeof(expected), "%s: no rule pack (*.yaml) in it", fixture->folder);
    assert_string_equal(fixture->error.message, expected);
    assert_int_equal(rule_load(&fixture->set, "/nowhere", &fixture->arena, &fixture->error), -1);
    assert_string_equal(fixture->error.message, "/nowhere: No such file or directory");
    assert_int_equal(fixture->error.code, VETO_ERROR_IO);
}

static void rules_that_others_name_must_be_there(void **state)
{
    struct fixture *fixture = *state;
    static const char pack[] = HEAD PATTERN
            "    over: [a-b, helper, helpr]\n    companions: [{rule: gone, within: 1 line}]\n" TAIL
            "  - " EVENT("helper");
    static const struct rule others[] = { { .public.id = "gone" } };
    assert_string_equal(complaints(fixture, pack), "");
    assert_int_equal(rule_check_references(&fixture->set, NULL, hear, fixture, &fixture->error), 3);
    assert_string_equal(fixture->told.data,
                        "p.yaml:7: over: a rule cannot name itself\n"
                        "p.yaml:7: over: no rule has the id 'helpr'; did you mean 'helper'?\n"
                        "p.yaml:8: companions: no rule has the id 'gone'\n");
    assert_int_equal(rule_check_references(&fixture->set, &(struct rule_set){ others, 1 }, hear,
                                           fixture, &fixture->error),
                     2);
    assert_int_equal(rule_check_references(&fixture->set, NULL, NULL, NULL, &fixture->error), -1);
    assert_string_equal(fixture->error.message, "p.yaml:7: over: a rule cannot name itself");
}

static void later_mistakes_find_their_key(void **state)
{
    struct fixture *fixture = *state;
    static const struct rule builtin = { .public.source = "in.yaml:4" };
    assert_string_equal(complaints(fixture, full_rule), "");
    const struct rule *rule = rule_find(&fixture->set, "a-b");
    struct veto_error error;
    error_set(&error, VETO_ERROR_RULES, "anchor: no literal");
    assert_int_equal(rule_error_wrap(rule, &error), -1);
    assert_string_equal(error.message, "p.yaml:12: anchor: no literal");
    char place[RULE_PLACE_MAX];
    rule_place(rule, "allow.patterns", place);
    assert_string_equal(place, "p.yaml:21");
    rule_place(rule, "event", place);
    assert_string_equal(place, "p.yaml:2");
    rule_place(&builtin, "pattern", place);
    assert_string_equal(place, "in.yaml:4");
}

static void memory_that_is_out_is_an_error(void **state)
{
    struct fixture *fixture = *state;
    for (size_t ceiling = 0; ceiling < 3000; ceiling += 16) {
        struct arena small = arena_make(ceiling, false);
        struct rule_set set = { 0 };
        int result = rule_load_text(&set, "p.yaml", SPAN(HEAD PATTERN TAIL), &small, hear, fixture,
                                    &fixture->error);
        assert_int_equal(set.count, result == 0 ? 1 : 0);
        if (result < 0)
            assert_int_equal(fixture->error.code, VETO_ERROR_MEMORY);
        arena_release(&small);
    }
    assert_int_equal(fixture->told.len, 0);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(accepts_a_small_rule, setup, teardown),
        cmocka_unit_test_setup_teardown(accepts_other_names_of_what_is_secret, setup, teardown),
        cmocka_unit_test_setup_teardown(insecure_patterns_need_no_capture, setup, teardown),
        cmocka_unit_test_setup_teardown(tells_each_mistake_with_its_line, setup, teardown),
        cmocka_unit_test_setup_teardown(first_mistake_is_the_error, setup, teardown),
        cmocka_unit_test_setup_teardown(rules_without_a_mistake_are_kept, setup, teardown),
        cmocka_unit_test_setup_teardown(ids_are_unique_over_all_packs, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_every_key, setup, teardown),
        cmocka_unit_test_setup_teardown(has_defaults, setup, teardown),
        cmocka_unit_test_setup_teardown(loads_a_folder_in_order_of_names, setup, teardown),
        cmocka_unit_test_setup_teardown(says_where_there_are_no_packs, setup, teardown),
        cmocka_unit_test_setup_teardown(rules_that_others_name_must_be_there, setup, teardown),
        cmocka_unit_test_setup_teardown(later_mistakes_find_their_key, setup, teardown),
        cmocka_unit_test_setup_teardown(memory_that_is_out_is_an_error, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
