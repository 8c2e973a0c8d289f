/* SPDX-License-Identifier: Apache-2.0 */
/* `scan: {allow: …}` of a policy, with expressions that one thread runs. */
#ifndef VETO_RUN_ALLOW_LISTS_H
#define VETO_RUN_ALLOW_LISTS_H

#include "policy/policy.h"

struct allow_lists;

int allow_lists_create(struct allow_lists **out, const struct veto_policy *policy,
                       struct veto_error *error);
void allow_lists_free(struct allow_lists *lists);
/* Before the first question about a unit of a source: what is asked about one is bounded. */
void allow_lists_begin_unit(struct allow_lists *lists);
/* Does one of them allow `value`, found by `rule` at the logical place of `origin`? NULL allows nothing. */
bool allow_lists_allow(struct allow_lists *lists, const struct veto_rule *rule, struct span value,
                       const struct veto_origin *origin);

#endif
