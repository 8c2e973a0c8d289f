/* SPDX-License-Identifier: Apache-2.0 */
/* A policy as YAML, for people: what all its files say together. */
#ifndef VETO_POLICY_SHOW_H
#define VETO_POLICY_SHOW_H

#include <stdio.h>

#include "base/buf.h"
#include "policy/policy.h"

/* Allowed values are redacted. */
int policy_show(const struct veto_policy *policy, FILE *to, struct veto_error *error);
/* Appends a text as a scalar of YAML, in quotes where it needs them. */
void policy_append_scalar(struct buf *to, const char *text);

#endif
