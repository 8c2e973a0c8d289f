/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/yaml.h"

#include "base/cleanup.h"
#include "unit/doc/fixture.h"

static const struct node *read_stream(void **state, struct span text)
{
    struct fixture *fixture = *state;
    struct node *root = NULL;
    if (yaml_read(&root, text, &fixture->arena, &fixture->error) < 0)
        fail_msg("%s", fixture->error.message);
    return root;
}

/* The first document. */
static const struct node *read_text(void **state, const char *text)
{
    return read_stream(state, span_of(text))->children;
}

static void assert_refused(void **state, struct span text, const char *message)
{
    struct fixture *fixture = *state;
    struct node *root = NULL;
    assert_int_equal(yaml_read(&root, text, &fixture->arena, &fixture->error), -1);
    assert_null(root);
    assert_int_equal(fixture->error.code, VETO_ERROR_FORMAT);
    assert_string_equal(fixture->error.message, message);
}

static void knows_where_nodes_stand(void **state)
{
    const struct node *root =
            read_text(state, "a: 1\nb:\n  - x\n  - {c: 'é', d: \"z\"}\n\n# end\n");
    assert_place(root, 1, 1, 0, 35);
    assert_place(at(root, "a"), 1, 4, 3, 4);
    const struct node *list = at(root, "b");
    assert_place(list, 3, 3, 10, 35);
    assert_int_equal(list->key_line, 2);
    assert_int_equal(list->key_column, 1);
    const struct node *object = list->children->next;
    assert_place(object, 4, 5, 18, 35);
    assert_place(at(object, "c"), 4, 9, 22, 26);
    /* é is two bytes and one column. */
    assert_place(at(object, "d"), 4, 17, 31, 34);
}

static void counts_crlf_as_one_line_end(void **state)
{
    const struct node *root = read_text(state, "a: 1\r\nb: 2\rc: 3\n");
    assert_place(at(root, "b"), 2, 4, 9, 10);
    assert_place(at(root, "c"), 3, 4, 14, 15);
}

static void byte_order_mark_takes_no_column(void **state)
{
    const struct node *root = read_text(state, "\xef\xbb\xbf" "a: 1\n");
    assert_place(at(root, "a"), 1, 4, 6, 7);
    assert_int_equal(at(root, "a")->key_column, 1);
}

static void knows_where_multi_line_scalars_end(void **state)
{
    const struct node *root = read_text(state, "a: |\n  x\n  y\nb: >-\n  p\n  q\nc: 'm\n  n'\n");
    assert_span(at(root, "a")->text, "x\ny\n");
    assert_span(at(root, "b")->text, "p q");
    assert_span(at(root, "c")->text, "m n");
    assert_int_equal(at(root, "b")->line, 4);
    assert_int_equal(at(root, "c")->line, 7);
    assert_int_equal(at(root, "c")->end, 37);
}

static void reads_several_documents(void **state)
{
    const struct node *stream = read_stream(state, SPAN("a: 1\n---\n- b\n...\n---\n"));
    assert_int_equal(stream->child_count, 3);
    assert_int_equal(stream->children->kind, NODE_OBJECT);
    assert_int_equal(stream->children->next->kind, NODE_ARRAY);
    assert_int_equal(stream->children->next->line, 3);
    assert_int_equal(stream->children->next->next->kind, NODE_NULL);
    assert_int_equal(read_stream(state, SPAN("# nothing\n"))->child_count, 0);
    assert_int_equal(read_stream(state, SPAN_EMPTY)->child_count, 0);
}

static void alias_stands_at_its_own_place(void **state)
{
    const struct node *root = read_text(state, "a: &x\n  k: [1, 2]\nb: *x\n");
    const struct node *alias = at(root, "b");
    assert_place(alias, 3, 4, 21, 23);
    assert_int_equal(alias->kind, NODE_OBJECT);
    assert_int_equal(at(alias, "k")->child_count, 2);
    assert_int_equal(at(alias, "k")->line, 2);
    assert_int_equal(alias->weight, 4);
    assert_int_equal(root->weight, 9);
    assert_int_equal(root->height, 4);
}

