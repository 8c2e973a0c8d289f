/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule carries its own proof: every example must be found and every counterexample must not. What
 * `veto rules test` and our own test suite run.
 */
#ifndef VETO_RUN_SELFTEST_H
#define VETO_RUN_SELFTEST_H

#include "policy/policy.h"
#include "rule/load.h"
#include "run/rules.h"

/* Each example and counterexample of the enabled rules; complaints are told and counted. */
int selftest_examples(const struct veto_rules *rules, rule_complaint complain, void *payload,
                      struct veto_error *error);
/* The packs at `path`: form, lint, then examples. The number of complaints, or negative. */
int selftest_packs(const char *path, rule_complaint complain, void *payload,
                   struct veto_error *error);
/* The same for a policy's own rules. */
int selftest_policy(const struct veto_policy *policy, rule_complaint complain, void *payload,
                    struct veto_error *error);

#endif
