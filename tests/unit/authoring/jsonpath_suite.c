/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compliance suite of JSONPath, where it is: $VETO_SHARED/eval/jsonpath/cts.json. Without it
 * this says so and is skipped (77); our own cases are in tests/unit/doc/jsonpath.c.
 */
#include "unit/test.h"

#include "authoring/query_text.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "doc/json.h"
#include "doc/jsonpath_digest.h"
#include "run/query_regex.h"

enum { ARENA = 1 << 30, TEXT = 1 << 20, SKIPPED = 77, CASES = 703 };

struct suite {
    struct arena arena;
    struct query_regex regex;
    const struct node *cases;
    size_t failures;
};

static const struct node *load(struct suite *suite, const char *path)
{
    cleanup(buf_release) struct buf bytes = buf_make((size_t)16 << 20);
    struct veto_error error = { 0 };
    struct node *root = NULL;
    if (file_load(path, &bytes, &error) < 0 ||
        json_read(&root, buf_span(&bytes), JSON_STRICT, &suite->arena, &error) < 0)
        fail_msg("%s: %s", path, error.message);
    return node_member(root, "tests");
}

static void complain(struct suite *suite, const struct node *test, const char *what,
                     const char *got)
{
    struct span name = node_member(test, "name")->text;
    fprintf(stderr, "%.*s: %s: %s\n", (int)name.len, name.data, what, got);
    suite->failures++;
}

/* `[value,…]`, or the paths as an array of strings. */
static void append_selected(struct buf *to, const struct jsonpath_nodes *nodes, bool paths)
{
    buf_append_char(to, '[');
    for (const struct jsonpath_selected *s = nodes->first; s; s = s->next) {
        struct buf path = buf_make(TEXT);
        if (s != nodes->first)
            buf_append_char(to, ',');
        jsonpath_append_path(&path, s->place);
        struct node text = { .kind = NODE_STRING, .text = buf_span(&path) };
        query_append_value(to, paths ? &text : s->place->node);
        buf_release(&path);
    }
    buf_append_char(to, ']');
}

static bool is_one_of(struct span got, const struct node *only, const struct node *several)
{
    bool found = false;
    for (const struct node *wanted = only ? only : several->children; wanted && !found;
         wanted = only ? NULL : wanted->next) {
        struct buf text = buf_make(TEXT);
        query_append_value(&text, wanted);
        found = span_eq(buf_span(&text), got);
        buf_release(&text);
    }
    return found;
}

static void check_answer(struct suite *suite, const struct node *test, const struct jsonpath *query,
                         const struct jsonpath_nodes *nodes)
{
    struct jsonpath_digest digest;
    jsonpath_digest_make(&digest, node_member(test, "document"));
    if (nodes->count && !jsonpath_may_select(query, &digest))
        complain(suite, test, "could select nothing by the document's digest", "");
    cleanup(buf_release) struct buf values = buf_make(TEXT), paths = buf_make(TEXT);
    append_selected(&values, nodes, false);
    append_selected(&paths, nodes, true);
    if (!is_one_of(buf_span(&values), node_member(test, "result"), node_member(test, "results")))
        complain(suite, test, "selects", values.data);
    if (!is_one_of(buf_span(&paths), node_member(test, "result_paths"),
                   node_member(test, "results_paths")))
        complain(suite, test, "has the paths", paths.data);
}

static void check_case(struct suite *suite, const struct node *test)
{
    struct arena arena = arena_make(ARENA, false);
    struct veto_error error = { 0 };
    const struct jsonpath *query = NULL;
    struct jsonpath_nodes nodes;
    int compiled = jsonpath_compile(&query, node_member(test, "selector")->text, &arena, &error);
    bool invalid = node_member(test, "invalid_selector");
    if (invalid != (compiled < 0))
        complain(suite, test, invalid ? "is invalid, and was taken" : "was refused", error.message);
    else if (!invalid && jsonpath_select(query, node_member(test, "document"),
                                         &suite->regex.interface, &arena, &nodes, &error) < 0)
        complain(suite, test, "failed", error.message);
    else if (!invalid)
        check_answer(suite, test, query, &nodes);
    arena_release(&arena);
}

static void every_case_of_the_suite_holds(void **state)
{
    struct suite *suite = *state;
    size_t count = 0;
    query_regex_init(&suite->regex);
    for (const struct node *test = suite->cases->children; test; test = test->next, count++)
        check_case(suite, test);
    query_regex_release(&suite->regex);
    assert_true(count >= CASES);
    assert_int_equal(suite->failures, 0);
}

int main(void)
{
    const char *shared = getenv("VETO_SHARED");
    char path[4096];
    snprintf(path, sizeof(path), "%s/eval/jsonpath/cts.json", shared ? shared : "");
    if (!shared || access(path, R_OK) != 0) {
        puts("skipped: VETO_SHARED does not name the folder with eval/jsonpath/cts.json");
        return SKIPPED;
    }
    struct suite suite = { .arena = arena_make(ARENA, false) };
    suite.cases = load(&suite, path);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(every_case_of_the_suite_holds, &suite),
    };
    int result = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&suite.arena);
    return result;
}
