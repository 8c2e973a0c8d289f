/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include "finding/fingerprint.h"

static void does_not_change_between_versions(void **state)
{
    (void)state;
    char out[FINGERPRINT_HEX];
    /* These stand in people's baselines: made once by tests/unit/finding/fingerprint.py. */
    fingerprint_identity(SPAN("hunter2"), out);
    assert_string_equal(out, "ef54f945a4a8dded12d49b0b5261b4bc");
    fingerprint_of_value("rule", SPAN("hunter2"), SPAN("deploy/ci.env"), out);
    assert_string_equal(out, "1f8711fc776ac38847baf26c4283c33f");
    fingerprint_of_ordinal("rule", 2, SPAN("deploy/ci.env"), out);
    assert_string_equal(out, "44c59d535e5024cc35d579c1efa2e14f");
}

static void differs_in_every_part(void **state)
{
    (void)state;
    char a[FINGERPRINT_HEX], b[FINGERPRINT_HEX];
    fingerprint_of_value("ab", SPAN("c"), SPAN("d"), a);
    fingerprint_of_value("a", SPAN("bc"), SPAN("d"), b);
    assert_string_not_equal(a, b);
    fingerprint_of_value("ab", SPAN("c"), SPAN("e"), b);
    assert_string_not_equal(a, b);
    fingerprint_of_value("ab", ((struct span){ "c\0", 2 }), SPAN("d"), b);
    assert_string_not_equal(a, b);
}

static void keeps_kinds_of_identity_apart(void **state)
{
    (void)state;
    char a[FINGERPRINT_HEX], b[FINGERPRINT_HEX];
    fingerprint_of_ordinal("rule", 1, SPAN("place"), a);
    fingerprint_of_value("rule", SPAN("1"), SPAN("place"), b);
    assert_string_not_equal(a, b);
    fingerprint_of_ordinal("rule", 11, SPAN("place"), b);
    assert_string_not_equal(a, b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(does_not_change_between_versions),
        cmocka_unit_test(differs_in_every_part),
        cmocka_unit_test(keeps_kinds_of_identity_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
