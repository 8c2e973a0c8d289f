/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/number.h"

#include "unit/test.h"

static int order_of(const char *a, const char *b)
{
    struct number left, right;
    int order = 0;
    number_read(&left, span_of(a));
    number_read(&right, span_of(b));
    if (!number_compare(&left, &right, &order))
        fail_msg("%s and %s have no order", a, b);
    return (order > 0) - (order < 0);
}

/* Each is below the next. */
static void orders_by_worth(void **state)
{
    static const char *const rising[] = {
        "-.inf", "-1e400", "-18446744073709551617", "-18446744073709551616.5e-9", "-2", "-1.5",
        "-1", "-0.1", "-1e-400", "0", "1e-400", "0.099", "0.1", "0.11", "1", "1.5", "2", "10", "0x1F",
        "0o40", "9007199254740992", "9007199254740993", "0xFFFFFFFFFFFFFFFF",
        "18446744073709551616", "1e399", "1e400", ".inf",
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(rising); i++)
        for (size_t k = 0; k < ARRAY_SIZE(rising); k++)
            assert_int_equal(order_of(rising[i], rising[k]), (i > k) - (i < k));
}

static void equal_however_written(void **state)
{
    static const char *const pairs[][2] = {
        { "1", "1.0" },     { "1", "+1" },       { "1", "001" },     { "100", "1e2" },
        { "100", "1E+02" }, { "0.5", ".5" },     { "1", "1." },      { "0", "-0" },
        { "0", "0e999" },   { "0", "-0.000" },   { "1200", "12e2" }, { "0.0012", "12e-4" },
        { "10", "0xA" },    { "8", "0o10" },     { "-1", "-1.00" },  { "0x0", "0" },
        { ".inf", "+.INF" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
        assert_int_equal(order_of(pairs[i][0], pairs[i][1]), 0);
}

static void counts_are_numbers(void **state)
{
    static const uint64_t counts[] = { 0, 1, 10, 4000000, UINT64_MAX };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(counts); i++) {
        char text[32];
        struct number counted, read;
        int order = 1;
        snprintf(text, sizeof(text), "%llu", (unsigned long long)counts[i]);
        number_from_count(&counted, counts[i]);
        number_read(&read, span_of(text));
        assert_true(number_compare(&counted, &read, &order));
        assert_int_equal(order, 0);
    }
}

static void what_is_not_a_number_has_no_order(void **state)
{
    static const char *const strange[] = { ".nan", ".NaN", "", "0x", "0x1FFFFFFFFFFFFFFFF", "." };
    struct number one, other;
    int order;
    (void)state;
    number_read(&one, SPAN("1"));
    for (size_t i = 0; i < ARRAY_SIZE(strange); i++) {
        number_read(&other, span_of(strange[i]));
        assert_false(number_compare(&one, &other, &order));
        assert_false(number_compare(&other, &other, &order));
    }
}

static void writes_what_json_can_say(void **state)
{
    static const char *const pairs[][2] = {
        { "1", "1" },         { "-0", "-0" },     { "1.50", "1.50" },  { "1E+5", "1e+5" },
        { "+1", "1" },        { "007", "7" },     { ".5", "0.5" },     { "1.", "1" },
        { "0x1F", "31" },     { "0o17", "15" },   { "000", "0" },      { "-.5e3", "-0.5e3" },
        { ".inf", "\".inf\"" }, { ".nan", "\".nan\"" },
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        struct buf text = buf_make(64);
        assert_true(number_append_json(&text, span_of(pairs[i][0])));
        assert_span(buf_span(&text), pairs[i][1]);
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_by_worth),
        cmocka_unit_test(equal_however_written),
        cmocka_unit_test(counts_are_numbers),
        cmocka_unit_test(what_is_not_a_number_has_no_order),
        cmocka_unit_test(writes_what_json_can_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
