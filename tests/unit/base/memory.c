/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/table.h"

static void arena_gives_aligned_zeroed_memory(void **state)
{
    (void)state;
    struct arena arena = arena_make(1 << 20, false);
    for (size_t size = 1; size < 5000; size += 321) {
        char *bytes = arena_zalloc(&arena, size);
        assert_non_null(bytes);
        assert_int_equal((uintptr_t)bytes % 16, 0);
        for (size_t i = 0; i < size; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 'x', size);
    }
    arena_release(&arena);
}

static void arena_stops_at_its_ceiling_until_reset(void **state)
{
    (void)state;
    struct arena arena = arena_make(1024, false);
    assert_non_null(arena_alloc(&arena, 1000));
    assert_null(arena_alloc(&arena, 100));
    assert_true(arena_failed(&arena));
    arena_reset(&arena);
    assert_false(arena_failed(&arena));
    assert_non_null(arena_alloc(&arena, 1000));
    arena_release(&arena);
}

static void arena_refuses_sizes_that_overflow(void **state)
{
    (void)state;
    struct arena arena = arena_make(SIZE_MAX, false);
    assert_null(arena_array(&arena, SIZE_MAX / 2, 16));
    assert_null(arena_alloc(&arena, SIZE_MAX - 3));
    assert_null(arena_strndup(&arena, "x", SIZE_MAX));
    arena_release(&arena);
}

static void arena_wipes_what_it_reuses(void **state)
{
    (void)state;
#ifndef VETO_ARENA_PLAIN
    struct arena arena = arena_make(1 << 20, true);
    char *secret = arena_strndup(&arena, "hunter2hunter2", 14);
    arena_reset(&arena);
    char *again = arena_alloc(&arena, 14);
    assert_ptr_equal(again, secret);
    for (int i = 0; i < 14; i++)
        assert_int_equal(again[i], 0);
    arena_release(&arena);
#endif
}

static void arena_prints(void **state)
{
    (void)state;
    struct arena arena = arena_make(1 << 20, false);
    assert_string_equal(arena_printf(&arena, "%s:%d", "rules/aws.yaml", 12), "rules/aws.yaml:12");
    arena_release(&arena);
}

static void buf_failure_sticks(void **state)
{
    (void)state;
    struct buf buf = buf_make(8);
    assert_true(buf_append_text(&buf, "12345678"));
    assert_false(buf_append_char(&buf, '9'));
    assert_true(buf.failed);
    assert_false(buf_printf(&buf, "x"));
    assert_span(buf_span(&buf), "12345678");
    buf_clear(&buf);
    assert_true(buf_printf(&buf, "%d", 42));
    assert_string_equal(buf.data, "42");
    buf_release(&buf);
}

static void buf_grows_in_steps_and_keeps_its_bytes(void **state)
{
    (void)state;
    struct buf buf = buf_make(1 << 20);
    for (int i = 0; i < 10000; i++)
        assert_true(buf_append_char(&buf, (char)('a' + i % 26)));
    assert_int_equal(buf.len, 10000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(buf.data[i], 'a' + i % 26);
    buf_release(&buf);
}

static void table_finds_what_was_set(void **state)
{
    (void)state;
    static char names[5000][8];
    struct table table;
    table_init(&table);
    assert_null(table_get(&table, SPAN("nothing")));
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        snprintf(names[i], sizeof(names[i]), "k%zu", i);
        assert_int_equal(table_set(&table, span_of(names[i]), names[i]), 0);
    }
    for (size_t i = 0; i < ARRAY_SIZE(names); i++)
        assert_ptr_equal(table_get(&table, span_of(names[i])), names[i]);
    assert_int_equal(table.count, ARRAY_SIZE(names));
    assert_int_equal(table_set(&table, SPAN("k7"), names[1]), 0);
    assert_ptr_equal(table_get(&table, SPAN("k7")), names[1]);
    assert_int_equal(table.count, ARRAY_SIZE(names));

    size_t cursor = 0, seen = 0;
    while (table_next(&table, &cursor))
        seen++;
    assert_int_equal(seen, table.count);
    table_release(&table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_gives_aligned_zeroed_memory),
        cmocka_unit_test(arena_stops_at_its_ceiling_until_reset),
        cmocka_unit_test(arena_refuses_sizes_that_overflow),
        cmocka_unit_test(arena_wipes_what_it_reuses),
        cmocka_unit_test(arena_prints),
        cmocka_unit_test(buf_failure_sticks),
        cmocka_unit_test(buf_grows_in_steps_and_keeps_its_bytes),
        cmocka_unit_test(table_finds_what_was_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
