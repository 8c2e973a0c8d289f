/* SPDX-License-Identifier: Apache-2.0 */
/* Two engines must agree: every end of PCRE2's is among Hyperscan's, and windows lose nothing. */
#include "cover_here.h"
#include "match_rules.h"

#include "base/macro.h"
#include "match/prefilter.h"
#include "match/regex.h"

/* With the sanitizer a round takes ten times as long, and finds its faults in a few. */
#ifdef __SANITIZE_ADDRESS__
enum { ROUNDS = 15 };
#else
enum { ROUNDS = 60 };
#endif
enum { RULES = 6, TEXT = 3000 };

struct dice {
    uint64_t state;
};

static unsigned roll(struct dice *dice, unsigned sides)
{
    dice->state = dice->state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(dice->state >> 33) % sides;
}

static const char *const words[] = { "acme_", "zeta-", "key", "KEY=", "tok.", "x1", "live_" };
static const char *const classes[] = { "[0-9]", "[a-z]",   "[0-9a-zA-Z]", "\\w",      "[^\\s'\"]",
                                       ".",     "[\\w.-]", "\\s",         "[A-F0-9]", "\\d",
                                       "\\S",   "[=:]",    "[ \\t\"'=]" };
static const char *const repeats[] = { "",      "?",      "{2}",    "{0,3}", "{1,5}",
                                       "{4,9}", "{3,5}?", "{0,2}?", "{6}",   "{2,20}" };
static const char *const edges[] = { "", "\\b", "", "\\B", "", "(?:[ '\"]|$)", "(?:\\z|\\n)", "$" };

#define PICK(dice, table) (table)[roll(dice, ARRAY_SIZE(table))]

static void append_atoms(struct buf *to, struct dice *dice, unsigned count)
{
    for (unsigned i = 0; i < count; i++) {
        switch (roll(dice, 4)) {
        case 0:
            buf_printf(to, "(?:%s|%s%s)%s", PICK(dice, words), PICK(dice, classes),
                       PICK(dice, words), PICK(dice, repeats));
            break;
        case 1:
            buf_append_text(to, PICK(dice, words));
            break;
        default:
            buf_printf(to, "%s%s", PICK(dice, classes), PICK(dice, repeats));
        }
    }
}

static void append_pattern(struct buf *to, struct dice *dice)
{
    static const char *const flags[] = { "", "", "(?i)", "(?s)", "(?m)" };
    buf_append_text(to, PICK(dice, flags));
    buf_append_text(to, roll(dice, 3) == 0 ? "\\b" : "");
    buf_append_text(to, PICK(dice, words));
    append_atoms(to, dice, 1 + roll(dice, 3));
    buf_append_text(to, PICK(dice, edges));
}

/* Whole words of the patterns and single bytes of their classes, so that much of it matches. */
static void fill_text(struct buf *text, struct dice *dice)
{
    static const char bytes[] = "0123abcXYZ_-.='\" \n\t\xff:F";
    buf_clear(text);
    while (text->len < TEXT) {
        if (roll(dice, 3) == 0)
            buf_append_text(text, PICK(dice, words));
        else
            buf_append_char(text, bytes[roll(dice, sizeof(bytes) - 1)]);
    }
}

static int note_end(unsigned id, unsigned long long from, unsigned long long end, unsigned flags,
                    void *payload)
{
    bool *ends = payload;
    (void)id;
    (void)from;
    (void)flags;
    ends[end] = true;
    return 0;
}

static void check_ends(const char *pattern, struct regex *regex, struct span text)
{
    struct veto_error error = { 0 };
    struct prefilter *prefilter = NULL;
    struct prefilter_scratch *scratch = NULL;
    bool ends[TEXT + 100] = { false };
    struct expression expression = { pattern, 0, "r" };
    assert_ok(prefilter_compile(&prefilter, &expression, 1, &error), &error);
    assert_ok(prefilter_scratch_for(&scratch, prefilter, &error), &error);
    assert_int_equal(prefilter_scan(prefilter, scratch, text, note_end, ends), 0);
    struct regex_match match;
    for (size_t from = 0; from <= text.len; from++) {
        struct regex_search search = { .text = text, .from = from, .last_start = from };
        if (regex_find(regex, &search, &match) != REGEX_YES)
            continue;
        size_t end = (size_t)(match.groups[0].data - text.data) + match.groups[0].len;
        if (!ends[end])
            fail_msg("%s: Hyperscan did not tell the end %zu of the match at %zu", pattern, end,
                     from);
    }
    prefilter_scratch_free(scratch);
    prefilter_free(prefilter);
}

