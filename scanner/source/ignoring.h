/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which ignore rules hold in a folder of a walk. Rules come in layers, one for each ignore file on
 * the way down; a folder owns the layers that begin in it and borrows those of the folders above,
 * which therefore live longer.
 *
 * Paths here are those of the walk: where the target lies inside a repository, its path from the
 * repository's root stands in front, because the ignore files up there speak about it too.
 */
#ifndef VETO_SOURCE_IGNORING_H
#define VETO_SOURCE_IGNORING_H

#include "source/ignore.h"
#include "source/listing.h"
#include "source/source.h"
#include "source/tracked.h"

struct ignore_layer {
    struct ignore *patterns;
    size_t base; /* bytes of a path that lead to the folder of the patterns, the slash included */
    const struct ignore_layer *outer;
};

/* What holds for the whole target: options, and ignore files from outside of it. */
struct ignoring_target {
    const char *path;            /* for the system; borrowed */
    struct span prefix;          /* in front of every path; with a slash, unless empty */
    bool switched_off;           /* --no-ignore */
    struct ignore *excludes;     /* --exclude; NULL = none */
    struct ignore *root_excludes; /* the policy's, over whole paths; NULL = none */
    bool is_excluded;            /* a folder above the target is, by these */
    struct ignore *everywhere;   /* the user's own ignore file of git; NULL = none */
    struct ignore_layer *layers; /* owned; of the repository's folders above the target */
    size_t layer_count;
    const struct ignore_layer *git, *veto; /* the innermost of them */
    struct ignore_cost cost;               /* of all of them */
};

int ignoring_target_open(struct ignoring_target *target, const char *path, struct span prefix,
                         const struct source_options *options, struct unit_sink *sink,
                         struct veto_error *error);
void ignoring_target_close(struct ignoring_target *target);

/* The rules of one folder. */
struct ignoring {
    const struct ignoring_target *target;
    const struct ignore_layer *git, *veto; /* the innermost ones; NULL = nothing is ignored */
    const struct tracked *tracked;         /* set in repositories */
    size_t tracked_base;
    bool in_repository;
    bool is_ignored; /* by git, as a whole: only what is tracked is looked at */
    struct ignore_layer own[4];
    size_t own_count;
    struct ignore_cost cost; /* of all layers on the way down to here */
    struct tracked *own_tracked;
};

/*
 * Reads the ignore files of a folder and asks git, where that is needed. `outer` is the folder
 * above; NULL for the target itself. `path` has a slash at its end, unless it is empty.
 */
void ignoring_enter(struct ignoring *ignoring, const struct ignoring *outer,
                    const struct ignoring_target *target, struct span path, int folder,
                    const struct listing *listing, struct unit_sink *sink);
void ignoring_leave(struct ignoring *ignoring);

enum ignoring_verdict {
    IGNORING_NOT,
    IGNORING_TRACKED, /* a folder that git ignores, in which something is tracked */
    IGNORING_IGNORED,
    IGNORING_EXCLUDED,
};

/* What is to be done with something in the folder. */
enum ignoring_verdict ignoring_ask(const struct ignoring *ignoring, struct span path,
                                   bool is_folder);

#endif
