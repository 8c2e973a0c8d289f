/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions that are known by name: what they take and give, as their documentation had it in August
 * 2026, and which of their versions are out of use, abandoned, or were taken over.
 */
#ifndef VETO_AUDIT_LIFT_GITHUB_ACTIONS_KNOWN_H
#define VETO_AUDIT_LIFT_GITHUB_ACTIONS_KNOWN_H

#include "audit/lift/github_actions/github_actions.h"

struct known_action {
    const char *name;
    unsigned from, to; /* major versions that the lists hold for */
    const char *inputs;
    const char *required; /* inputs; NULL: none */
    const char *outputs;  /* NULL: not known */
};

extern const struct known_action known_actions[];
extern const size_t known_action_count;

/* What a step with this `uses` gives; NULL where that is not known. */
const struct type *known_action_outputs(struct span uses, struct arena *arena);
/* Errors of the inputs of the step at hand. */
void known_action_check(struct workflow *w, const struct node *uses);
/* `outdated`, `archived`, `vulnerable` */
void known_action_put(struct workflow *w, struct node *facts, struct span uses, struct place at);
/* `caches`, `uploads`, where the step's action does so. */
void known_action_put_step(struct workflow *w, struct node *facts, const struct node *step);

#endif
