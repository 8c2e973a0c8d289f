/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a rule must be beyond its form. Whether its expressions are good ones is asked elsewhere:
 * match/ and judge/ have a lint of their own.
 */
#ifndef VETO_RULE_LINT_H
#define VETO_RULE_LINT_H

#include "rule/read.h"

/* One rule by itself; `node` is what it was read from. */
void lint_rule(const struct reading *reading, const struct rule *rule, const struct node *node);

/* Rules that `over:` or `companions:` name must be in `set`, or in `others` (may be NULL). */
void lint_references(struct complaints *complaints, const struct rule_set *set,
                     const struct rule_set *others);

#endif
