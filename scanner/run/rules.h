/* SPDX-License-Identifier: Apache-2.0 */
/* Rules made ready to scan with: what the opaque struct veto_rules of the public header holds. */
#ifndef VETO_RUN_RULES_H
#define VETO_RUN_RULES_H

#include "base/arena.h"
#include "base/suggest.h"
#include "judge/judge.h"
#include "match/matcher.h"

struct veto_rules {
    struct arena arena;          /* of `added` and the tables below */
    struct rule_set builtin;     /* borrowed const tables, or empty */
    struct rule_set added;       /* of the user */
    const struct rule **enabled; /* all that are asked for, sorted by id */
    size_t enabled_count;
    bool *enabled_flags;         /* builtin rules first, then added */
    bool narrowed;               /* by options, to some of them */
    struct matcher *matcher;
    struct judge *judge;
};

int rules_load(struct veto_rules **out, const struct veto_rules_options *options,
               struct veto_error *error);
void rules_free(struct veto_rules *rules);

/*
 * May a policy have this rule? One that takes the place of a built-in rule would undo it in silence,
 * in spite of what a policy that is extended says: for that there is `disable`.
 */
int rules_check_own(const struct rule *rule, struct veto_error *error);

/* The enabled rule that a source raises by this name, or NULL. */
const struct rule *rules_find_event(const struct veto_rules *rules, const char *event);
/* The same by its id, of the built-in ones, enabled or not. */
const struct rule *rules_find_any(const struct veto_rules *rules, const char *id);
/* Offers the ids of all rules, enabled or not. */
void rules_suggest(const struct veto_rules *rules, struct suggestion *suggestion);
/* Is there a rule of that id or alias, enabled or not? */
bool rules_know(const struct veto_rules *rules, struct span name);
/* False of a rule that there is and that is not enabled. */
bool rules_may_find(const struct veto_rules *rules, struct span id);
/* The enabled rule of that id or alias, or NULL. */
const struct rule *rules_find(const struct veto_rules *rules, const char *id);

#endif
