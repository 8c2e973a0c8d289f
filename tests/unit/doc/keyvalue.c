/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/keyvalue.h"

#include "tree.h"

static void reads_keys_and_values(void **state)
{
    static const struct reading readings[] = {
        { "", "{}" },
        { "# x\nPort 22 # y\n\n  A\tb c\r\nD=e\nF = g#h\nI",
          "{Port: \"22\", A: \"b c\", D: \"e\", F: \"g#h\", I: null}" },
        { "save 900 1\nsave 60 2\na 1", "{save: [\"900 1\", \"60 2\"], a: \"1\"}" },
        { "a \"b # c\"\nd \"e\" \"f\"\ng don't # h",
          "{a: \"b # c\", d: \"\"e\" \"f\"\", g: \"don't\"}" },
    };
    (void)state;
    assert_readings(keyvalue_read, readings, ARRAY_SIZE(readings), false);
}

static void match_opens_a_scope(void **state)
{
    static const struct reading readings[] = {
        { "A 1\nMatch User x\n  A 2\nmatch all\nA 3",
          "{A: \"1\", Match: {#text: \"User x\", A: \"2\"}, match: {#text: \"all\", A: \"3\"}}" },
        { "Host a\nUser b\nHost *\nUser c",
          "{Host: [{#text: \"a\", User: \"b\"}, {#text: \"*\", User: \"c\"}]}" },
    };
    (void)state;
    assert_readings(keyvalue_read, readings, ARRAY_SIZE(readings), false);
}

static void knows_places(void **state)
{
    static const struct reading readings[] = {
        { "# \xc3\xa9\n A\xc3\xa9 b\nMatch x\n\tC 'd'",
          "{A\xc3\xa9: \"b\"@2:5, Match: {#text: \"x\"@3:7, C: \"d\"@4:4}@3:1}@1:1" },
    };
    (void)state;
    assert_readings(keyvalue_read, readings, ARRAY_SIZE(readings), true);
}

static void refuses_what_is_broken(void **state)
{
    static const struct reading readings[] = {
        { "a 1\n = b", "2:2: a value without a key" },
        { "a \xff", "1:3: not UTF-8" },
    };
    (void)state;
    assert_readings(keyvalue_read, readings, ARRAY_SIZE(readings), false);
}

static void floods_end_soon(void **state)
{
    (void)state;
    assert_flood(keyvalue_read, "a b\n", 1 << 18, NULL);
    assert_flood(keyvalue_read, "a b\n", 1 << 20, "100001:3: too many nodes");
    assert_flood(keyvalue_read, "Match a\n", 1 << 18, NULL);
    assert_flood(keyvalue_read, "a\"'", 1 << 20, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_keys_and_values), cmocka_unit_test(match_opens_a_scope),
        cmocka_unit_test(knows_places),          cmocka_unit_test(refuses_what_is_broken),
        cmocka_unit_test(floods_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
