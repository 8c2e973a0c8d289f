/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Globs over paths, as gitignore(5) has them: `*` and `?` never match a slash, `**` between slashes
 * matches any number of folders, `[a-z]`, `[!a-z]` and `[[:alpha:]]` are classes, `\` takes the next
 * byte as it is. Time is at most quadratic in the lengths, whatever the pattern.
 */
#ifndef VETO_BASE_GLOB_H
#define VETO_BASE_GLOB_H

#include "base/span.h"

/* The whole of `path` against the whole of `pattern`. */
bool glob_match(struct span pattern, struct span path);
/* As glob_match where the pattern holds a slash; else against the path's last component alone. */
bool glob_match_path(struct span pattern, struct span path);
/* Does `c` stand for itself wherever it stands in a pattern? */
bool glob_is_plain(char c);
/* Does a `[` have no end? Here it is then plain text; to git such a pattern matches nothing. */
bool glob_has_open_class(struct span pattern);

#endif
