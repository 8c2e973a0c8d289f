/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/json.h"

#include "base/buf.h"
#include "base/cleanup.h"
#include "unit/doc/fixture.h"

static const struct node *read_form(void **state, struct span text, enum json_form form)
{
    struct fixture *fixture = *state;
    struct node *root = NULL;
    if (json_read(&root, text, form, &fixture->arena, &fixture->error) < 0)
        fail_msg("%.*s: %s", (int)text.len, text.data, fixture->error.message);
    return root;
}

static const struct node *read_text(void **state, const char *text)
{
    return read_form(state, span_of(text), JSON_STRICT);
}

static void assert_refused(void **state, struct span text, enum json_form form, const char *message)
{
    struct fixture *fixture = *state;
    struct node *root = NULL;
    if (json_read(&root, text, form, &fixture->arena, &fixture->error) == 0)
        fail_msg("'%.*s' is taken", (int)text.len, text.data);
    assert_null(root);
    assert_int_equal(fixture->error.code, VETO_ERROR_FORMAT);
    assert_string_equal(fixture->error.message, message);
}

static void knows_where_nodes_stand(void **state)
{
    const struct node *root =
            read_text(state, "{\"a\": 1,\n \"\xc3\xa9\": [true, \"\xc3\xa9\", {}]}\n");
    assert_place(root, 1, 1, 0, 33);
    assert_place(at(root, "a"), 1, 7, 6, 7);
    const struct node *list = at(root, "\xc3\xa9");
    assert_place(list, 2, 7, 16, 32);
    assert_int_equal(list->key_line, 2);
    assert_int_equal(list->key_column, 2);
    assert_place(list->children, 2, 8, 17, 21);
    assert_place(list->children->next, 2, 14, 23, 27);
    /* é is two bytes and one column. */
    assert_place(list->children->next->next, 2, 19, 29, 31);
    assert_int_equal(root->weight, 6);
    assert_int_equal(root->height, 3);
}

static void counts_every_kind_of_line_end(void **state)
{
    const struct node *root = read_text(state, "[1,\r\n2,\r3,\n4]");
    const struct node *second = root->children->next;
    assert_place(second, 2, 1, 5, 6);
    assert_place(second->next, 3, 1, 8, 9);
    assert_place(second->next->next, 4, 1, 11, 12);
}

static void byte_order_mark_takes_no_column(void **state)
{
    assert_place(read_text(state, "\xef\xbb\xbf[1]")->children, 1, 2, 4, 5);
}

static void knows_scalars(void **state)
{
    const struct node *root = read_text(state, " [null, true, false, -0.5e+3, 0, \"x\", \"\"] ");
    static const struct {
        enum node_kind kind;
        const char *text;
    } wanted[] = {
        { NODE_NULL, "null" },       { NODE_BOOL, "true" }, { NODE_BOOL, "false" },
        { NODE_NUMBER, "-0.5e+3" },  { NODE_NUMBER, "0" },  { NODE_STRING, "x" },
        { NODE_STRING, "" },
    };
    const struct node *node = root->children;
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++, node = node->next) {
        assert_int_equal(node->kind, wanted[i].kind);
        assert_span(node->text, wanted[i].text);
    }
    assert_null(node);
    assert_true(root->children->next->truth);
    assert_false(root->children->next->next->truth);
}

