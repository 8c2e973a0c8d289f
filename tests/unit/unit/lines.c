/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/macro.h"
#include "unit/lines.h"

/* The slow and plain way that all else is compared with: one byte after the other. */
static void count_plainly(struct span text, size_t offset, unsigned *line, unsigned *column)
{
    *line = *column = 1;
    size_t i = span_starts(text, SPAN("\xef\xbb\xbf")) ? 3 : 0;
    for (; i < offset; i++) {
        char c = text.data[i];
        if (c == '\n' || (c == '\r' && !(i + 1 < text.len && text.data[i + 1] == '\n'))) {
            ++*line;
            *column = 1;
        } else if (((unsigned char)c & 0xc0) != 0x80) {
            ++*column;
        }
    }
}

static void agrees_with_counting_each_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "\n", "\r", "\r\n", "one", "one\ntwo\n", "one\r\ntwo\r\n\r\nfour",
        "a\rb\r\rc\n\rd\r\r\ne",
        "\xef\xbb\xbfkey = 1\nb", "gr\xc3\xbc\xc3\x9f\n\xf0\x9f\x98\x80 x\r\ny",
    };
    for (size_t t = 0; t < ARRAY_SIZE(texts); t++) {
        struct span text = span_of(texts[t]);
        struct unit unit = unit_whole(text, NULL);
        struct lines lines = lines_make(&unit);
        for (size_t i = 0; i <= text.len; i++) {
            unsigned line, column;
            if (i < text.len && ((unsigned char)text.data[i] & 0xc0) == 0x80)
                continue;
            count_plainly(text, i, &line, &column);
            struct veto_region region = lines_region(&lines, i, text.len);
            if (i >= 3 || text.len == 0 || (unsigned char)text.data[0] != 0xef) {
                assert_int_equal(region.start_line, line);
                assert_int_equal(region.start_column, column);
            }
            count_plainly(text, text.len, &line, &column);
            assert_int_equal(region.end_line, line);
            assert_int_equal(region.end_column, column);
        }
    }
}

static void answers_in_any_order(void **state)
{
    (void)state;
    struct unit unit = unit_whole(SPAN("a\nbc\ndef"), NULL);
    struct lines lines = lines_make(&unit);
    assert_int_equal(lines_region(&lines, 6, 7).start_line, 3);
    struct veto_region region = lines_region(&lines, 3, 6);
    assert_int_equal(region.start_line, 2);
    assert_int_equal(region.start_column, 2);
    assert_int_equal(region.end_line, 3);
    assert_int_equal(region.end_column, 2);
    assert_int_equal(region.byte_offset, 3);
    assert_int_equal(region.byte_length, 3);
}

static void counts_on_from_a_window(void **state)
{
    (void)state;
    struct unit unit = unit_whole(SPAN("cd\nef"), NULL);
    unit.offset = 100;
    unit.first_line = 7;
    unit.first_column = 31;
    struct lines lines = lines_make(&unit);
    struct veto_region region = lines_region(&lines, 1, 4);
    assert_int_equal(region.start_line, 7);
    assert_int_equal(region.start_column, 32);
    assert_int_equal(region.end_line, 8);
    assert_int_equal(region.end_column, 2);
    assert_int_equal(region.byte_offset, 101);
}

static void finds_the_bounds_of_a_line(void **state)
{
    (void)state;
    struct span text = SPAN("one\r\ntwo\rthree\n\nfive");
    static const struct {
        size_t offset, begin, end;
    } cases[] = {
        { 0, 0, 3 }, { 2, 0, 3 }, { 3, 0, 3 }, { 4, 0, 3 }, { 5, 5, 8 }, { 8, 5, 8 },
        { 9, 9, 14 }, { 14, 9, 14 }, { 15, 15, 15 }, { 16, 16, 20 }, { 20, 16, 20 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        size_t begin, end;
        line_bounds(text, cases[i].offset, &begin, &end);
        assert_int_equal(begin, cases[i].begin);
        assert_int_equal(end, cases[i].end);
    }
}

/* Cutting a text anywhere and counting the parts must give what the whole gives. */
static void counts_parts_as_the_whole(void **state)
{
    (void)state;
    enum { LEN = 700 };
    char bytes[LEN];
    unsigned seed = 7;
    for (size_t i = 0; i < LEN; i++) {
        seed = seed * 1103515245u + 12345u;
        bytes[i] = "ab\r\n"[seed >> 20 & 3];
    }
    struct span text = { bytes, LEN };
    uint64_t whole = lines_count(text, false);
    assert_true(whole > 100);
    for (size_t cut = 0; cut <= LEN; cut++) {
        bool after_cr = cut && bytes[cut - 1] == '\r';
        assert_int_equal(lines_count(span_sub(text, 0, cut), false) +
                                 lines_count(span_from(text, cut), after_cr),
                         whole);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_counting_each_byte),
        cmocka_unit_test(answers_in_any_order),
        cmocka_unit_test(counts_on_from_a_window),
        cmocka_unit_test(finds_the_bounds_of_a_line),
        cmocka_unit_test(counts_parts_as_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
