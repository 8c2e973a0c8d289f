/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder and all that is below it. Each folder is a read task, which asks for one task for each
 * folder in it and then looks at its own files; one with very many names hands the rest of them to
 * a task of its own, so that even a flat folder keeps all threads busy. Folders are opened by path
 * from the root's descriptor: what waits holds no descriptor, however wide and deep the tree is.
 *
 * Symbolic links are counted and never followed: what they point to is looked at where it lies.
 */
#ifndef VETO_SOURCE_TREE_H
#define VETO_SOURCE_TREE_H

#include "source/source.h"

/* `path` may itself be a link to a folder. */
int source_tree(struct read_task **out, const char *path, const struct veto_origin *origin,
                const struct source_options *options, struct veto_error *error);

/* Files that are somebody else's to look at. It lives as long as the tree's tasks. */
struct tree_others {
    /* Whether one of them has that path below the target. Asked by any thread. */
    bool (*has)(const struct tree_others *others, struct span path);
};

/* The same without those of `others`. */
int source_tree_without(struct read_task **out, const char *path, const struct veto_origin *origin,
                        const struct source_options *options, const struct tree_others *others,
                        struct veto_error *error);

#endif
