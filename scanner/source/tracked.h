/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which files git tracks below a folder: those are looked at whatever the ignore files say. Asks
 * `git ls-files`, hardened, since it reads the configuration of a repository that may be hostile.
 */
#ifndef VETO_SOURCE_TRACKED_H
#define VETO_SOURCE_TRACKED_H

#include "base/error.h"
#include "unit/sink.h"

struct tracked;

/*
 * Fails where git is not installed, refuses, or does not answer: a repository may hold a pipe
 * where git expects a file. A thread that had no answer twice does not ask again. Ends early when
 * the scan is stopped.
 */
int tracked_load(struct tracked **out, const char *folder, struct unit_sink *sink,
                 struct veto_error *error);
void tracked_free(struct tracked *tracked);

/* Paths are relative to the folder. */
bool tracked_has(const struct tracked *tracked, struct span path);
/* Is anything below the folder `path` tracked? */
bool tracked_has_below(const struct tracked *tracked, struct span path);

#endif
