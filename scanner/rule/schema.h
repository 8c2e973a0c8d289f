/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of rule packs, for editors: made from the loader's own table of fields. */
#ifndef VETO_RULE_SCHEMA_H
#define VETO_RULE_SCHEMA_H

#include <stdio.h>

#include "base/error.h"
#include "base/json.h"
#include "rule/fields.h"

int schema_write(FILE *to, struct veto_error *error);

/* The members of a schema that say what an object with these fields is, for another kind of file. */
void schema_put_table(struct json_writer *w, const struct field_table *table);

#endif
