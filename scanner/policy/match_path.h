/* SPDX-License-Identifier: Apache-2.0 */
/* Paths of policies: globs of gitignore(5), from the root of the repository. */
#ifndef VETO_POLICY_MATCH_PATH_H
#define VETO_POLICY_MATCH_PATH_H

#include "base/span.h"

/*
 * Is `place`, a logical place of unit/origin.h, what the glob means, or inside of it? `tests/` and
 * `tests` hold all that is below; `app.jar` all that is in it; the path in an image or archive may
 * be named alone.
 */
bool policy_path_matches(struct span glob, struct span place);

#endif
