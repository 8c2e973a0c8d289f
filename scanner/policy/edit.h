/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Adding to a policy file without reading and writing it anew: what people wrote stays, comments and
 * order and all.
 */
#ifndef VETO_POLICY_EDIT_H
#define VETO_POLICY_EDIT_H

#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "veto/veto.h"

/* As veto_policy_add of the public header. */
int policy_edit_add(const char *path, const struct veto_exception *exception, FILE *diff,
                    struct veto_error *error);
/* The same from text to text; empty text is an empty policy. */
int policy_edit_text(struct span text, const struct veto_exception *exception, struct buf *out,
                     struct veto_error *error);

#endif
