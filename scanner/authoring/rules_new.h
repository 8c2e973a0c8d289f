/* SPDX-License-Identifier: Apache-2.0 */
/* A pack to begin with, as `veto rules new` writes it. */
#ifndef VETO_AUTHORING_RULES_NEW_H
#define VETO_AUTHORING_RULES_NEW_H

#include <stdio.h>

#include "base/error.h"

/* `kind` is `secret`, or a kind of file that has checks. */
int rules_new(const char *kind, FILE *to, struct veto_error *error);

#endif
