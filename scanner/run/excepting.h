/* SPDX-License-Identifier: Apache-2.0 */
/* `except:` of the user's rules, with expressions that one thread runs. */
#ifndef VETO_RUN_EXCEPTING_H
#define VETO_RUN_EXCEPTING_H

#include "match/matcher.h"

struct excepting;

/* `*out` is NULL where no rule has exceptions. The rules are borrowed. */
int excepting_create(struct excepting **out, const struct rule_set *rules,
                     struct veto_error *error);
void excepting_free(struct excepting *excepting);
/* Is the match one that its rule excepts? NULL excepts nothing. */
bool excepting_excepts(struct excepting *excepting, const struct match *match,
                       const struct unit *unit);

/* Are the rule's exceptions expressions? */
int excepting_lint(const struct rule *rule, struct veto_error *error);

#endif
