/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "match/hits.h"

enum { RULES = 3, REACH = 10 };

static struct hits hits_of(uint32_t own_begin, uint32_t own_end)
{
    struct hits hits;
    assert_int_equal(hits_init(&hits, RULES), 0);
    hits_begin(&hits, own_begin, own_end);
    return hits;
}

static void add(struct hits *hits, uint32_t rule, uint32_t end)
{
    assert_int_equal(hits_add(hits, rule, end, REACH), 0);
}

static void assert_ranges(struct hits *hits, const char *expected)
{
    char text[256] = "";
    size_t len = 0;
    hits_sort(hits);
    for (size_t i = 0; i < hits->count; i++) {
        const struct hit_range *range = &hits->ranges[i];
        len += (size_t)snprintf(text + len, sizeof(text) - len, "%u:%u-%u ", range->rule,
                                range->first, range->last);
    }
    assert_string_equal(text, expected);
}

static void joins_ends_within_reach(void **state)
{
    (void)state;
    struct hits hits = hits_of(0, 1000);
    add(&hits, 1, 20);
    add(&hits, 1, 21);
    add(&hits, 0, 25);
    add(&hits, 1, 31);
    add(&hits, 1, 42);
    assert_ranges(&hits, "0:25-25 1:20-31 1:42-42 ");
    hits_release(&hits);
}

static void takes_ends_in_any_order(void **state)
{
    (void)state;
    struct hits hits = hits_of(0, 1000);
    add(&hits, 1, 50);
    add(&hits, 1, 45);
    add(&hits, 1, 47);
    add(&hits, 1, 10);
    add(&hits, 1, 55);
    assert_ranges(&hits, "1:10-10 1:45-50 1:55-55 ");
    hits_release(&hits);
}

static void joins_nothing_across_what_the_unit_owns(void **state)
{
    (void)state;
    struct hits hits = hits_of(20, 40);
    for (uint32_t end = 15; end <= 45; end++)
        add(&hits, 2, end);
    assert_ranges(&hits, "2:15-20 2:21-40 2:41-45 ");
    hits_release(&hits);
}

static void forgets_at_the_next_unit(void **state)
{
    (void)state;
    struct hits hits = hits_of(0, 1000);
    add(&hits, 1, 20);
    hits_sort(&hits);
    hits_begin(&hits, 0, 1000);
    assert_int_equal(hits.count, 0);
    add(&hits, 1, 22);
    assert_ranges(&hits, "1:22-22 ");
    hits_release(&hits);
}

static void refuses_more_than_its_ceiling(void **state)
{
    (void)state;
    struct hits hits = hits_of(0, UINT32_MAX);
    uint32_t end = 0;
    int status = 0;
    while (status == 0 && end < 200 * 1000 * 1000) {
        status = hits_add(&hits, 0, end, REACH);
        end += 2 * REACH;
    }
    assert_int_equal(status, -1);
    assert_int_equal(hits.count, 4 * 1024 * 1024);
    hits_release(&hits);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(joins_ends_within_reach),
    cmocka_unit_test(takes_ends_in_any_order),
    cmocka_unit_test(joins_nothing_across_what_the_unit_owns),
    cmocka_unit_test(forgets_at_the_next_unit),
    cmocka_unit_test(refuses_more_than_its_ceiling),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
