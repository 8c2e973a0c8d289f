/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule carries its own proof: every example must be found and every counterexample must not. What
 * `veto rules test` and our own test suite run.
 */
#ifndef VETO_AUTHORING_SELFTEST_H
#define VETO_AUTHORING_SELFTEST_H

#include "policy/policy.h"
#include "rule/load.h"
#include "run/rules.h"

/* May be NULL; then what a rule costs alone is not measured, which takes longer than all else. */
typedef void (*selftest_report)(const struct veto_rule_test *test, void *payload);

/*
 * The packs at `path`: form and lint; then examples and counterexamples, rules that find the same,
 * and hits on ordinary text. The number of complaints, or negative.
 */
int selftest_packs(const char *path, rule_complaint complain, selftest_report report, void *payload,
                   struct veto_error *error);
/* The same for a policy's own rules. */
int selftest_policy(const struct veto_policy *policy, rule_complaint complain, void *payload,
                    struct veto_error *error);

#endif