static void later_anchor_of_the_same_name_counts(void **state)
{
    const struct node *root = read_text(state, "[&x 1, *x, &x b, *x]");
    const struct node *second = root->children->next;
    assert_span(second->text, "1");
    assert_span(second->next->next->text, "b");
}

static void anchors_end_with_their_document(void **state)
{
    assert_refused(state, SPAN("a: &x 1\n---\nb: *x\n"), "3:4: an alias without its anchor");
}

static void anchor_on_a_key_is_known(void **state)
{
    const struct node *root = read_text(state, "&k name: 1\n*k : 2\nother: *k\n");
    assert_int_equal(root->child_count, 3);
    assert_true(root->children->next->duplicate);
    assert_span(at(root, "other")->text, "name");
}

static void alias_inside_itself_is_refused(void **state)
{
    assert_refused(state, SPAN("a: &x [1, *x]"), "1:11: an alias inside what it stands for");
}

static void merge_keys_give_way_to_own_members(void **state)
{
    const struct node *root = read_text(state, "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\n"
                                               "it:\n  <<: [*b, *m]\n  x: 9\n");
    const struct node *it = at(root, "it");
    assert_int_equal(it->child_count, 3);
    assert_span(at(it, "x")->text, "9");
    assert_span(at(it, "y")->text, "2");
    assert_span(at(it, "z")->text, "4");
    assert_int_equal(at(it, "z")->line, 2);
    assert_null(node_member(it, "<<"));
    for (const struct node *member = it->children; member; member = member->next)
        assert_false(member->duplicate);
}

static void merge_key_that_names_no_object_is_a_key(void **state)
{
    const struct node *root = read_text(state, "a: {<<: 1}\nb: {\"<<\": {x: 1}}\n");
    assert_span(at(at(root, "a"), "<<")->text, "1");
    assert_int_equal(at(at(root, "b"), "<<")->kind, NODE_OBJECT);
}

static void duplicate_keys_are_kept_and_marked(void **state)
{
    const struct node *root = read_text(state, "a: 1\nb: 2\na: 3\n");
    assert_int_equal(root->child_count, 3);
    assert_false(root->children->duplicate);
    assert_true(root->children->next->next->duplicate);
    assert_span(at(root, "a")->text, "1");
}

static void duplicates_are_found_among_many_keys(void **state)
{
    char text[2000] = "";
    for (int i = 0; i < 100; i++)
        sprintf(text + strlen(text), "k%d: %d\n", i % 99, i);
    size_t marked = 0;
    const struct node *root = read_text(state, text), *last = NULL;
    for (const struct node *member = root->children; member; member = member->next) {
        marked += member->duplicate;
        last = member;
    }
    assert_int_equal(marked, 1);
    assert_true(last->duplicate);
}

static void keys_that_are_no_scalars_go_by_their_text(void **state)
{
    const struct node *root = read_text(state, "? [a, b]\n: 1\n? {c: d}\n: 2\n3: x\n?\n: y\n");
    assert_span(at(root, "[a, b]")->text, "1");
    assert_span(at(root, "{c: d}")->text, "2");
    assert_span(at(root, "3")->text, "x");
    assert_span(at(root, "")->text, "y");
}

