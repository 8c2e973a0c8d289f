/* SPDX-License-Identifier: Apache-2.0 */
/* The exceptions of a policy, put to the result of a scan. */
#ifndef VETO_RUN_EXCEPTED_H
#define VETO_RUN_EXCEPTED_H

#include "policy/policy.h"

/*
 * Marks what is excepted, and notes which exceptions have expired, will soon, or, where `whole` says
 * that everything was looked at, are about nothing. The result's arrays are changed.
 */
int excepted_apply(const struct veto_policy *policy, int64_t today, bool whole,
                   struct arena *arena, struct veto_result *result, struct veto_error *error);

#endif