static bool is_covered(const struct cover *cover, struct span text, size_t begin, size_t end)
{
    for (size_t i = 0; i < cover->count; i++) {
        const struct cover_text *one = &cover->texts[i];
        for (size_t at = begin; at + one->len <= end; at++)
            if (at - begin <= one->before && end - at - one->len <= one->after &&
                cover_text_is_at(one, text, at))
                return true;
    }
    return false;
}

/* Each match holds one of the texts, within its reach. */
static void check_cover(const char *pattern, struct regex *regex, struct span text)
{
    struct arena arena = arena_make(1 << 28, false);
    struct cover cover = { 0 };
    struct regex_match match;
    assert_int_equal(cover_of(pattern, &arena, &cover), 0);
    for (size_t from = 0; cover.count && from <= text.len; from++) {
        struct regex_search search = { .text = text, .from = from, .last_start = from };
        if (regex_find(regex, &search, &match) != REGEX_YES)
            continue;
        size_t begin = (size_t)(match.groups[0].data - text.data);
        if (!is_covered(&cover, text, begin, begin + match.groups[0].len))
            fail_msg("%s: none of its texts is in the match at %zu: %.*s", pattern, begin,
                     (int)match.groups[0].len, match.groups[0].data);
    }
    arena_release(&arena);
}

/* What PCRE2 finds in the whole text, as engine_note writes it. */
static void append_expected(struct buf *to, const char *id, struct regex *regex, struct span text)
{
    struct regex_match match;
    for (size_t from = 0; regex_run(regex, text, from, false, &match) == REGEX_YES;) {
        size_t begin = (size_t)(match.groups[0].data - text.data);
        buf_printf(to, "%s@%zu-%zu ", id, begin, begin + match.groups[0].len);
        from = begin + match.groups[0].len;
    }
}

static void run_round(struct dice *dice, size_t *matches)
{
    static const char *const ids[RULES] = { "r0", "r1", "r2", "r3", "r4", "r5" };
    struct rule rules[RULES];
    struct buf patterns[RULES], text = buf_make(2 * TEXT), expected = buf_make(1 << 20);
    for (size_t i = 0; i < RULES; i++) {
        patterns[i] = buf_make(4096);
        append_pattern(&patterns[i], dice);
        rules[i] = plain_rule(ids[i], patterns[i].data);
    }
    struct engine engine = engine_of(rules, RULES);
    fill_text(&text, dice);
    for (size_t i = 0; i < RULES; i++) {
        struct regex *regex = NULL;
        struct veto_error error = { 0 };
        assert_ok(regex_create(&regex, patterns[i].data, &error), &error);
        check_ends(patterns[i].data, regex, buf_span(&text));
        check_cover(patterns[i].data, regex, buf_span(&text));
        append_expected(&expected, ids[i], regex, buf_span(&text));
        regex_free(regex);
    }
    engine_scan_bytes(&engine, buf_span(&text));
    if (!span_eq(buf_span(&engine.found), buf_span(&expected)))
        fail_msg("windows: %s\nwhole: %s", engine.found.data, expected.data);
    for (size_t i = 0; i < expected.len; i++)
        *matches += expected.data[i] == '@';
    engine_release(&engine);
    buf_release(&expected);
    buf_release(&text);
    for (size_t i = 0; i < RULES; i++)
        buf_release(&patterns[i]);
}

static void agrees_with_a_search_of_the_whole_text(void **state)
{
    (void)state;
    struct dice dice = { 20231 };
    size_t matches = 0;
    for (int round = 0; round < ROUNDS; round++)
        run_round(&dice, &matches);
    assert_true(matches > 16 * ROUNDS);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(agrees_with_a_search_of_the_whole_text),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
