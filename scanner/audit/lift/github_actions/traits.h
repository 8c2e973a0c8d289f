/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes of expressions that checks ask for. */
#ifndef VETO_AUDIT_LIFT_GITHUB_ACTIONS_TRAITS_H
#define VETO_AUDIT_LIFT_GITHUB_ACTIONS_TRAITS_H

#include "audit/lift/expression/expression.h"
#include "audit/lift/put.h"

/*
 * `traits` of the fact of an expression, where it has any: `all-secrets`, `computed-secret`,
 * `part-of-secret`, `secret`, `bot-name`, `loose-contains`.
 */
void workflow_put_traits(struct put *put, struct node *fact, const struct expression *expression,
                         struct place at);

#endif
