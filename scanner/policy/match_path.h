/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Paths of policies: globs of gitignore(5), from the root of the repository. `tests/` and `tests`
 * hold all that is below; `app.jar` all that is in it; the path in an image or archive may be named
 * alone. Where an archive or image begins, a path has a slash or, as reports write it, a `!`; any
 * other
 * `!` is one of a name.
 */
#ifndef VETO_POLICY_MATCH_PATH_H
#define VETO_POLICY_MATCH_PATH_H

#include "base/arena.h"
#include "base/buf.h"

enum {
    PATH_BORDER = '\0',    /* in the place that is given: no name holds it */
    PATH_BORDERS_MAX = 16, /* that globs may name by `!`: archives in archives */
};

/* A glob, made ready once. */
struct path_glob {
    struct span exact; /* of a file; empty where only what is below counts */
    struct span below;
    bool is_plain;  /* it has nothing but letters: matching is comparing */
    uint32_t marks; /* how many `!` it has that may be borders */
};

/* A logical place (unit/origin.h) as globs see it: with a slash for each border of an archive. */
struct path_place {
    struct span whole;
    struct span inside, innermost;   /* of an image or archive; empty where it is none */
    char *borders[PATH_BORDERS_MAX]; /* in `whole`, the first ones */
    size_t border_count;
};

/* Negative without memory. */
int path_glob_make(struct path_glob *glob, const char *text, struct arena *arena) must_check;
/* `room`, a logical place with PATH_BORDER for its borders, is changed, and holds the place. */
struct path_place path_place_make(struct buf *room);
/* What asking costs, in steps of some bytes: whoever asks often bounds the sum. */
uint64_t path_glob_cost(const struct path_glob *glob, const struct path_place *place);
/* While it asks, borders are written in the room of `place`. */
bool path_glob_matches(const struct path_glob *glob, const struct path_place *place);

#endif
