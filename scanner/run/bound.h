/* SPDX-License-Identifier: Apache-2.0 */
/* A policy beside the rules it is about: are its names those of rules, its expressions good? */
#ifndef VETO_RUN_BOUND_H
#define VETO_RUN_BOUND_H

#include "policy/policy.h"
#include "run/rules.h"

/* The first mistake is the error; with `complain` each is told, and the result is their number. */
int bound_check(const struct veto_policy *policy, const struct veto_rules *rules,
                rule_complaint complain, void *payload, struct veto_error *error);

/* What `scan: {rules: …}` makes of the flags of all rules; unknown names are left to bound_check. */
bool bound_is_off(const struct veto_policy *policy, const struct veto_rule *rule);
/* It is enabled by name, as optional ones must be. */
bool bound_is_on(const struct veto_policy *policy, const struct veto_rule *rule);

#endif
