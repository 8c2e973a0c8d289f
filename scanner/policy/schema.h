/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON Schema of policy files, for editors: made from the loader's own table of fields. */
#ifndef VETO_POLICY_SCHEMA_H
#define VETO_POLICY_SCHEMA_H

#include <stdio.h>

#include "base/error.h"

int policy_schema_write(FILE *to, struct veto_error *error);

#endif