static void unescapes_strings(void **state)
{
    static const char *const cases[][2] = {
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\b\f\n\r\t" },
        { "\"a\\u00e9b\"", "a\xc3\xa9" "b" },
        { "\"\\ud83d\\ude00!\"", "\xf0\x9f\x98\x80!" },
        { "\"\\u20AC\"", "\xe2\x82\xac" },
        /* Half a pair. */
        { "\"\\ud83d\"", "\xef\xbf\xbd" },
        { "\"\\ude00\\ud83d\"", "\xef\xbf\xbd\xef\xbf\xbd" },
        { "\"\\ud83d\\u0041\"", "\xef\xbf\xbd" "A" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_span(read_text(state, cases[i][0])->text, cases[i][1]);
    assert_int_equal(read_text(state, "\"a\\u0000b\"")->text.len, 3);
}

static void columns_count_what_is_written(void **state)
{
    const struct node *root = read_text(state, "[\"\\u00e9\", 1]");
    assert_place(root->children->next, 1, 12, 11, 12);
}

static void duplicate_keys_are_kept_and_marked(void **state)
{
    const struct node *root = read_text(state, "{\"a\": 1, \"b\": 2, \"a\": 3, \"a\": 4}");
    const struct node *first = root->children, *third = first->next->next;
    assert_int_equal(root->child_count, 4);
    assert_false(first->duplicate);
    assert_true(first->shadowed);
    assert_false(first->next->duplicate || first->next->shadowed);
    assert_true(third->duplicate && third->shadowed);
    assert_true(third->next->duplicate);
    assert_false(third->next->shadowed);
}

static void duplicates_are_found_among_many_keys(void **state)
{
    cleanup(buf_release) struct buf text = buf_make((size_t)1 << 20);
    for (int i = 0; i < 100; i++)
        buf_printf(&text, "%c\"k%d\": %d", i ? ',' : '{', i % 99, i);
    buf_append_char(&text, '}');
    const struct node *root = read_form(state, buf_span(&text), JSON_STRICT);
    const struct node *last = root->children;
    while (last->next)
        last = last->next;
    assert_true(root->children->shadowed);
    assert_false(root->children->duplicate);
    assert_true(last->duplicate);
    assert_false(last->shadowed);
}

static void comments_and_last_commas_where_they_are_allowed(void **state)
{
    static const char text[] = "// one\n{ /* two\n */ \"a\": [1, /**/ 2,], // three\r\n"
                               " \"b\": {},}\n//";
    const struct node *root = read_form(state, span_of(text), JSON_WITH_COMMENTS);
    assert_int_equal(root->line, 2);
    assert_int_equal(at(root, "a")->child_count, 2);
    assert_place(at(root, "b"), 4, 7, 55, 57);
    assert_refused(state, SPAN("[1,]"), JSON_STRICT, "1:4: expected a value");
    assert_refused(state, SPAN("[1] // x"), JSON_STRICT, "1:5: more text behind the document");
    assert_refused(state, SPAN("[,]"), JSON_WITH_COMMENTS, "1:2: expected a value");
    assert_refused(state, SPAN("[1,,]"), JSON_WITH_COMMENTS, "1:4: expected a value");
    assert_refused(state, SPAN("{,}"), JSON_WITH_COMMENTS, "1:2: expected a key in quotes or '}'");
    assert_refused(state, SPAN("[1 /*/"), JSON_WITH_COMMENTS, "1:4: a comment that does not end");
}

static void mistakes_are_told_with_their_place(void **state)
{
    static const char *const mistakes[][2] = {
        { "", "1:1: the text ends where this was expected: a value" },
        { " \n ", "2:2: the text ends where this was expected: a value" },
        { "[1", "1:3: the text ends where this was expected: ',' or ']'" },
        { "{\"a\"", "1:5: the text ends where this was expected: ':'" },
        { "{\"a\":", "1:6: the text ends where this was expected: a value" },
        { "{\"a\": 1 \"b\": 2}", "1:9: expected ',' or '}'" },
        { "{\"a\": 1,}", "1:9: expected a key in quotes" },
        { "{a: 1}", "1:2: expected a key in quotes or '}'" },
        { "[1}", "1:3: expected ',' or ']'" },
        { "]", "1:1: expected a value" },
        { "[1]]", "1:4: more text behind the document" },
        { "1 2", "1:3: more text behind the document" },
        { "tru", "1:1: expected a value" },
        { "truex", "1:5: more text behind the document" },
        { "'a'", "1:1: expected a value" },
        { "01", "1:2: more text behind the document" },
        { "-", "1:2: the text ends where this was expected: a digit" },
        { "[-a]", "1:3: expected a digit" },
        { "[1.]", "1:4: expected a digit" },
        { "[1e]", "1:4: expected a digit" },
        { "[.5]", "1:2: expected a value" },
        { "[+1]", "1:2: expected a value" },
        { "\"\xc3\xa9", "1:3: a string that does not end" },
        { "\"\\", "1:2: an escape that JSON does not have" },
        { "\"\\u12\"", "1:2: an escape that JSON does not have" },
        { "\"\\'\"", "1:2: an escape that JSON does not have" },
        { "[\n\"a\tb\"]", "2:3: a control character in a string" },
        { "\"a\nb\"", "1:3: a control character in a string" },
        { "\"\xc3\"", "1:2: not UTF-8" },
        { "[\n \"\xe9\"]", "2:3: not UTF-8" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(mistakes); i++)
        assert_refused(state, span_of(mistakes[i][0]), JSON_STRICT, mistakes[i][1]);
    assert_refused(state, SPAN("[\0]"), JSON_STRICT, "1:2: expected a value");
    assert_refused(state, SPAN("\"\0\""), JSON_STRICT, "1:2: a control character in a string");
}

static char *repeat(const char *piece, size_t times)
{
    struct buf text = buf_make((size_t)1 << 25);
    for (size_t i = 0; i < times; i++)
        buf_append_text(&text, piece);
    assert_false(text.failed);
    return text.data;
}

static void refuses_what_breaks_a_bound(void **state)
{
    cleanup(free_ptr) char *deep = repeat("[", 8 << 20), *objects = repeat("{\"a\":", 1 << 20),
                           *wide = repeat("1,", JSON_MAX_NODES), *large = repeat(" ", 17 << 20);
    wide[0] = '[';
    wide[1] = '1';
    assert_refused(state, span_of(deep), JSON_STRICT, "1:201: nested too deep");
    assert_refused(state, span_of(objects), JSON_STRICT, "1:1001: nested too deep");
    assert_refused(state, span_of(large), JSON_STRICT, "1:1: larger than 16 MiB");
#ifndef VETO_ARENA_PLAIN
    assert_refused(state, span_of(wide), JSON_STRICT, "1:8000001: too many nodes");
#endif
}

static void takes_what_reaches_a_bound(void **state)
{
    cleanup(free_ptr) char *text = repeat("[", JSON_MAX_DEPTH * 2);
    memset(text + JSON_MAX_DEPTH, ']', JSON_MAX_DEPTH);
    assert_int_equal(read_text(state, text)->height, JSON_MAX_DEPTH);
}

static void fails_where_memory_ends(void **state)
{
    (void)state;
    for (size_t ceiling = 0; ceiling < 2000; ceiling += 16) {
        struct arena arena = arena_make(ceiling, false);
        struct veto_error error = { 0 };
        struct node *root = NULL;
        if (json_read(&root, SPAN("{\"a\": [1, {}]}"), JSON_STRICT, &arena, &error) < 0) {
            assert_int_equal(error.code, VETO_ERROR_MEMORY);
            assert_null(root);
        }
        arena_release(&arena);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        TEST(knows_where_nodes_stand),
        TEST(counts_every_kind_of_line_end),
        TEST(byte_order_mark_takes_no_column),
        TEST(knows_scalars),
        TEST(unescapes_strings),
        TEST(columns_count_what_is_written),
        TEST(duplicate_keys_are_kept_and_marked),
        TEST(duplicates_are_found_among_many_keys),
        TEST(comments_and_last_commas_where_they_are_allowed),
        TEST(mistakes_are_told_with_their_place),
        TEST(refuses_what_breaks_a_bound),
        TEST(takes_what_reaches_a_bound),
        TEST(fails_where_memory_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
