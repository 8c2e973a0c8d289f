/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/macro.h"
#include "unit/offset_map.h"
#include "unit/unit.h"

/* Four bytes as they are, a border of two, six from eight (base64), one from six (an escape). */
static const struct map_piece pieces[] = {
    { .at = 0, .len = 4, .from = 10, .from_len = 4 },
    { .at = 6, .len = 6, .from = 20, .from_len = 8 },
    { .at = 12, .len = 1, .from = 28, .from_len = 6 },
};
static const struct offset_map map = { pieces, ARRAY_SIZE(pieces) };

static void assert_maps(size_t begin, size_t end, size_t from, size_t to)
{
    struct byte_range range;
    assert_true(offset_map_range(&map, (struct byte_range) { begin, end }, &range));
    assert_int_equal(range.begin, from);
    assert_int_equal(range.end, to);
}

static void assert_nowhere(size_t begin, size_t end)
{
    struct byte_range range;
    assert_false(offset_map_range(&map, (struct byte_range) { begin, end }, &range));
}

static void maps_bytes_as_they_are(void **state)
{
    (void)state;
    assert_maps(0, 4, 10, 14);
    assert_maps(1, 2, 11, 12);
}

static void rounds_to_whole_digits(void **state)
{
    (void)state;
    assert_maps(6, 7, 20, 22);
    assert_maps(7, 8, 21, 23);
    assert_maps(8, 9, 22, 24);
    assert_maps(9, 12, 24, 28);
}

static void reaches_over_pieces_that_touch(void **state)
{
    (void)state;
    assert_maps(6, 13, 20, 34);
    assert_maps(12, 13, 28, 34);
}

static void knows_borders(void **state)
{
    (void)state;
    assert_nowhere(3, 7);
    assert_nowhere(4, 5);
    assert_nowhere(3, 5);
    assert_nowhere(13, 14);
    assert_nowhere(2, 2);
}

static void maps_through_all_parents(void **state)
{
    static const struct map_piece outer[] = { { .at = 0, .len = 40, .from = 100, .from_len = 80 } };
    static const struct offset_map outer_map = { outer, 1 };
    struct unit root = { 0 }, middle = { .parent = &root, .map = &outer_map };
    struct unit inner = { .parent = &middle, .map = &map };
    struct byte_range range;
    (void)state;
    assert_ptr_equal(unit_root(&inner), &root);
    assert_true(unit_root_range(&inner, (struct byte_range) { 1, 3 }, &range));
    assert_int_equal(range.begin, 122);
    assert_int_equal(range.end, 126);
    assert_true(unit_root_range(&root, (struct byte_range) { 1, 3 }, &range));
    assert_int_equal(range.begin, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(maps_bytes_as_they_are),         cmocka_unit_test(rounds_to_whole_digits),
        cmocka_unit_test(reaches_over_pieces_that_touch), cmocka_unit_test(knows_borders),
        cmocka_unit_test(maps_through_all_parents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
