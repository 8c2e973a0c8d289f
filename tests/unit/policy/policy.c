/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy.h"

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "policy/edit.h"
#include "policy/exceptions.h"
#include "policy/fields.h"
#include "policy/match_path.h"
#include "policy/schema.h"
#include "policy/show.h"
#include "unit/rule/same_keys.h"

enum { LARGEST = 1 << 20 };

DEFINE_CLEANUP(struct veto_policy *, policy_free)

const char *veto_severity_name(enum veto_severity severity)
{
    static const char *const names[] = { "note", "low", "medium", "high", "critical", "none" };
    return names[severity];
}

static struct veto_policy *load(const char *text, struct veto_error *error)
{
    struct veto_policy *policy = NULL;
    int status = policy_load_text(&policy, "dir/veto.yaml", span_of(text), NULL, NULL, error);
    assert_int_equal(status == 0, policy != NULL);
    return policy;
}

static void a_policy_says_what_its_file_says(void **state)
{
    (void)state;
    struct veto_error error = { 0 };
    cleanup(policy_free_ptr) struct veto_policy *policy = load(
            "fail-on: none\nunjudged: block\n"
            "scan:\n  exclude: [a/, '*.b']\n  rules: {disable: [x], enable: [y, z]}\n"
            "  limits: {max-size: 10K, timeout: 1.5m}\n"
            "  allow:\n    - rule: x\n      values: [v]\n    - {paths: [p], reason: so}\n"
            "inline: {peers: false, max-severity: low}\n"
            "exceptions:\n  - rule: x\n    reason: because of that\n    expires: 2026-12-31\n"
            "  - {problem: absent, reason: because of that}\n",
            &error);
    assert_non_null(policy);
    assert_string_equal(policy->file, "veto.yaml");
    assert_int_equal(policy->fail_on, VETO_SEVERITY_NONE);
    assert_true(policy->unjudged_blocks && policy->no_peers);
    assert_int_equal(policy->inline_max_severity, VETO_SEVERITY_LOW);
    assert_int_equal(policy->exclude_count, 2);
    assert_string_equal(policy->excludes[1], "*.b");
    assert_int_equal(policy->off_count, 1);
    assert_int_equal(policy->on_count, 2);
    assert_string_equal(policy->on[1].text, "z");
    assert_int_equal(policy->on[1].place.line, 5);
    assert_true(policy->limits.has_max_size && policy->limits.max_size == 10240);
    assert_true(policy->limits.has_timeout && policy->limits.timeout == 90);
    assert_false(policy->limits.has_max_depth);
    assert_int_equal(policy->allow_count, 2);
    assert_int_equal(policy->allows[0].place.line, 8);
    assert_int_equal(policy->allows[1].place.line, 10);
    assert_null(policy->allows[1].rule);
    assert_int_equal(policy->exception_count, 2);
    assert_int_equal(policy->exceptions[0].place.line, 13);
    assert_int_equal(policy->exceptions[0].problem, POLICY_UNSAID);
    assert_int_equal(policy->exceptions[1].problem, POLICY_PROBLEM_ABSENT);
    assert_true(policy->exceptions[1].last_day < 0);
}

static void nothing_is_a_policy(void **state)
{
    (void)state;
    static const char *const texts[] = { "", "# only\n", "---\n", "{}", "\xef\xbb\xbf" };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        cleanup(policy_free_ptr) struct veto_policy *policy = load(texts[i], NULL);
        assert_non_null(policy);
        assert_int_equal(policy->fail_on, POLICY_UNSAID);
    }
}

static void count_complaint(const char *line, void *payload)
{
    assert_non_null(strstr(line, "dir/veto.yaml:"));
    ++*(size_t *)payload;
}

static void all_mistakes_are_told(void **state)
{
    (void)state;
    struct veto_policy *policy = NULL;
    size_t told = 0;
    struct span text = SPAN("a: 1\nfail-on: x\nscan: {limits: {max-depth: 99}}\n");
    assert_int_equal(policy_load_text(&policy, "dir/veto.yaml", text, count_complaint, &told, NULL),
                     3);
    assert_int_equal(told, 3);
    assert_null(policy);
}

/* A great many entries take time and memory in proportion. */
static void large_ones_are_read(void **state)
{
    (void)state;
    cleanup(buf_release) struct buf text = buf_make(LARGEST);
    buf_append_text(&text, "scan: {rules: {disable: [");
    for (size_t i = 0; i < 100000; i++)
        buf_append_text(&text, "abc,");
    buf_append_text(&text, "]}}");
    cleanup(policy_free_ptr) struct veto_policy *policy = load(buf_span(&text).data, NULL);
    assert_non_null(policy);
    assert_int_equal(policy->off_count, 100000);
}

