/* SPDX-License-Identifier: Apache-2.0 */
/* The policies that the program brings along (rules/policy/), by name. */
#ifndef VETO_RUN_PROFILES_H
#define VETO_RUN_PROFILES_H

#include "base/span.h"

/* A word that is one of their names: not a path, however the file is called. */
bool profile_find(const char *name, struct span *text);
/* The `index`-th name, NULL past the last. */
const char *profile_name(size_t index);

#endif
