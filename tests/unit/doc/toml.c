/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/toml.h"

#include "tree.h"

static void reads_values(void **state)
{
    static const struct reading readings[] = {
        { "", "{}" },
        { "a = 1 # x\nb=\"y\"\r\n'c d' = true", "{a: 1, b: \"y\", c d: true}" },
        { "a = [1, +1_000, -0.5e+1_0, 0xFf, 0o17, 0b101, 6E2]",
          "{a: [1, +1000, -0.5e+10, 0xFf, 0o17, 5, 6e2]}" },
        { "a = [inf, -inf, +nan]", "{a: [.inf, -.inf, .nan]}" },
        { "a = 1979-05-27T07:32:00Z\nb=1979-05-27 07:32:00.5-07:00\nc=07:32:00\nd=2000-02-29",
          "{a: \"1979-05-27T07:32:00Z\", b: \"1979-05-27 07:32:00.5-07:00\", c: \"07:32:00\", "
          "d: \"2000-02-29\"}" },
        { "a = \"\\t\\\"\\\\\\u00e9\\U0001F600\"\nb = 'c:\\d'",
          "{a: \"\t\"\\\xc3\xa9\xf0\x9f\x98\x80\", b: \"c:\\d\"}" },
        { "a = \"\"\"\nx\r\n\\\n   y\"\"\"\"\"\nb = '''\nx\\\n'y'''",
          "{a: \"x\ny\"\"\", b: \"x\\\n'y\"}" },
        { "a = \"\"\nb = \"\"\"\"\"\"", "{a: \"\", b: \"\"}" },
        { "a = [\n # x\n 1,\n [2, {b = 3}], # y\n]\nc=[]\nd={}",
          "{a: [1, [2, {b: 3}]], c: [], d: {}}" },
        { "a = {b.c = 1, b.d = 2, e = [ ] }", "{a: {b: {c: 1, d: 2}, e: []}}" },
    };
    (void)state;
    assert_readings(toml_read, readings, ARRAY_SIZE(readings), false);
}

static void reads_tables(void **state)
{
    static const struct reading readings[] = {
        { "[a]\nx=1\n[a.b]\ny=2\n[c]", "{a: {x: 1, b: {y: 2}}, c: {}}" },
        { "[a.b]\nx=1\n[a]\ny=2", "{a: {b: {x: 1}, y: 2}}" },
        { "[[a]]\nx=1\n[a.s]\n[[a.t]]\n[[a]]\nx=2", "{a: [{x: 1, s: {}, t: [{}]}, {x: 2}]}" },
        { "a.b = 1\n\"a\".'c' = 2\n[ d . \"e.f\" ]\nx=1", "{a: {b: 1, c: 2}, d: {e.f: {x: 1}}}" },
        { "[plugins.\"io.x\".r]\nc = true", "{plugins: {io.x: {r: {c: true}}}}" },
        { "\"\" = 1", "{: 1}" },
    };
    (void)state;
    assert_readings(toml_read, readings, ARRAY_SIZE(readings), false);
}

static void refuses_what_toml_forbids(void **state)
{
    static const struct reading readings[] = {
        { "a = 1\na = 2", "2:1: defined twice" },
        { "[a]\n[a]", "2:2: defined twice" },
        { "a = []\n[[a]]", "2:3: defined twice" },
        { "[[a]]\n[a]", "2:2: defined twice" },
        { "[a]\n[[a]]", "2:3: defined twice" },
        { "a = {}\na.b = 1", "2:1: no table that can be added to" },
        { "a = {}\n[a.b]", "2:2: no table that can be added to" },
        { "a = 1\na.b = 2", "2:1: no table that can be added to" },
        { "[a.b]\n[a]\nb.c = 1", "3:1: no table that can be added to" },
        { "a = {b = 1, b = 2}", "1:13: defined twice" },
        { "a = {b = 1,}", "1:12: expected a key" },
        { "a = {b = 1\n}", "1:11: expected ',' or '}'" },
        { "a = [1 2]", "1:8: expected ',' or ']'" },
        { "a = [1", "1:7: expected ',' or ']'" },
        { "a = [,]", "1:6: expected a value" },
        { "a = 1 b = 2", "1:7: expected the end of the line" },
        { "a", "1:2: expected '='" },
        { "a =", "1:4: expected a value" },
        { "= 1", "1:1: expected a key" },
        { "[a", "1:3: expected ']'" },
        { "[[a]", "1:4: expected ']]'" },
        { "[]", "1:2: expected a key" },
        { "a = 01", "1:5: expected a value" },
        { "a = 1_", "1:5: expected a value" },
        { "a = 1__0", "1:5: expected a value" },
        { "a = 1.", "1:5: expected a value" },
        { "a = .5", "1:5: expected a value" },
        { "a = +0x1", "1:5: expected a value" },
        { "a = 0b2", "1:5: expected a value" },
        { "a = True", "1:5: expected a value" },
        { "a = 2001-02-29", "1:5: expected a value" },
        { "a = 25:00:00", "1:5: expected a value" },
        { "a = \"x", "1:5: a string that does not end" },
        { "a = \"x\n\"", "1:7: a string that does not end" },
        { "a = '''x", "1:5: a string that does not end" },
        { "a = \"\\q\"", "1:6: an escape that TOML does not have" },
        { "a = \"\\/\"", "1:6: an escape that TOML does not have" },
        { "a = \"\\ud83d\\ude00\"", "1:6: an escape that TOML does not have" },
        { "a = \"\\U00110000\"", "1:6: an escape that TOML does not have" },
        { "a = 'x\x01'", "1:7: a control character in a string" },
        { "# x\x01", "1:4: a control character in a comment" },
        { "a = \xff", "1:5: not UTF-8" },
    };
    (void)state;
    assert_readings(toml_read, readings, ARRAY_SIZE(readings), false);
}

static void knows_places(void **state)
{
    static const struct reading readings[] = {
        { "# \xc3\xa9\n[a.b]\n\"\xc3\xa9\" = [1,\n  'x']\n[[c]]\nd.e = 1",
          "{a: {b: {\xc3\xa9: [1@3:8, \"x\"@4:3]@3:7}@2:4}@2:2, c: [{d: {e: "
          "1@6:7}@6:1}@5:3]@5:3}@1:1" },
    };
    (void)state;
    assert_readings(toml_read, readings, ARRAY_SIZE(readings), true);
}

static int read_behind_key(struct node **out, struct span text, struct arena *arena,
                           struct veto_error *error)
{
    struct buf whole = buf_make(text.len + 2);
    buf_append_text(&whole, "a=");
    buf_append(&whole, text);
    int result = toml_read(out, buf_span(&whole), arena, error);
    buf_release(&whole);
    return result;
}

static void floods_end_soon(void **state)
{
    (void)state;
    assert_flood(read_behind_key, "[", 1 << 23, "1:202: nested too deep");
    assert_flood(read_behind_key, "{a=", 1 << 23, "1:600: nested too deep");
    assert_flood(toml_read, "a.", 1 << 23, "1:399: nested too deep");
    assert_flood(toml_read, "[[a]]\n", 3 << 20, NULL);
    assert_flood(toml_read, "[[a]]\n[a.b]\n", 3 << 20, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values),
        cmocka_unit_test(reads_tables),
        cmocka_unit_test(refuses_what_toml_forbids),
        cmocka_unit_test(knows_places),
        cmocka_unit_test(floods_end_soon),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
