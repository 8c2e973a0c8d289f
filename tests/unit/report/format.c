/* SPDX-License-Identifier: Apache-2.0 */
/* What every format promises. */
#include "unit/report/example.h"

#include "base/utf.h"

static void formats_are_found_by_name(void **state)
{
    (void)state;
    const struct report_format *format;
    size_t count = 0;
    for (; (format = report_format_at(count)); count++)
        assert_ptr_equal(report_format_find(format->name), format);
    assert_int_equal(count, 4);
    assert_ptr_equal(report_format_find("sarif"), &report_sarif);
    assert_null(report_format_find("pdf"));
    assert_null(report_format_find(""));
}

static void the_same_result_gives_the_same_bytes(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    for (size_t i = 0; report_format_at(i); i++) {
        cleanup(free_ptr) char *first = written(report_format_at(i)->name, &result, NULL);
        result.seconds += 1;
        cleanup(free_ptr) char *second = written(report_format_at(i)->name, &result, NULL);
        assert_string_equal(first, second);
    }
}

static void nothing_found_is_a_report_too(void **state)
{
    (void)state;
    struct veto_result result = empty_result();
    for (size_t i = 0; report_format_at(i); i++) {
        cleanup(free_ptr) char *text = written(report_format_at(i)->name, &result, NULL);
        assert_true(strlen(text) > 20);
        assert_int_equal(text[strlen(text) - 1], '\n');
    }
}

static void a_full_disk_is_an_error(void **state)
{
    (void)state;
    static const struct veto_report_options options = VETO_REPORT_OPTIONS_INIT;
    struct veto_result results[] = { example_result(), empty_result() };
    for (size_t i = 0; report_format_at(i); i++) {
        for (size_t k = 0; k < ARRAY_SIZE(results); k++) {
            struct veto_error error = { 0 };
            FILE *full = fopen("/dev/full", "w");
            assert_non_null(full);
            assert_true(report_format_at(i)->write(&results[k], &options, full, &error) < 0);
            assert_int_equal(error.code, VETO_ERROR_IO);
            assert_true(strlen(error.message) > 0);
            fclose(full);
        }
    }
}

static void no_report_obeys_foreign_bytes(void **state)
{
    (void)state;
    struct veto_result result = example_result();
    for (size_t i = 0; report_format_at(i); i++) {
        cleanup(free_ptr) char *text = written(report_format_at(i)->name, &result, NULL);
        assert_true(utf_is_valid(span_of(text)));
        assert_null(strchr(text, '\033'));
        assert_null(strstr(text, "we\nird"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formats_are_found_by_name),
        cmocka_unit_test(the_same_result_gives_the_same_bytes),
        cmocka_unit_test(nothing_found_is_a_report_too),
        cmocka_unit_test(a_full_disk_is_an_error),
        cmocka_unit_test(no_report_obeys_foreign_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
