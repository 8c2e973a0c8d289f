/* SPDX-License-Identifier: Apache-2.0 */
/* Where a path lies in its git work tree. Looks for `.git` upwards; runs nothing, reads no configuration. */
#ifndef VETO_SOURCE_REPOSITORY_H
#define VETO_SOURCE_REPOSITORY_H

#include "base/buf.h"

/* Appends the root of the repository that `path` lies in, absolute; nothing where there is none. */
void repository_root(struct buf *to, const char *path);
/*
 * Appends the folder of `path` (a folder: itself) relative to the root of its repository: nothing at
 * the root, and where there is no repository.
 */
void repository_prefix(struct buf *to, const char *path);

#endif
