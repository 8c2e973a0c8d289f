/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/schema.h"

#include "policy/fields.h"
#include "rule/schema.h"

int policy_schema_write(FILE *to, struct veto_error *error)
{
    struct json_writer w = json_writer_make(to, true);
    json_open(&w, '{');
    json_put_text(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    json_put_text(&w, "title", "A policy for veto: veto.yaml");
    schema_put_table(&w, &policy_fields);
    json_close(&w, '}');
    return json_writer_finish(&w, error);
}
