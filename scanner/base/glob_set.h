/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Globs that many paths are held against, of which most match none: the first and the last byte of
 * a path tell which globs are worth a look.
 */
#ifndef VETO_BASE_GLOB_SET_H
#define VETO_BASE_GLOB_SET_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/macro.h"
#include "base/span.h"

struct glob_set {
    const struct span *globs;
    size_t count;
    size_t words;          /* of a set of globs, a bit for each */
    const uint64_t *first; /* sets: by the first byte that a glob asks for, and of those that ask for none */
    const uint64_t *last;  /* the same by the last byte */
};

/*
 * The globs are fields of the rows of a table, `stride` bytes apart, and must outlive the set, which
 * lies in the arena.
 */
int glob_set_make(struct glob_set *set, const char *const *first, size_t stride, size_t count,
                  struct arena *arena, struct veto_error *error) must_check;
/* The first row from `from` on whose glob matches as glob_match_path has it; `count` if none does. */
size_t glob_set_next(const struct glob_set *set, struct span path, size_t from);

#endif