static void plain_scalars_have_the_types_of_the_core_schema(void **state)
{
    static const struct {
        const char *text;
        enum node_kind kind;
    } rows[] = {
        { "null", NODE_NULL },     { "~", NODE_NULL },         { "true", NODE_BOOL },
        { "FALSE", NODE_BOOL },    { "yes", NODE_STRING },     { "off", NODE_STRING },
        { "12", NODE_NUMBER },     { "-0", NODE_NUMBER },      { "+.5e-3", NODE_NUMBER },
        { "1.", NODE_NUMBER },     { "0777", NODE_NUMBER },    { "0o17", NODE_NUMBER },
        { "0o18", NODE_STRING },   { "0xAf", NODE_NUMBER },    { "-0x1", NODE_STRING },
        { ".inf", NODE_NUMBER },   { "-.INF", NODE_NUMBER },   { ".nan", NODE_NUMBER },
        { "-.nan", NODE_STRING },  { "1e", NODE_STRING },      { ".", NODE_STRING },
        { "22:22", NODE_STRING },  { "1_000", NODE_STRING },   { "nUll", NODE_STRING },
        { "'12'", NODE_STRING },   { "\"true\"", NODE_STRING }, { "!!str 12", NODE_STRING },
        { "!!int '12'", NODE_NUMBER }, { "! 12", NODE_STRING }, { "!Ref 12", NODE_STRING },
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        const struct node *node = read_text(state, rows[i].text);
        if (node->kind != rows[i].kind)
            fail_msg("%s is %s", rows[i].text, node_kind_name(node->kind));
    }
    assert_true(read_text(state, "True")->truth);
    assert_false(read_text(state, "False")->truth);
    assert_span(read_text(state, "0x1F")->text, "0x1F");
}

static void values_may_hold_a_nul(void **state)
{
    const struct node *node = read_text(state, "\"a\\0b\"");
    assert_int_equal(node->text.len, 3);
    assert_memory_equal(node->text.data, "a\0b", 3);
}

static void billion_laughs_are_refused(void **state)
{
    assert_refused(state, SPAN("a: &a [x,x,x,x,x,x,x,x,x,x]\n"
                               "b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                               "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                               "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                               "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
                               "f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
                               "g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]\n"
                               "h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g,*g]\n"),
                   "7:14: too many nodes, aliases expanded");
}

static char *repeat(const char *piece, size_t count)
{
    size_t len = strlen(piece);
    char *text = malloc(len * count + 1);
    assert_non_null(text);
    for (size_t i = 0; i < count; i++)
        memcpy(text + i * len, piece, len);
    text[len * count] = '\0';
    return text;
}

static void depth_is_bounded(void **state)
{
    cleanup(free_ptr) char *open = repeat("[", 5 * 1000 * 1000);
    assert_refused(state, span_of(open), "1:201: nested too deep");
    cleanup(free_ptr) char *dashes = repeat("- ", 5 * 1000 * 1000);
    assert_refused(state, span_of(dashes), "1:401: nested too deep");
    char text[402];
    memset(text, '[', 199);
    memset(text + 199, ']', 199);
    assert_int_equal(read_stream(state, (struct span){ text, 398 })->height, 200);
}

/* libyaml looks through all open brackets for every token. */
static void brackets_that_cost_too_much_are_refused(void **state)
{
    char line[300] = "- ";
    memset(line + 2, '[', 148);
    memset(line + 150, ']', 148);
    line[298] = '\n';
    cleanup(free_ptr) char *deep = repeat(line, 3000);
    struct fixture *fixture = *state;
    struct node *root;
    assert_int_equal(yaml_read(&root, span_of(deep), &fixture->arena, &fixture->error), -1);
    assert_non_null(strstr(fixture->error.message, "too deep in brackets for too long"));
    /* As programs write it, without a blank. */
    cleanup(free_ptr) char *flat = repeat("- {a: {b: {c: {d: [1,2,{e: [f,g,{h: [i,j]}]}]}}}}\n", 20000);
    read_stream(state, span_of(flat));
}

/* Each line is flat, and yet the tree they make is a thousand deep. */
static void depth_through_aliases_is_bounded(void **state)
{
    char text[40 * 1000] = "a0: &a0 [x]\n";
    for (int i = 1; i < 1000; i++)
        sprintf(text + strlen(text), "a%d: &a%d [*a%d]\n", i, i, i - 1);
    assert_refused(state, span_of(text), "199:14: nested too deep");
}

