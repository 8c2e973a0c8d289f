/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "match/cover.h"

static struct cover cover_in(const char *expression, struct arena *arena)
{
    struct cover cover = { 0 };
    *arena = arena_make(1 << 26, false);
    assert_int_equal(cover_of(expression, arena, &cover), 0);
    return cover;
}

/* Each text as `text<before>after`, with `~` before a letter of either case. */
static void write_cover(const struct cover *cover, struct buf *to)
{
    for (size_t i = 0; i < cover->count; i++) {
        const struct cover_text *text = &cover->texts[i];
        if (i)
            buf_append_char(to, ' ');
        for (size_t k = 0; k < text->len; k++)
            buf_printf(to, text->either_case >> k & 1 ? "~%c" : "%c", text->bytes[k]);
        buf_printf(to, "<%u>%u", text->before, text->after);
    }
}

static void assert_cover(const char *expression, const char *expected)
{
    struct arena arena;
    struct cover cover = cover_in(expression, &arena);
    struct buf written = buf_make(1 << 16);
    buf_append_text(&written, "");
    write_cover(&cover, &written);
    if (!span_is(buf_span(&written), expected))
        fail_msg("%s: %s, not %s", expression, written.data, expected);
    buf_release(&written);
    arena_release(&arena);
}

static void is_the_fixed_text(void **state)
{
    (void)state;
    assert_cover("AKIA[0-9A-Z]{16}", "AKIA<0>16");
    assert_cover("\\bx{1,3}zq_live_[0-9a-z]{4,9}", "zq_live_<3>9");
    assert_cover("(?i)zulipchat", "~z~u~l~i~p~c~h~a<0>1");
    assert_cover("[0-9]{3}xyzzy", "xyzzy<3>0");
}

static void is_one_of_each_alternative(void **state)
{
    (void)state;
    assert_cover("(?:xoxq|plugh)-[0-9]{5}", "xoxq-<0>5 plugh<0>6");
    assert_cover("(?:[0-9]{2}xoxq|plughq{2,9})", "xoxq<2>0 plughqq<0>7");
    assert_cover("zq[kx]_w", "zqk_w<0>0 zqx_w<0>0");
    assert_cover("q(?:wx)?zkp[0-9]", "qwxz<0>3 qzkp<0>1");
}

static void is_nothing_where_there_is_no_such_text(void **state)
{
    (void)state;
    assert_cover("[0-9a-z]{20}", "");
    assert_cover("ab[0-9a-z]{3}", "");
    assert_cover("(?:xyzzy|[0-9]{8})", "");
    assert_cover("xyzzy.*", "");
    assert_cover("(?:xyzzy)?[0-9]{9}", "");
}

static void is_of_ascii_alone(void **state)
{
    (void)state;
    assert_cover("xyzzy\xc3\xa9[0-9]{4}", "xyzzy<0>6");
    assert_cover("q\xc3\xa9z[^k]{4}", "");
    assert_cover("(?:l\xc3\xb6zenord|haz\xc5\x82o)=[0-9]{4}", "zenord=<3>4 haz<0>8");
}

/* A text within what is repeated may be in the first or the last of the repeats. */
static void reaches_over_repeats(void **state)
{
    (void)state;
    assert_cover("(?:[0-9]xyzzy){2,4}", "xyzzy<1>18");
    assert_cover("(?:xyzzy[0-9]{0,2}){1,3}k", "xyzzy<14>17");
}

static void assert_in(const char *expression, const struct byte_set *set, const char *bytes,
                      bool expected)
{
    for (; *bytes; bytes++)
        if (set_has(set, (unsigned char)*bytes) != expected)
            fail_msg("%s: %c should %sbe beside it", expression, *bytes, expected ? "" : "not ");
}

static void assert_neighbours(const char *expression, const char *before, const char *not_before,
                              const char *after, const char *not_after)
{
    struct arena arena;
    struct cover cover = cover_in(expression, &arena);
    assert_int_equal(cover.count, 1);
    assert_in(expression, &cover.texts->precede, before, true);
    assert_in(expression, &cover.texts->precede, not_before, false);
    assert_in(expression, &cover.texts->follow, after, true);
    assert_in(expression, &cover.texts->follow, not_after, false);
    arena_release(&arena);
}

static void knows_what_may_stand_beside_it(void **state)
{
    (void)state;
    assert_neighbours("xyzzy", "a =", "", "a =", "");
    assert_neighbours("[0-9]{2}xyzzy[:=]", "07", "a:", ":=", "a0");
    /* What may be empty is seen through. */
    assert_neighbours("[0-9]{0,2}xyzzy[ \t]{0,3}[:=]", "0a", "", " \t:=", "a0");
    assert_neighbours("(?:#[0-9]{0,2})xyzzy(?:[ ]{1,3}k)?(?:\"|[a-c]{2,5})", "#0", "\"", " \"a",
                      "k:");
    assert_neighbours("(?:[0-9]xyzzy){1,4}", "0", "y", "0k", "");
    assert_neighbours("(?:[0-9]xyzzy){2,4}", "0", "y", "0", "k");
    assert_neighbours("\\bxyzzy[=]", " -", "a_0", "=", "");
    assert_neighbours("\\b:zq:z[=]", "a_0", " -", "=", "");
    assert_neighbours("\\b(?:[0-9]{1,3}k|)xyzzy", "k ", "", "a", "");
    assert_neighbours("(?i)\\bxyzzy[a-c]", " ", "a", "aA", "dD");
}

