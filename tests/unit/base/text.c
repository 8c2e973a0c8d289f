/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/error.h"
#include "base/glob.h"
#include "base/glob_set.h"
#include "base/utf.h"

static void spans_compare_as_bytes(void **state)
{
    (void)state;
    assert_true(span_compare(SPAN("a"), SPAN("ab")) < 0);
    assert_true(span_compare(SPAN("b"), SPAN("ab")) > 0);
    assert_int_equal(span_compare(SPAN("ab"), SPAN("ab")), 0);
    assert_true(span_eq_nocase(SPAN("ReadMe"), SPAN("README")));
    assert_true(span_ends_nocase(SPAN("x.SARIF"), SPAN(".sarif")));
    assert_int_equal(span_find(SPAN("a needle"), SPAN("needle")), 2);
    assert_int_equal(span_find(SPAN("a needle"), SPAN("pin")), SIZE_MAX);
    assert_int_equal(span_find_nocase(SPAN("A NEEDLE"), SPAN("needle")), 2);
    assert_span(span_trim(SPAN(" \t x y\r\n")), "x y");
    assert_span(span_basename(SPAN("a/b/c")), "c");
    assert_span(span_basename(SPAN("c")), "c");
}

/* Of few letters, so that much of a needle is met before the whole of it is. */
static void what_is_sought_is_found_at_its_first_place(void **state)
{
    (void)state;
    char text[600], needle[40];
    uint32_t random = 1;
    for (size_t round = 0; round < 20000; round++) {
        size_t len = round % sizeof(text), wanted = 1 + round % sizeof(needle);
        for (size_t i = 0; i < len; i++)
            text[i] = "ab\0\xff"[(random = random * 1664525 + 1013904223) >> 30];
        random = random * 1664525 + 1013904223;
        size_t from = len > wanted ? random % (len - wanted + 1) : 0;
        for (size_t i = 0; i < wanted; i++)
            needle[i] = from + i < len ? text[from + i] : 'a';
        if (round % 3 == 0)
            needle[wanted / 2] = 'c';
        const char *at = memmem(text, len, needle, wanted);
        assert_int_equal(span_find((struct span) { text, len }, (struct span) { needle, wanted }),
                         at ? (size_t)(at - text) : SIZE_MAX);
    }
}

static void lines_end_with_lf_or_crlf(void **state)
{
    (void)state;
    struct span rest = SPAN("one\r\ntwo\n\nlast"), line;
    const char *expected[] = { "one", "two", "", "last" };
    for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
        assert_true(span_next_line(&rest, &line));
        assert_span(line, expected[i]);
    }
    assert_false(span_next_line(&rest, &line));
}

static void numbers_refuse_overflow_and_rubbish(void **state)
{
    (void)state;
    uint64_t value = 0;
    assert_true(span_to_uint(SPAN("18446744073709551615"), &value));
    assert_true(value == UINT64_MAX);
    assert_false(span_to_uint(SPAN("18446744073709551616"), &value));
    assert_false(span_to_uint(SPAN(""), &value));
    assert_false(span_to_uint(SPAN("12a"), &value));
    assert_false(span_to_uint(SPAN("-1"), &value));
}

static void broken_utf8_counts_as_node_counts_it(void **state)
{
    (void)state;
    /* a, one for FF, one for C3, '(', one for the cut four-byte sequence */
    struct span broken = SPAN("\x61\xff\xc3\x28\xf0\x9f");
    assert_int_equal(utf_count(broken), 5);
    assert_false(utf_is_valid(broken));
    assert_true(utf_is_valid(SPAN("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80")));
    assert_int_equal(utf_count(SPAN("gr\xc3\xbc\xc3\x9f \xf0\x9f\x98\x80")), 6);
    assert_false(utf_is_valid(SPAN("\xed\xa0\x80")));     /* a surrogate */
    assert_false(utf_is_valid(SPAN("\xc0\x80")));         /* overlong */
    assert_false(utf_is_valid(SPAN("\xf4\x90\x80\x80"))); /* beyond U+10FFFF */
    assert_true(utf_is_valid(SPAN("\xef\xbf\xbd")));      /* U+FFFD itself */
}

