/* SPDX-License-Identifier: Apache-2.0 */
/* What a rule asks beside its pattern, in words. */
#ifndef VETO_RULE_CONDITIONS_H
#define VETO_RULE_CONDITIONS_H

#include "base/buf.h"
#include "rule/rule.h"

/* Appends the `index`-th condition that the rule has; false where it has no more. */
bool rule_condition(const struct rule *rule, size_t index, struct buf *to);

#endif
