/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/iregexp.h"

#include "unit/test.h"

enum { TEXT = 1 << 16 };

static void assert_translated(const char *pattern, const char *expected)
{
    struct buf text = buf_make(TEXT);
    if (!iregexp_translate(&text, span_of(pattern), false))
        fail_msg("%s is refused", pattern);
    if (!span_is(buf_span(&text), expected))
        fail_msg("%s: '%s', expected '%s'", pattern, text.data, expected);
    buf_release(&text);
}

static void says_expressions_in_pcre2s_words(void **state)
{
    static const char *const cases[][2] = {
        { "", "(?:)" },
        { "abc", "(?:abc)" },
        { "a|b|", "(?:a|b|)" },
        { "(a(b)*)+c?", "(?:(?:a(?:b)*)+c?)" },
        { "a{2}b{2,}c{0,3}", "(?:a{2}b{2,}c{0,3})" },
        { "a.b", "(?:a[^\\n\\r]b)" },
        { "^a$", "(?:\\Aa\\z)" },
        { "\\.\\n\\t\\\\", "(?:\\x{2e}\\x{a}\\x{9}\\x{5c})" },
        { "a b#\"", "(?:a\\x{20}b\\x{23}\\x{22})" },
        { "\xc3\xa9", "(?:\xc3\xa9)" },
        { "[abc]", "(?:[abc])" },
        { "[^a-z0-9_]", "(?:[^a-z0-9\\x{5f}])" },
        { "[-a]", "(?:[\\x{2d}a])" },
        { "[a-]", "(?:[a\\x{2d}])" },
        { "[-]", "(?:[\\x{2d}])" },
        { "[a^.\\]\\\\]", "(?:[a\\x{5e}\\x{2e}\\x{5d}\\x{5c}])" },
        { "[\\p{Lu}\\P{N}x]", "(?:[\\p{Lu}\\P{N}x])" },
        { "\\p{L}\\P{Zs}", "(?:\\p{L}\\P{Zs})" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_translated(cases[i][0], cases[i][1]);
}

static void anchors_what_matches_as_a_whole(void **state)
{
    struct buf text = buf_make(TEXT);
    (void)state;
    assert_true(iregexp_translate(&text, SPAN("a|b"), true));
    assert_span(buf_span(&text), "\\A(?:a|b)\\z");
    buf_release(&text);
}

/* What other engines know and I-Regexp does not, and what no engine knows. */
static void refuses_what_is_no_iregexp(void **state)
{
    static const char *const patterns[] = {
        "(", ")", "(a", "a)", "*", "+a", "?", "{2}", "a**", "a+?", "a++", "a{2}{3}", "|*", "(*a)",
        "a{", "a{}", "a{,2}", "a{2", "a{2,1}", "a{x}", "a}", "]", "[", "[]", "[^]", "[a", "[b-a]",
        "[a-b-c]", "[[:alpha:]]", "[a&&[b]]", "\\", "\\d", "\\w", "\\b", "\\1", "\\x41", "\\u0041",
        "[\\d]", "\\p", "\\p{", "\\p{}", "\\p{X}", "\\p{Lx}", "\\pL", "\\p{IsGreek}", "(?:a)",
        "(?=a)", "(?i)a", "^*", "a{99999999999999999999}",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(patterns); i++) {
        struct buf text = buf_make(TEXT);
        if (iregexp_translate(&text, span_of(patterns[i]), false))
            fail_msg("%s is taken: %s", patterns[i], text.data);
        buf_release(&text);
    }
}

static void stops_at_the_ceiling(void **state)
{
    struct buf text = buf_make(8);
    (void)state;
    assert_false(iregexp_translate(&text, SPAN("abcdefghij"), false));
    assert_true(text.failed);
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(says_expressions_in_pcre2s_words),
        cmocka_unit_test(anchors_what_matches_as_a_whole),
        cmocka_unit_test(refuses_what_is_no_iregexp),
        cmocka_unit_test(stops_at_the_ceiling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
