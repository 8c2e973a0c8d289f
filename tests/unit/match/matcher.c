/* SPDX-License-Identifier: Apache-2.0 */
#include "match_rules.h"

static void finds_the_secret_group_and_the_others(void **state)
{
    (void)state;
    struct rule rule = plain_rule("key", "\\bname=(?<user>[a-z]{1,8});key_(?<secret>[0-9]{6})\\b");
    struct engine engine = engine_of(&rule, 1);
    engine_scan(&engine, "x name=bob;key_123456 name=ann;key_1234567");
    assert_found(&engine, "key@2-21");
    assert_string_equal(engine.secrets.data, "123456 ");
    assert_string_equal(engine.captures.data, "user=bob ");
    engine_release(&engine);
}

const struct CMUnitTest tests[] = {
    cmocka_unit_test(finds_the_secret_group_and_the_others),
};

int main(void)
{
    return cmocka_run_group_tests(tests, NULL, NULL);
}
