/* SPDX-License-Identifier: Apache-2.0 */
/* What differs between two sets of rules, as `veto rules diff` prints it. */
#ifndef VETO_AUTHORING_RULES_DIFF_H
#define VETO_AUTHORING_RULES_DIFF_H

#include <stdbool.h>
#include <stdio.h>

#include "base/error.h"

/* Paths of packs; NULL is the built-in rules. The number of rules that differ, or negative. */
int rules_diff(const char *before, const char *after, bool json, FILE *to,
               struct veto_error *error);

#endif