/* One of the two of the one text of an expression; no bytes of `until`: it says nothing. */
static void assert_one_way(const char *expression, size_t number, const char *through,
                           const char *not_through, const char *until, const char *not_until)
{
    struct arena arena;
    struct cover cover = cover_in(expression, &arena);
    assert_int_equal(cover.count, 1);
    const struct cover_way *way = &cover.texts->ways[number];
    assert_in(expression, &way->through, through, true);
    assert_in(expression, &way->through, not_through, false);
    assert_in(expression, &way->until, until, true);
    assert_in(expression, &way->until, not_until, false);
    assert_int_equal(set_is_empty(&way->until), *until == 0);
    arena_release(&arena);
}

static void assert_way(const char *expression, const char *through, const char *not_through,
                       const char *until, const char *not_until)
{
    assert_one_way(expression, 0, through, not_through, until, not_until);
}

static void assert_second_way(const char *expression, const char *through, const char *until)
{
    assert_one_way(expression, 1, through, "", until, "");
}

static void knows_where_what_follows_leads(void **state)
{
    (void)state;
    assert_way("xyzzy[a-z ]{0,20}[=]", "az ", "=0", "=", "a 0");
    assert_way("xyzzy[\"']?[ \t]{0,4}[=:][0-9]{4}", "\"' ", "a0=", "=:", "0\" ");
    assert_way("xyzzy://[^\\s@]{1,40}@[a-z]{3}", ":/a", "@ ", "@", "a:");
    /* In each alternative, or in the one that is rarest, but what may lack is not asked for. */
    assert_way("xyzzy[a-z]{1,9}(?:=|#[0-9]{2})", "az", "=#0", "=#", "a0");
    assert_way("xyzzy[a-z]{1,9}={0,9}[0-9]", "az=", "0", "0", "=a");
    assert_way("(?:xyzzy[a-z]{1,9}-){1,3}=", "az", "=", "-", "=");
    /* Whoever ends a line finds its end. */
    assert_way("xyzzy[^\n]{0,500}\n", "", "a", "", "a\n");
    assert_way("xyzzy[0-9]{4}", "", "0", "", "0");
}

static void knows_a_second_place_where_that_leads(void **state)
{
    (void)state;
    assert_second_way("xyzzy[a-z]{0,9}@[0-9]{4,9};", "az@09", ";");
    /* Of what leads to the same, the rarest. */
    assert_second_way("xyzzy[a-z]{0,9}@[a-z]{4,9}@", "az@", "az");
    assert_second_way("xyzzy[a-z]{0,9}@[0-9]{4,9};?", "az@", "09");
}

static void knows_what_an_optional_part_begins_with(void **state)
{
    (void)state;
    assert_way("xyzzy[ ]{1,4}(?:for[ ][^\n]{1,9}[ ])?is", " ", "f", "fi", " s");
    assert_way("xyzzy[ ]{1,4}(?:[#][^\n]{1,9})?(?:=|[$]a)", " ", "#=", "#=$", "a ");
    /* The next of the repeats is one, too. */
    assert_way("(?:[#!]{1,2}xyzzy[a-c]{1,3}(?:Q[^\n]{1,9})?){1,3}=", "abc", "Q=k", "Q=#!", "abck");
}

static void assert_end(const char *expression, bool expected)
{
    struct arena arena;
    struct cover cover = cover_in(expression, &arena);
    assert_int_equal(cover.count, 1);
    assert_false(set_is_empty(&cover.texts->ways[0].until));
    assert_int_equal(cover.texts->ways[0].or_end, expected);
    arena_release(&arena);
}

static void knows_that_the_end_of_all_may_be_where_that_leads(void **state)
{
    (void)state;
    assert_end("xyzzy[0-9]{4,9}(?:#|\\z)", true);
    assert_end("xyzzy[0-9]{4,9};?(?:#|\\z)", true);
    assert_end("(?m)xyzzy[0-9]{4,9}$", true);
    assert_end("xyzzy[0-9]{4,9}\\Z", true);
    assert_end("xyzzy[0-9]{4,9}\\n", false);
    assert_one_way("xyzzy[0-9]{4,9}$", 0, "09", "\n", "\n", "0");
    assert_one_way("xyzzy[0-9]{4,9}(?:\\z)?", 0, "", "09", "", "");
}

static void thinks_what_is_counted_dear(void **state)
{
    (void)state;
    struct cover_text words[] = { { .bytes = "return", .len = 6 },
                                  { .bytes = "xyzzyq", .len = 6 } };
    assert_true(cover_text_cost(&words[0]) > 100 * cover_text_cost(&words[1]));
    assert_true(cover_fragment_cost(&words[0], 0) > 300);
    assert_cover("(?i)function[0-9]{1,4}zulip", "~z~u~l~i~p<12>0");
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(is_the_fixed_text),
    cmocka_unit_test(is_one_of_each_alternative),
    cmocka_unit_test(is_nothing_where_there_is_no_such_text),
    cmocka_unit_test(is_of_ascii_alone),
    cmocka_unit_test(reaches_over_repeats),
    cmocka_unit_test(knows_what_may_stand_beside_it),
    cmocka_unit_test(knows_where_what_follows_leads),
    cmocka_unit_test(knows_a_second_place_where_that_leads),
    cmocka_unit_test(knows_what_an_optional_part_begins_with),
    cmocka_unit_test(knows_that_the_end_of_all_may_be_where_that_leads),
    cmocka_unit_test(thinks_what_is_counted_dear),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
