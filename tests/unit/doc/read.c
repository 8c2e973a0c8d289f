/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/read.h"

#include "tree.h"

static void assert_read(const char *name, const char *text, const char *tree)
{
    struct arena arena = arena_make(1 << 20, false);
    struct buf actual = buf_make(1 << 20);
    struct veto_error error = { 0 };
    const struct node *root = NULL;
    if (document_read(&root, name, span_of(text), &arena, &error) < 0)
        buf_append_text(&actual, error.message);
    else
        append_tree(&actual, root, false);
    if (!span_is(buf_span(&actual), tree))
        print_message("%s\n", name);
    assert_string_equal(actual.data, tree);
    buf_release(&actual);
    arena_release(&arena);
}

static void name_chooses_the_reader(void **state)
{
    static const char *const cases[][3] = {
        { "a/x.JSON", "[1,]", "[1]" },
        { "x.yml", "[a]", "[\"a\"]" },
        { "pip.conf", "[a]\nb=c", "{a: {b: \"c\"}}" },
        { "x/.git/config", "[a]\nb=c", "{a: {b: \"c\"}}" },
        { ".env.local", "export A='1'", "{A: \"1\"}" },
        { "Cargo.toml", "[a]\nb = [1]", "{a: {b: [1]}}" },
        { "pom.xml", "<a/>", "{a: {}}" },
        { "a/Dockerfile.dev", "", "{directives: {}, instructions: [], stages: []}" },
        { "etc/nginx/conf.d/a.conf", "a;", "{a: {}}" },
        { "nginx.conf", "a;", "{a: {}}" },
        { "etc/ssh/sshd_config", "A b", "{A: \"b\"}" },
        { "x.properties", "a b", "{a: \"b\"}" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_read(cases[i][0], cases[i][1], cases[i][2]);
}

static void beginning_chooses_where_the_name_is_silent(void **state)
{
    static const char *const cases[][2] = {
        { "\xef\xbb\xbf // x\n{}", "{}" },
        { "a: 1", "{a: 1}" },
        { "<?xml version='1.0'?><a/>", "{a: {}}" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_read("-", cases[i][0], cases[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name_chooses_the_reader),
        cmocka_unit_test(beginning_chooses_where_the_name_is_silent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
