/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/ini.h"

#include "tree.h"

#define READER(name, form)                                                                         \
    static int name(struct node **out, struct span text, struct arena *arena,                      \
                    struct veto_error *error)                                                      \
    {                                                                                              \
        return ini_read(out, text, form, arena, error);                                            \
    }
READER(read_sections, INI_SECTIONS)
READER(read_properties, INI_PROPERTIES)
READER(read_env, INI_ENV)

static void reads_sections_and_comments(void **state)
{
    static const struct reading readings[] = {
        { "", "{}" },
        { "# only\n; comments", "{}" },
        { "a=1\n[s]\nb : two words \nc\n", "{a: \"1\", s: {b: \"two words\", c: null}}" },
        { "[s]\na=1\n[t]\nb=2\n[s]\nc=3", "{s: {a: \"1\", c: \"3\"}, t: {b: \"2\"}}" },
        { "[remote \"origin\"]\n\turl = x\n\tfetch = y",
          "{remote \"origin\": {url: \"x\", fetch: \"y\"}}" },
        { "a = x ; behind\nb = x;y#z", "{a: \"x\", b: \"x;y#z\"}" },
        { "a = \"x ; \\\"y\\\" \" # z\nb = 'c\\d'", "{a: \"x ; \"y\" \", b: \"c\\d\"}" },
        { "a = \"half", "{a: \"\"half\"}" },
        { "a =\r\nb=2\r", "{a: \"\", b: \"2\"}" },
        { "url = http://x/?a=b", "{url: \"http://x/?a=b\"}" },
    };
    (void)state;
    assert_readings(read_sections, readings, ARRAY_SIZE(readings), false);
}

static void joins_lines_that_go_on(void **state)
{
    static const struct reading readings[] = {
        { "a = 1 \\\n   2\nb = 3", "{a: \"1 2\", b: \"3\"}" },
        { "a = x\\\\\nb = 3", "{a: \"x\\\\\", b: \"3\"}" },
        { "a =\n  one\n  # no\n  two\nb = 3", "{a: \"\none\ntwo\", b: \"3\"}" },
        { "  a = 1\n  b = 2", "{a: \"1\", b: \"2\"}" },
        { "a = 1 \\", "{a: \"1\"}" },
    };
    (void)state;
    assert_readings(read_sections, readings, ARRAY_SIZE(readings), false);
}

static void reads_properties(void **state)
{
    static const struct reading readings[] = {
        { "! no\n#no\na=1\nb: 2\nc 3\nd\n", "{a: \"1\", b: \"2\", c: \"3\", d: \"\"}" },
        { "a\\ b\\=c = d\\te\\q", "{a b=c: \"d\teq\"}" },
        { "a = one, \\\n    two\nb = x ", "{a: \"one, two\", b: \"x \"}" },
        { "a=\\u00e9\\ud83d\\ude00\\ud83d\\u12",
          "{a: \"\xc3\xa9\xf0\x9f\x98\x80\xef\xbf\xbd\xef\xbf\xbd"
          "12\"}" },
        { "a=b#c!d\\", "{a: \"b#c!d\"}" },
    };
    (void)state;
    assert_readings(read_properties, readings, ARRAY_SIZE(readings), false);
}

static void reads_env_files(void **state)
{
    static const struct reading readings[] = {
        { "A=1\nexport B=two # no\nC=x#y\nexport D\n",
          "{A: \"1\", B: \"two\", C: \"x#y\", D: null}" },
        { "A='a \"b\" \\n'\nB=\"x\\n\\\"y\\\" \\$z\"", "{A: \"a \"b\" \\n\", B: \"x\n\"y\" $z\"}" },
        { "A=\"one\ntwo\"\nB=a'b'c", "{A: \"one\ntwo\", B: \"abc\"}" },
        { "A=\"x\" junk", "{A: \"x junk\"}" },
        { "A=\"x\n", "1:3: a quote that does not end" },
        { "A=1\nhello world=2", "2:7: expected NAME=value" },
        { "=1", "1:1: expected NAME=value" },
    };
    (void)state;
    assert_readings(read_env, readings, ARRAY_SIZE(readings), false);
}

static void knows_places(void **state)
{
    static const struct reading sections[] = {
        { "\xef\xbb\xbf# \xc3\xa9\n[s]\n  k\xc3\xa9 = v\r\nl=\\\n w",
          "{s: {k\xc3\xa9: \"v\"@3:8, l: \" w\"@4:3}@2:1}@1:1" },
    };
    static const struct reading env[] = { { "\nexport A= 'x'", "{A: \"x\"@2:11}@1:1" } };
    (void)state;
    assert_readings(read_sections, sections, ARRAY_SIZE(sections), true);
    assert_readings(read_env, env, ARRAY_SIZE(env), true);
}

static void repeated_keys_are_marked(void **state)
{
    (void)state;
    struct arena arena = arena_make(1 << 20, false);
    struct node *root;
    assert_int_equal(read_sections(&root, SPAN("a=1\nb=2\na=3"), &arena, NULL), 0);
    assert_int_equal(root->child_count, 3);
    assert_int_equal(root->weight, 4);
    assert_int_equal(root->height, 2);
    assert_true(root->children->shadowed);
    assert_true(root->children->next->next->duplicate);
    arena_release(&arena);
}

static void refuses_what_is_broken(void **state)
{
    static const struct reading readings[] = {
        { "a=1\n[s", "2:1: a section without ']'" },
        { "[s\n]", "1:1: a section without ']'" },
        { "a=1\n= 2", "2:1: a value without a key" },
        { "a=\xff", "1:3: not UTF-8" },
    };
    (void)state;
    assert_readings(read_sections, readings, ARRAY_SIZE(readings), false);
}

static void floods_end_soon(void **state)
{
    (void)state;
    assert_flood(read_sections, "a", (16 << 20) + 1, "1:1: larger than 16 MiB");
    assert_flood(read_sections, "[s]\n", 1 << 22, NULL);
    assert_flood(read_sections, "a=1\n ", 1 << 18, NULL);
    assert_flood(read_env, "A=\"\n", 1 << 18, NULL);
#ifndef VETO_ARENA_PLAIN
    assert_flood(read_properties, "a\n", (size_t)1 << 23, "100001:2: too many nodes");
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_sections_and_comments),
        cmocka_unit_test(joins_lines_that_go_on),
        cmocka_unit_test(reads_properties),
        cmocka_unit_test(reads_env_files),
        cmocka_unit_test(knows_places),
        cmocka_unit_test(repeated_keys_are_marked),
        cmocka_unit_test(refuses_what_is_broken),
        cmocka_unit_test(floods_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
