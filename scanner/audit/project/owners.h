/* SPDX-License-Identifier: Apache-2.0 */
/* A line of CODEOWNERS: which paths, and whose. */
#ifndef VETO_AUDIT_PROJECT_OWNERS_H
#define VETO_AUDIT_PROJECT_OWNERS_H

#include "base/span.h"

struct owners_line {
    struct span pattern, owners; /* empty: nobody's */
    const char *error;           /* why the forge does not take it, or NULL */
};

/* False for what names no paths: comments, blank lines, sections of GitLab. */
bool owners_read(struct owners_line *line, struct span text);
/* Patterns are those of gitignore without `!`: one without a slash is of any folder. */
bool owners_match(struct span pattern, struct span path);

#endif