static void paths_are_those_below_the_root(void **state)
{
    (void)state;
    static const struct {
        const char *glob, *place; /* `|` is where an archive begins */
        bool matches;
    } rows[] = {
        { "a", "a", true },
        { "a", "b/a", true },
        { "a", "a/b", true },
        { "a", "x/a/b/c", true },
        { "a", "ab", false },
        { "/a", "a/b", true },
        { "/a", "x/a", false },
        { "a/", "a", false },
        { "a/", "x/a/b", true },
        { "a/b", "a/b/c", true },
        { "a/b", "x/a/b", false },
        { "a/*.c", "a/x.c", true },
        { "a/*.c", "a/b/x.c", false },
        { "a/**/x", "a/b/c/x", true },
        { "*.jar", "lib/x.jar|conf/a", true },
        { "conf/a", "lib/x.jar|conf/a", true },
        { "lib/x.jar!conf/*", "lib/x.jar|conf/a", true },
        { "x.jar/", "lib/x.jar|conf/a", true },
        { "etc/**", "team/app|etc/passwd", true },
        { "/etc", "team/app|etc/passwd", true },
        { "team/app", "team/app|etc/passwd", true },
        { "conf/a", "team/app|opt/x.jar|conf/a", true },
        { "opt", "team/app|opt/x.jar|conf/a", true },
        { "[!a]b", "cb", true },
        { "[!a]b", "ab", false },
        { "a/b.py", "a!b.py", false },
        { "a!b.py", "a!b.py", true },
        { "a!b.py", "a/b.py", false },
        { "a!b.py", "lib/x.jar|a/b.py", false },
        { "a!b.py", "lib/x.jar|a!b.py", true },
        { "x.jar!a!b.py", "lib/x.jar|a!b.py", true },
        { "lib/x.jar!y.jar!a", "lib/x.jar|y.jar|a", true },
        { "lib/x.jar!y.jar", "lib/x.jar|y.jar|a", true },
        { "./a", "a/b", true },
        { "./a", "x/a", false },
        { "././a/b", "a/b", true },
        { "", "a", false },
        { "/", "a", false },
        { "a", "", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        cleanup(arena_release) struct arena arena = arena_make(LARGEST, false);
        cleanup(buf_release) struct buf room = buf_make(LARGEST);
        struct path_glob glob;
        buf_append_text(&room, rows[i].place);
        for (size_t k = 0; k < room.len; k++)
            room.data[k] = room.data[k] == '|' ? PATH_BORDER : room.data[k];
        struct path_place place = path_place_make(&room);
        assert_int_equal(path_glob_make(&glob, rows[i].glob, &arena), 0);
        if (path_glob_matches(&glob, &place) != rows[i].matches)
            fail_msg("%s in %s", rows[i].glob, rows[i].place);
    }
}

static void exceptions_end(void **state)
{
    (void)state;
    struct policy_exception exception = { .last_day = 100 };
    assert_int_equal(exception_state(&exception, 86), EXCEPTION_VALID);
    assert_int_equal(exception_state(&exception, 87), EXCEPTION_EXPIRING);
    assert_int_equal(exception_state(&exception, 100), EXCEPTION_EXPIRING);
    assert_int_equal(exception_state(&exception, 101), EXCEPTION_EXPIRED);
    exception.last_day = -1;
    assert_int_equal(exception_state(&exception, 100000), EXCEPTION_VALID);
}

/* ---- Adding ---------------------------------------------------------------------------------- */

static void assert_added(const char *before, const char *after)
{
    static const struct veto_exception exception = { .path = "a/b", .reason = "not: so bad" };
    cleanup(buf_release) struct buf out = buf_make(LARGEST);
    struct veto_error error = { 0 };
    int status = policy_edit_text(span_of(before), &exception, &out, &error);
    if (!after)
        assert_int_equal(status, -1);
    else if (status < 0 || strcmp(out.data, after) != 0)
        fail_msg("%s\nbecame\n%s\n(%s)", before, status < 0 ? "" : out.data, error.message);
}

#define ENTRY(indent) indent "- path: a/b\n" indent "  reason: \"not: so bad\"\n"

static void an_exception_is_added_and_all_else_stays(void **state)
{
    (void)state;
    assert_added("", "exceptions:\n" ENTRY("  "));
    assert_added("# why\n", "# why\nexceptions:\n" ENTRY("  "));
    assert_added("a: b # c", "a: b # c\nexceptions:\n" ENTRY("  "));
    assert_added("exceptions:\n- path: c # d\n\n# e\nf: g\n",
                 "exceptions:\n- path: c # d\n" ENTRY("") "\n# e\nf: g\n");
    assert_added("exceptions:\n    -   path: c\n        x: >\n          y\n          z\n",
                 "exceptions:\n    -   path: c\n        x: >\n          y\n          z\n" ENTRY("    "));
    assert_added("exceptions:\n  - path: c", "exceptions:\n  - path: c\n" ENTRY("  "));
    assert_added("exceptions:\n  - {path: c,\n     x: [y]} # d\na: b\n",
                 "exceptions:\n  - {path: c,\n     x: [y]} # d\n" ENTRY("  ") "a: b\n");
    assert_added("exceptions: # none yet\na: b\n",
                 "exceptions: # none yet\n" ENTRY("  ") "a: b\n");
    assert_added("a: b\nexceptions: []\nc: d\n",
                 "a: b\nexceptions: \n" ENTRY("  ") "c: d\n");
    assert_added("a: b\r\n", "a: b\r\nexceptions:\r\n  - path: a/b\r\n    reason: \"not: so bad\"\r\n");
    assert_added("{a: b}", NULL);
    assert_added("exceptions: [{path: c}]\n", NULL);
    assert_added("exceptions: {}\n", NULL);
    assert_added("a: b\n---\nc: d\n", NULL);
    assert_added("a: b\n...\n", NULL);
    assert_added("x: &e\n  - path: c\nexceptions: *e\n", NULL);
    assert_added("- a\n", NULL);
    assert_added("a: [", NULL);
}

static void texts_are_quoted_where_yaml_needs_it(void **state)
{
    (void)state;
    static const char *const texts[] = { "a b",  "1",     "1e5",      "true", "Yes",  "a: b", "a #b",
                                         "#a",   "-a",    "a-b/c.d",  "0x1f", "~",    "a'b",
                                         "a\"b", "a\\nb", "a\nb\tc",  " a",   "a ",   "a]",  "a:b",
                                         "null", "*a",    "2026-1-1", "é",    "a  b", "{",    "%a" };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
        cleanup(buf_release) struct buf whole = buf_make(LARGEST);
        buf_append_text(&whole, "scan:\n  exclude:\n    - ");
        policy_append_scalar(&whole, texts[i]);
        cleanup(policy_free_ptr) struct veto_policy *policy = load(whole.data, NULL);
        if (!policy || strcmp(policy->excludes[0], texts[i]) != 0)
            fail_msg("%s: %s", texts[i], whole.data);
    }
}

