/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What other scanners were told to ignore, as exceptions of a policy (`veto policy import`):
 * .trivyignore, .trivyignore.yaml and .gitleaksignore. What cannot be carried over is told, a line
 * each.
 */
#ifndef VETO_AUTHORING_IMPORT_POLICY_H
#define VETO_AUTHORING_IMPORT_POLICY_H

#include <stdio.h>

#include "rule/complain.h"
#include "run/rules.h"

/* The number of exceptions written, or negative: `file:line: …`. */
int import_policy(const char *name, struct span text, const struct veto_rules *rules, FILE *to,
                  rule_complaint say, void *payload, struct veto_error *error);

#endif