static void expanding_merge_keys_is_bounded(void **state)
{
    cleanup(free_ptr) char *text = malloc(1 << 21);
    char *to = text;
    to += sprintf(to, "a: &a\n");
    for (int i = 0; i < 2000; i++)
        to += sprintf(to, "  k%d: x\n", i);
    for (int i = 0; i < 3000; i++)
        to += sprintf(to, "b%d: {<<: *a}\n", i);
    struct fixture *fixture = *state;
    struct node *root;
    assert_int_equal(yaml_read(&root, span_of(text), &fixture->arena, &fixture->error), -1);
    assert_non_null(strstr(fixture->error.message, "too many nodes"));
}

static void large_streams_are_refused(void **state)
{
    cleanup(free_ptr) char *text = repeat("# a comment\n", YAML_MAX_BYTES / 12 + 2);
    assert_refused(state, span_of(text), "1:1: larger than 16 MiB");
}

static void other_encodings_are_refused(void **state)
{
    assert_refused(state, SPAN("a: 1\nb: \xe9t\xe9\n"), "2:4: not UTF-8");
    assert_refused(state, SPAN("\xff\xfe" "a\0:\0"), "1:1: not UTF-8");
}

static void control_characters_are_refused_where_they_stand(void **state)
{
    assert_refused(state, SPAN("a: 1\nb: x\x07y\n"), "2:5: control characters are not allowed");
    assert_refused(state, SPAN("a: \0"), "1:4: control characters are not allowed");
}

static void mistakes_are_told_with_their_place(void **state)
{
    assert_refused(state, SPAN("a: 1\nb: [1\nc: 2\n"),
                   "3:2: did not find expected ',' or ']' while parsing a flow sequence");
    assert_refused(state, SPAN("a:\n\tb: 1\n"), "2:1: found character that cannot start any token "
                                               "while scanning for the next token");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(knows_where_nodes_stand, setup, teardown),
        cmocka_unit_test_setup_teardown(counts_crlf_as_one_line_end, setup, teardown),
        cmocka_unit_test_setup_teardown(byte_order_mark_takes_no_column, setup, teardown),
        cmocka_unit_test_setup_teardown(knows_where_multi_line_scalars_end, setup, teardown),
        cmocka_unit_test_setup_teardown(reads_several_documents, setup, teardown),
        cmocka_unit_test_setup_teardown(alias_stands_at_its_own_place, setup, teardown),
        cmocka_unit_test_setup_teardown(later_anchor_of_the_same_name_counts, setup, teardown),
        cmocka_unit_test_setup_teardown(anchors_end_with_their_document, setup, teardown),
        cmocka_unit_test_setup_teardown(anchor_on_a_key_is_known, setup, teardown),
        cmocka_unit_test_setup_teardown(alias_inside_itself_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(merge_keys_give_way_to_own_members, setup, teardown),
        cmocka_unit_test_setup_teardown(merge_key_that_names_no_object_is_a_key, setup, teardown),
        cmocka_unit_test_setup_teardown(duplicate_keys_are_kept_and_marked, setup, teardown),
        cmocka_unit_test_setup_teardown(duplicates_are_found_among_many_keys, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_that_are_no_scalars_go_by_their_text, setup, teardown),
        cmocka_unit_test_setup_teardown(plain_scalars_have_the_types_of_the_core_schema, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(values_may_hold_a_nul, setup, teardown),
        cmocka_unit_test_setup_teardown(billion_laughs_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(depth_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(brackets_that_cost_too_much_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(depth_through_aliases_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(expanding_merge_keys_is_bounded, setup, teardown),
        cmocka_unit_test_setup_teardown(large_streams_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(other_encodings_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(control_characters_are_refused_where_they_stand, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(mistakes_are_told_with_their_place, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
