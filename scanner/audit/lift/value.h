/* SPDX-License-Identifier: Apache-2.0 */
/* What a name and a value say about a secret: the same three facts in every kind. */
#ifndef VETO_AUDIT_LIFT_VALUE_H
#define VETO_AUDIT_LIFT_VALUE_H

#include "audit/lift/put.h"

bool value_has_secret_name(struct span name);
/* Empty, a template, a first guess, a path, an address, a boolean or a number. */
bool value_is_placeholder(struct span value);
/* It stands in the text: nothing is put in later. */
bool value_is_literal(struct span value);
/* What is named as a secret is itself the name of one, or of who has it. */
bool value_is_name(struct span name, struct span value);
/* `name`, `value`, `secretName`, `literal`, `placeholder` into `object`. */
void value_put(struct put *put, struct node *object, struct span name, struct span value,
               struct place at);

#endif
