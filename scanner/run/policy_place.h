/* SPDX-License-Identifier: Apache-2.0 */
/* Where the policy of a target lies. */
#ifndef VETO_RUN_POLICY_PLACE_H
#define VETO_RUN_POLICY_PLACE_H

#include "base/buf.h"
#include "base/error.h"

/* As veto_policy_place and veto_policy_find of the public header. */
int policy_place_make(char **path, const char *target, struct veto_error *error);
int policy_place_find(char **path, const char *target, struct veto_error *error);
/*
 * Appends the logical place (unit/origin.h) that a file of the policy at `policy` has where its
 * target is scanned; nothing where it lies outside.
 */
void policy_place_append_logical(struct buf *to, const char *path, const char *policy);

#endif
