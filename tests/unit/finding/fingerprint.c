/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "finding/fingerprint.h"

static void does_not_change_between_versions(void **state)
{
    (void)state;
    char out[FINGERPRINT_HEX];
    /* These stand in people's baselines: made once by tests/unit/finding/fingerprint.py. */
    fingerprint_identity(SPAN_EMPTY, SPAN("hunter2"), out);
    assert_string_equal(out, "ef54f945a4a8dded12d49b0b5261b4bc");
    fingerprint_of_value(SPAN_EMPTY, "rule", SPAN("hunter2"), SPAN("deploy/ci.env"), out);
    assert_string_equal(out, "1f8711fc776ac38847baf26c4283c33f");
    fingerprint_of_ordinal(SPAN_EMPTY, "rule", 2, SPAN("deploy/ci.env"), out);
    assert_string_equal(out, "44c59d535e5024cc35d579c1efa2e14f");
}

static void differs_in_every_part(void **state)
{
    (void)state;
    char a[FINGERPRINT_HEX], b[FINGERPRINT_HEX];
    fingerprint_of_value(SPAN_EMPTY, "ab", SPAN("c"), SPAN("d"), a);
    fingerprint_of_value(SPAN_EMPTY, "a", SPAN("bc"), SPAN("d"), b);
    assert_string_not_equal(a, b);
    fingerprint_of_value(SPAN_EMPTY, "ab", SPAN("c"), SPAN("e"), b);
    assert_string_not_equal(a, b);
    fingerprint_of_value(SPAN_EMPTY, "ab", ((struct span){ "c\0", 2 }), SPAN("d"), b);
    assert_string_not_equal(a, b);
}

static void keeps_kinds_of_identity_apart(void **state)
{
    (void)state;
    char a[FINGERPRINT_HEX], b[FINGERPRINT_HEX];
    fingerprint_of_ordinal(SPAN_EMPTY, "rule", 1, SPAN("place"), a);
    fingerprint_of_value(SPAN_EMPTY, "rule", SPAN("1"), SPAN("place"), b);
    assert_string_not_equal(a, b);
    fingerprint_of_ordinal(SPAN_EMPTY, "rule", 11, SPAN("place"), b);
    assert_string_not_equal(a, b);
}

static void a_salt_replaces_the_key(void **state)
{
    (void)state;
    const struct span salt = SPAN("7c1e0f52a9d84b36");
    char out[FINGERPRINT_HEX], name[FINGERPRINT_SALT_HEX];
    /* By the same script. */
    fingerprint_identity(salt, SPAN("hunter2"), out);
    assert_string_equal(out, "6fa778310739173a4b38a6ce375f24b5");
    fingerprint_of_value(salt, "rule", SPAN("hunter2"), SPAN("deploy/ci.env"), out);
    assert_string_equal(out, "cf4a658c86222edb41f0ac4b6e95a182");
    fingerprint_of_ordinal(salt, "rule", 2, SPAN("deploy/ci.env"), out);
    assert_string_equal(out, "e7687fe4c7affe316bf7747bbf8b8a25");
    fingerprint_salt_name(salt, name);
    assert_string_equal(name, "0573d5a4ae0cd1d8");
    fingerprint_salt_name(SPAN_EMPTY, name);
    assert_string_equal(name, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_not_change_between_versions),
        cmocka_unit_test(differs_in_every_part),
        cmocka_unit_test(keeps_kinds_of_identity_apart),
        cmocka_unit_test(a_salt_replaces_the_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