/* In brackets a comma parts what stands in no quotes. */
static void shown_lists_read_the_same(void **state)
{
    (void)state;
    cleanup(policy_free_ptr) struct veto_policy *again = NULL;
    cleanup(policy_free_ptr) struct veto_policy *policy =
            load("scan:\n  exclude: ['a,b', c, 'd, -1']\n  rules: {disable: [generic-secret]}\n"
                 "  allow:\n    - paths: ['e,f']\n      reason: no secrets\n", NULL);
    cleanup(free_ptr) char *shown = NULL;
    size_t len;
    FILE *to = open_memstream(&shown, &len);
    assert_non_null(policy);
    assert_non_null(to);
    assert_int_equal(policy_show(policy, to, NULL), 0);
    fclose(to);
    again = load(shown, NULL);
    assert_non_null(again);
    assert_int_equal(again->exclude_count, 3);
    assert_string_equal(again->excludes[0], "a,b");
    assert_string_equal(again->excludes[2], "d, -1");
    assert_int_equal(again->allows[0].paths.count, 1);
}

/* ---- The schema ------------------------------------------------------------------------------ */

/* A changed table of keys is a decision: `veto policy schema > rules/policy-schema.json` takes it. */
static void the_schema_is_that_of_the_loader(void **state)
{
    (void)state;
    cleanup(free_ptr) char *made = NULL;
    cleanup(buf_release) struct buf frozen = buf_make(LARGEST);
    struct veto_error error;
    size_t len;
    FILE *to = open_memstream(&made, &len);
    assert_int_equal(policy_schema_write(to, &error), 0);
    fclose(to);
    struct json_value *schema;
    assert_int_equal(json_parse(&schema, (struct span) { made, len }, &error), 0);
    assert_same_keys(schema, &policy_fields);
    json_release(schema);

    const char *source = getenv("VETO_SOURCE");
    char path[4096];
    assert_non_null(source);
    snprintf(path, sizeof(path), "%s/rules/policy-schema.json", source);
    assert_int_equal(file_load(path, &frozen, &error), 0);
    assert_string_equal(frozen.data, made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_policy_says_what_its_file_says),
        cmocka_unit_test(nothing_is_a_policy),
        cmocka_unit_test(all_mistakes_are_told),
        cmocka_unit_test(large_ones_are_read),
        cmocka_unit_test(paths_are_those_below_the_root),
        cmocka_unit_test(exceptions_end),
        cmocka_unit_test(an_exception_is_added_and_all_else_stays),
        cmocka_unit_test(texts_are_quoted_where_yaml_needs_it),
        cmocka_unit_test(shown_lists_read_the_same),
        cmocka_unit_test(the_schema_is_that_of_the_loader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