static void nothing_that_moves_a_cursor_is_printed(void **state)
{
    (void)state;
    struct buf out = buf_make(1024);
    utf_append_printable(&out, SPAN("a\x1b[31m\tb\n\xe2\x80\xae\xff"), false);
    assert_span(buf_span(&out), "a\xef\xbf\xbd[31m b\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
    buf_clear(&out);
    utf_append_printable(&out, SPAN("a\nb"), true);
    assert_span(buf_span(&out), "a\nb");
    buf_release(&out);
}

static void widths_follow_terminals(void **state)
{
    (void)state;
    assert_int_equal(utf_width('a'), 1);
    assert_int_equal(utf_width(0x4e2d), 2);
    assert_int_equal(utf_width(0x1f600), 2);
    assert_int_equal(utf_width(0x301), 0);
}

static void globs_match_as_gitignore_has_them(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *path;
        bool matches;
    } cases[] = {
        { "*.c", "a.c", true },
        { "*.c", "d/a.c", false },
        { "d/*", "d/a", true },
        { "d/*", "d/e/a", false },
        { "**/a", "a", true },
        { "**/a", "x/y/a", true },
        { "a/**", "a/b/c", true },
        { "a/**", "a", false },
        { "a/**/b", "a/b", true },
        { "a/**/b", "a/x/y/b", true },
        { "a/**/b", "a/x/y/c", false },
        { "a?c", "abc", true },
        { "a?c", "a/c", false },
        { "[a-c]x", "bx", true },
        { "[!a-c]x", "bx", false },
        { "[!a-c]x", "/x", false },
        { "[]]x", "]x", true },
        { "[abc", "[abc", true },
        { "[[:digit:]_]x", "7x", true },
        { "[[:digit:]_]x", "_x", true },
        { "[![:alpha:]]", "a", false },
        { "[b-a]", "b", true },
        { "a\\*b", "a*b", true },
        { "a\\*b", "axb", false },
        { "a**b", "axxb", true },
        { "a**b", "ax/xb", false },
        { "*a*b*c", "xxaxxbxxc", true },
        { "*a*b*c", "xxaxxbxx", false },
        { "**/x/*.yaml", "a/x/b/x/c.yaml", true },
        { "", "", true },
        { "", "a", false },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        if (glob_match(span_of(cases[i].pattern), span_of(cases[i].path)) != cases[i].matches)
            fail_msg("%s on %s", cases[i].pattern, cases[i].path);
    assert_true(glob_match_path(SPAN("*.lock"), SPAN("deep/down/yarn.lock")));
    assert_false(glob_match_path(SPAN("a/*.lock"), SPAN("deep/a/yarn.lock")));
}

/* Held to what each glob says when it is asked alone. */
static void a_set_of_globs_names_those_that_match(void **state)
{
    static const char *const globs[] = {
        "go.mod", "*.go", "readme*", "*", "**/adr/**/*.md", ".github/*", "[a-c]*.md", "*.m[de]",
        "\\*x", "x\\*", "d?cs/*", "", "docs/adr/*.md", "?", "lefthook.y*ml", "*.js",
    };
    static const char *const paths[] = {
        "go.mod", "a/go.mod", "cmd/main.go", "README", "readme.md", "docs/adr/1.md", "adr/1.md",
        ".github/x", "a/.github/x", "b.md", "x/c.md", "b.me", "*x", "x*", "docs/a", "x", "a/",
        "lefthook.yml", "web/app.js", "",
    };
    struct arena arena = arena_make(1 << 20, false);
    struct veto_error error = { 0 };
    struct glob_set set;
    (void)state;
    assert_int_equal(0, glob_set_make(&set, globs, sizeof(globs[0]), ARRAY_SIZE(globs), &arena, &error));
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        struct span path = span_of(paths[i]);
        size_t next = glob_set_next(&set, path, 0);
        for (size_t glob = 0; glob < ARRAY_SIZE(globs); glob++) {
            bool has_name = span_basename(path).len > 0;
            bool wanted = has_name && glob_match_path(span_of(globs[glob]), path);
            if (wanted != (next == glob))
                fail_msg("%s against %s", globs[glob], paths[i]);
            if (next == glob)
                next = glob_set_next(&set, path, glob + 1);
        }
        assert_int_equal(ARRAY_SIZE(globs), next);
    }
    arena_release(&arena);
}

/* More rows than a word of the set has bits, in a table whose rows hold more than the glob. */
static void a_set_of_globs_may_be_long(void **state)
{
    struct row {
        int other;
        const char *glob;
    } rows[200];
    struct arena arena = arena_make(1 << 20, false);
    struct veto_error error = { 0 };
    struct glob_set set;
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        rows[i] = (struct row){ (int)i, i == 64 || i == 199 ? "*.yml" : "*.yaml" };
    assert_int_equal(0, glob_set_make(&set, &rows[0].glob, sizeof(rows[0]), ARRAY_SIZE(rows), &arena,
                                      &error));
    assert_int_equal(64, glob_set_next(&set, SPAN("a.yml"), 0));
    assert_int_equal(199, glob_set_next(&set, SPAN("a.yml"), 65));
    assert_int_equal(200, glob_set_next(&set, SPAN("a.yml"), 200));
    arena_release(&arena);
}

static void a_hostile_glob_ends(void **state)
{
    (void)state;
    char path[4096];
    memset(path, 'a', sizeof(path));
    assert_false(glob_match(SPAN("*a*a*a*a*a*a*a*a*a*a*a*a*b"), (struct span){ path, sizeof(path) }));
    for (size_t i = 1; i < sizeof(path); i += 2)
        path[i] = '/';
    assert_false(glob_match(SPAN("**/a/**/a/**/a/**/a/**/b"), (struct span){ path, sizeof(path) }));
}

static void errors_are_wrapped_in_front(void **state)
{
    (void)state;
    struct veto_error error = { 0 };
    assert_int_equal(error_set(&error, VETO_ERROR_RULES, "unmatched %s", "parenthesis"), -1);
    assert_int_equal(error_wrap(&error, "rules/aws.yaml:%d", 12), -1);
    assert_string_equal(error.message, "rules/aws.yaml:12: unmatched parenthesis");
    assert_int_equal(error.code, VETO_ERROR_RULES);
    error_errno(&error, 2, "%s", "/nowhere");
    assert_string_equal(error.message, "/nowhere: No such file or directory");
    error_set(NULL, VETO_ERROR_IO, "nobody wants to know");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spans_compare_as_bytes),
        cmocka_unit_test(what_is_sought_is_found_at_its_first_place),
        cmocka_unit_test(lines_end_with_lf_or_crlf),
        cmocka_unit_test(numbers_refuse_overflow_and_rubbish),
        cmocka_unit_test(broken_utf8_counts_as_node_counts_it),
        cmocka_unit_test(nothing_that_moves_a_cursor_is_printed),
        cmocka_unit_test(widths_follow_terminals),
        cmocka_unit_test(globs_match_as_gitignore_has_them),
        cmocka_unit_test(a_set_of_globs_names_those_that_match),
        cmocka_unit_test(a_set_of_globs_may_be_long),
        cmocka_unit_test(a_hostile_glob_ends),
        cmocka_unit_test(errors_are_wrapped_in_front),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
