/* SPDX-License-Identifier: Apache-2.0 */
/* Queries of documents of which something is not known. */
#include "base/cleanup.h"
#include "doc/json.h"
#include "doc/jsonpath.h"
#include "unit/test.h"

enum { ARENA = 1 << 24, TEXT = 1 << 16 };

struct example {
    const char *document; /* "?" is not known, "?a" may not be there, "+" says there may be more */
    const char *query;
    const char *paths; /* of what is surely selected, a space behind each */
    bool possible;     /* that anything is */
};

static void mark(struct node *node)
{
    for (struct node *child = node->children; child; child = child->next) {
        mark(child);
        if (child->key.len > 1 && child->key.data[0] == '?') {
            child->key = span_from(child->key, 1);
            child->holes |= NODE_MAYBE;
        }
        if (span_is(child->text, "?"))
            child->holes |= NODE_UNKNOWN;
        if (span_is(child->text, "+")) {
            child->holes |= NODE_MAYBE;
            node->holes |= NODE_OPEN;
        }
        node->holes |= child->holes ? NODE_HOLLOW : 0;
    }
}

static void check(const struct example *example)
{
    struct arena arena = arena_make(ARENA, false);
    struct veto_error error = { 0 };
    struct node *root = NULL;
    const struct jsonpath *query = NULL;
    struct jsonpath_nodes nodes;
    bool possible = false;
    if (json_read(&root, span_of(example->document), JSON_STRICT, &arena, &error) < 0 ||
        jsonpath_compile(&query, span_of(example->query), &arena, &error) < 0)
        fail_msg("%s: %s", example->query, error.message);
    mark(root);
    if (jsonpath_select(query, root, NULL, &arena, &nodes, &error) < 0 ||
        jsonpath_is_possible(query, root, NULL, &possible, &error) < 0)
        fail_msg("%s: %s", example->query, error.message);
    cleanup(buf_release) struct buf paths = buf_make(TEXT);
    buf_append_text(&paths, "");
    for (const struct jsonpath_selected *at = nodes.first; at; at = at->next) {
        jsonpath_append_path(&paths, at->place);
        buf_append_char(&paths, ' ');
    }
    if (strcmp(paths.data, example->paths) != 0 || possible != example->possible)
        fail_msg("%s of %s: '%s', %s", example->query, example->document, paths.data,
                 possible ? "possible" : "impossible");
    arena_release(&arena);
}

#define CHECK_ALL(...)                                                                             \
    do {                                                                                           \
        static const struct example examples[] = { __VA_ARGS__ };                                  \
        for (size_t i = 0; i < ARRAY_SIZE(examples); i++)                                          \
            check(&examples[i]);                                                                   \
    } while (0)

static void what_may_not_be_there_is_not_selected(void **state)
{
    (void)state;
    CHECK_ALL({ "{\"?a\": 1, \"b\": 2}", "$.*", "$['b'] ", true },
              { "{\"?a\": 1}", "$.a", "", true }, { "{\"?a\": {\"b\": 1}}", "$..b", "", true },
              { "{\"a\": \"?\"}", "$.a", "", true }, { "{\"b\": \"+\"}", "$.a", "", true },
              { "{\"c\": {\"b\": \"+\"}}", "$.a", "", false }, { "[1, \"+\"]", "$[0]", "", true },
              { "[1, {\"a\": \"?\"}]", "$[0]", "$[0] ", true });
}

static void comparisons_with_it_are_neither(void **state)
{
    (void)state;
    CHECK_ALL({ "[{\"a\": \"?\"}]", "$[?@.a == 1]", "", true },
              { "[{\"a\": \"?\"}]", "$[?@.a != 1]", "", true },
              { "[{\"a\": \"?\"}]", "$[?!(@.a == 1)]", "", true },
              { "[{\"a\": \"?\", \"b\": 1}]", "$[?@.a == 1 && @.b == 2]", "", false },
              { "[{\"a\": \"?\", \"b\": 2}]", "$[?@.a == 1 || @.b == 2]", "$[0] ", true },
              { "[{\"?a\": 1}]", "$[?@.a == 1]", "", true },
              { "[{\"?a\": 1}]", "$[?@.a == 2]", "", true },
              { "[{\"b\": \"+\"}]", "$[?@.a == @.c]", "", true });
}

static void absence_is_sure_of_what_is_whole(void **state)
{
    (void)state;
    CHECK_ALL({ "[{\"b\": \"?\"}]", "$[?!@.a]", "$[0] ", true },
              { "[{\"b\": \"+\"}]", "$[?!@.a]", "", true },
              { "[{\"?a\": 1}]", "$[?!@.a]", "", true }, { "[{\"?a\": 1}]", "$[?@.a]", "", true },
              { "[{\"b\": \"?\", \"a\": 1}]", "$[?!@.a]", "", false },
              { "[{\"a\": [1, \"+\"]}]", "$[?@.a[?@ == 1]]", "$[0] ", true },
              { "[{\"a\": [1, \"+\"]}]", "$[?!@.a[?@ == 2]]", "", true },
              { "[{\"a\": [1, \"?\"]}]", "$[?!@.a[?@ == 2]]", "", true });
}

static void numbers_of_nodes_may_vary(void **state)
{
    (void)state;
    CHECK_ALL({ "[{\"a\": [1, \"+\"]}]", "$[?length(@.a) == 2]", "", true },
              { "[{\"a\": [1], \"b\": \"?\"}]", "$[?length(@.a) == 1]", "$[0] ", true },
              { "[{\"a\": [1, \"?\"]}]", "$[?count(@.a[?@ == 1]) == 1]", "", true },
              { "[{\"a\": [1], \"b\": \"?\"}]", "$[?count(@.a.*) == 1]", "$[0] ", true });
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_not_be_there_is_not_selected),
        cmocka_unit_test(comparisons_with_it_are_neither),
        cmocka_unit_test(absence_is_sure_of_what_is_whole),
        cmocka_unit_test(numbers_of_nodes_may_vary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
