/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/blocks.h"

#include "tree.h"

static void reads_directives_and_blocks(void **state)
{
    static const struct reading readings[] = {
        { "", "{}" },
        { "# x\na;b 1 2; # y\nc{d 3;}",
          "{a: {}, b: {#arguments: [\"1\", \"2\"]}, c: {d: {#arguments: [\"3\"]}}}" },
        { "s { l 80; l 81; } s x {}",
          "{s: [{l: [{#arguments: [\"80\"]}, {#arguments: [\"81\"]}]}, {#arguments: [\"x\"]}]}" },
        { "h 'a;b' \"c \\\"d\\\"\" ${x}y \\; z#1;",
          "{h: {#arguments: [\"a;b\", \"c \"d\"\", \"${x}y\", \"\\;\", \"z#1\"]}}" },
        { "content_by_lua_block { if x then { y } end; }",
          "{content_by_lua_block: {#text: \" if x then { y } end; \"}}" },
    };
    (void)state;
    assert_readings(blocks_read, readings, ARRAY_SIZE(readings), false);
}

static void knows_places(void **state)
{
    static const struct reading readings[] = {
        { "# \xc3\xa9\nh {\r\n  a '\xc3\xa9' b;\n}",
          "{h: {a: {#arguments: [\"\xc3\xa9\"@3:5, \"b\"@3:9]@3:5}@3:3}@2:1}@1:1" },
    };
    (void)state;
    assert_readings(blocks_read, readings, ARRAY_SIZE(readings), true);
}

static void refuses_what_is_broken(void **state)
{
    static const struct reading readings[] = {
        { "a", "1:2: expected ';'" },
        { "a { b }", "1:7: expected ';'" },
        { "a {", "1:4: expected '}'" },
        { "}", "1:1: a '}' without a block" },
        { "{}", "1:1: expected a directive" },
        { ";", "1:1: expected a directive" },
        { "a 'b;", "1:3: a quote that does not end" },
        { "x_by_lua_block {{}", "1:16: a block that does not end" },
        { "\xff", "1:1: not UTF-8" },
    };
    (void)state;
    assert_readings(blocks_read, readings, ARRAY_SIZE(readings), false);
}

/* The bound is that of the text, not of the arrays that repeated directives are gathered in. */
static void gathers_at_every_level(void **state)
{
    enum { LEVELS = 190 };
    static const char level[] = "a{b;a{c;}";
    char text[(sizeof(level) + 1) * LEVELS];
    struct arena arena = arena_make(64 * 1024 * 1024, false);
    struct node *root;
    size_t len = 0;
    (void)state;
    for (size_t i = 0; i < LEVELS; i++, len += sizeof(level) - 1)
        memcpy(text + len, level, sizeof(level) - 1);
    memset(text + len, '}', LEVELS);
    assert_int_equal(blocks_read(&root, (struct span) { text, len + LEVELS }, &arena, NULL), 0);
    arena_release(&arena);
}

static void floods_end_soon(void **state)
{
    (void)state;
    assert_flood(blocks_read, "a{", 1 << 23, "1:399: nested too deep");
    assert_flood(blocks_read, "a b;", 1 << 17, NULL);
    assert_flood(blocks_read, "a b;", 1 << 20, "1:133335: too many nodes");
    assert_flood(blocks_read, "a ", 1 << 17, "1:131073: expected ';'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_directives_and_blocks),
        cmocka_unit_test(knows_places),
        cmocka_unit_test(refuses_what_is_broken),
        cmocka_unit_test(gathers_at_every_level),
        cmocka_unit_test(floods_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
