/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VETO_TESTS_RULE_SAME_KEYS_H
#define VETO_TESTS_RULE_SAME_KEYS_H

#include "base/json.h"
#include "rule/form.h"
#include "unit/test.h"

/* A JSON Schema has the keys of the loader's table, at every depth, and no others. */
static inline void assert_same_keys(const struct json_value *schema,
                                    const struct field_table *table)
{
    const struct json_value *properties = json_member(schema, "properties");
    assert_int_equal(json_count(properties), table->count);
    for (size_t i = 0; i < table->count; i++) {
        const struct field *field = &table->fields[i];
        const struct json_value *property = json_member(properties, field->key);
        assert_non_null(property);
        if (field->type == FIELD_OBJECTS)
            property = json_member(property, "items");
        if (field->inside)
            assert_same_keys(property, field->inside);
    }
}

#endif
