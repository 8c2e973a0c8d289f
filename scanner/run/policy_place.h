/* SPDX-License-Identifier: Apache-2.0 */
/* Where the policy of a target lies. */
#ifndef VETO_RUN_POLICY_PLACE_H
#define VETO_RUN_POLICY_PLACE_H

#include "base/error.h"

/* As veto_policy_find of the public header. */
int policy_place_find(char **path, const char *target, struct veto_error *error);

#endif
