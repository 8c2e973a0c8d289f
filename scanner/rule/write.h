/* SPDX-License-Identifier: Apache-2.0 */
/* A rule as a pack has it: YAML, or one key's value as text. Made from the table of fields. */
#ifndef VETO_RULE_WRITE_H
#define VETO_RULE_WRITE_H

#include "base/buf.h"
#include "rule/rule.h"

/*
 * Appends the entry of a pack's `rules:` list, without what is as it would be unsaid. Reading it gives
 * the same rule. `skip` names keys that are left out, up to NULL; may be NULL.
 */
void rule_append_yaml(struct buf *to, const struct rule *rule, const char *const *skip);
/* A text as a scalar: plain quotes where they suffice; a block where it has lines. */
void yaml_append_scalar(struct buf *to, struct span text, size_t indent);
/*
 * The value of the `index`-th key as one text, to be compared: empty where it is as unsaid. Returns the
 * key, NULL past the last.
 */
const char *rule_append_value(struct buf *to, const struct rule *rule, size_t index);

/* A rule in which nothing is said. */
struct rule rule_unsaid(void);

#endif
