/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The patterns of one ignore file, as gitignore(5) has them. The last pattern that matches decides.
 * Most names match nothing, and most patterns end in a plain name or a plain extension: those are
 * found by hashing, so that only patterns like `tmp*` are tried one after the other.
 *
 * Filled once, then only read. That nothing below an ignored folder can come back is the business
 * of whoever walks: ignored folders are not entered.
 */
#ifndef VETO_SOURCE_IGNORE_H
#define VETO_SOURCE_IGNORE_H

#include "base/error.h"
#include "base/span.h"

struct ignore;

enum { IGNORE_MAX_BYTES = 256 * 1024 };

int ignore_create(struct ignore **out, struct veto_error *error);
void ignore_free(struct ignore *ignore);

/* One pattern; it may begin with `!` and end with `/`. One that can never match is left out. */
int ignore_add(struct ignore *ignore, struct span pattern, struct veto_error *error);
/* All lines of a file, with comments and trailing spaces. Fails beyond IGNORE_MAX_BYTES. */
int ignore_add_lines(struct ignore *ignore, struct span text, struct veto_error *error);
/* The patterns of an option; `*out` stays as it is where there are none. */
int ignore_of_patterns(struct ignore **out, const char *const *patterns, size_t count,
                       struct veto_error *error);


/* What asking costs. Whoever puts several files behind one another bounds the sum. */
struct ignore_cost {
    size_t patterns;
    size_t tried; /* bytes of the patterns that are tried on every name */
};

struct ignore_cost ignore_cost(const struct ignore *ignore);

enum ignore_answer { IGNORE_UNKNOWN, IGNORE_YES, IGNORE_NO };

/* `path` is relative to the folder that the patterns belong to. */
enum ignore_answer ignore_ask(const struct ignore *ignore, struct span path, bool is_folder);
/* Does a pattern say yes to a folder that `path`, with a slash behind each, leads through? NULL says no. */
bool ignore_has_folder(const struct ignore *ignore, struct span path);

#endif
