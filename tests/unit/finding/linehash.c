/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/macro.h"
#include "finding/fingerprint.h"

static void assert_hash(struct span content, uint64_t line, const char *expected)
{
    char out[LINE_HASH_TEXT];
    line_hash(content, line, out);
    assert_string_equal(out, expected);
}

static void agrees_with_github(void **state)
{
    (void)state;
    assert_hash(SPAN(""), 1, "c129715d7a2bc9a3:1");
    assert_hash(SPAN("x = 1\n"), 1, "8e00d41f0ebba6bf:1");
    assert_hash(SPAN("x = 1\n"), 2, "c129715d7a2bc9a3:1");
    assert_hash(SPAN("x = 1\r\nx = 1\r\nx = 1"), 1, "bdc556faf577e919:1");
    assert_hash(SPAN("x = 1\r\nx = 1\r\nx = 1"), 2, "b6e86ff8baa3b05d:1");
    assert_hash(SPAN("x = 1\r\nx = 1\r\nx = 1"), 3, "d38b34bb229aa761:1");
    assert_hash(SPAN("token=\"a\"\n\tpassword = b\n"), 1, "1d59968df8a382d0:1");
    assert_hash(SPAN("token=\"a\"\n\tpassword = b\n"), 2, "4fd9950944a57dd7:1");
    assert_hash(SPAN("\xc3\xa9\xf0\x9f\x98\x80\n"), 1, "16a367e7bde89037:1");
}

static void ends_lines_alike(void **state)
{
    (void)state;
    char crlf[LINE_HASH_TEXT], cr[LINE_HASH_TEXT], lf[LINE_HASH_TEXT];
    line_hash(SPAN("x = 1\r\nx = 1\r\nx = 1"), 2, crlf);
    line_hash(SPAN("x = 1\rx = 1\rx = 1"), 2, cr);
    line_hash(SPAN("x = 1\nx = 1\nx = 1"), 2, lf);
    assert_string_equal(crlf, lf);
    assert_string_equal(cr, lf);
}

static void tells_nothing_of_a_line_that_is_not_there(void **state)
{
    (void)state;
    assert_hash(SPAN("a\nb\n"), 0, "");
    assert_hash(SPAN("a\nb\n"), 4, "");
}

/* Long equal lines have equal windows of a hundred characters, and are numbered. */
static void numbers_equal_lines(void **state)
{
    (void)state;
    char content[4 * 121 + 1];
    char first[LINE_HASH_TEXT], second[LINE_HASH_TEXT], third[LINE_HASH_TEXT];
    char absent[LINE_HASH_TEXT];
    memset(content, 'a', sizeof(content));
    for (size_t i = 1; i <= 4; i++)
        content[i * 121 - 1] = '\n';
    struct span span = { content, 4 * 121 };
    line_hash(span, 1, first);
    line_hash(span, 3, third);
    assert_string_equal(first + strlen(first) - 2, ":1");
    assert_string_equal(third + strlen(third) - 2, ":3");
    assert_memory_equal(first, third, strlen(first) - 2);

    struct line_hash_request requests[] = {
        { 2, second }, { 2, first }, { 3, third }, { 9, absent }
    };
    line_hashes(span, requests, ARRAY_SIZE(requests));
    assert_string_equal(second + strlen(second) - 2, ":2");
    assert_string_equal(first, second);
    assert_string_equal(third + strlen(third) - 2, ":3");
    assert_string_equal(absent, "");
}

static void reads_broken_text_as_node_does(void **state)
{
    (void)state;
    char broken[LINE_HASH_TEXT], replaced[LINE_HASH_TEXT];
    line_hash(SPAN("a\xff\xc3(\xf0\x9f"), 1, broken);
    line_hash(SPAN("a\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd"), 1, replaced);
    assert_string_equal(broken, replaced);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_github),
        cmocka_unit_test(ends_lines_alike),
        cmocka_unit_test(tells_nothing_of_a_line_that_is_not_there),
        cmocka_unit_test(numbers_equal_lines),
        cmocka_unit_test(reads_broken_text_as_node_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
