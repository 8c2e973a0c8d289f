/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sources turn a target into units. Each source is one file with one function that makes the first
 * read task of its target; `source_open` chooses by looking at what the target is. memory.c is the
 * smallest honest example of one.
 */
#ifndef VETO_SOURCE_SOURCE_H
#define VETO_SOURCE_SOURCE_H

#include "base/error.h"
#include "source/limits.h"
#include "unit/sink.h"

/* What the whole scan wants of its sources. Borrowed by them until the scan ends. */
struct source_options {
    const char *const *excludes; /* globs over the path below the target, as gitignore has them */
    size_t exclude_count;
    const char *const *root_excludes; /* the same over the path below the repository's root */
    size_t root_exclude_count;
    bool no_ignore;    /* neither .gitignore nor .vetoignore */
    bool images_only;  /* anything that is no image is an error */
    const struct source_output *outputs; /* files that this run writes: not scanned */
    size_t output_count;
};

/* Identity of a file that this run writes. */
struct source_output {
    uint64_t device, inode;
};

/*
 * The first task of a path: a folder (tree.c), a file (file.c), an image archive or layout (image/).
 * `origin` is the target's, of kind TREE for a folder, FILE or STREAM else; it must live as long as
 * the scan. Fails where the path is absent or cannot be read.
 */
int source_open(struct read_task **out, const char *path, const struct veto_origin *origin,
                const struct source_options *options, struct veto_error *error);
/* Files named one by one, below the folder `root` (-1: the working directory). Absent ones are problems. */
int source_files(struct read_task **out, const char *root, const struct veto_bytes *paths,
                 size_t count, const struct veto_origin *origin,
                 const struct source_options *options, struct veto_error *error);
/* Bytes that are there already; they are borrowed until the scan ends. */
int source_memory(struct read_task **out, struct span bytes, const struct veto_origin *origin,
                  struct veto_error *error);
/* To the end of `fd`, which stays the caller's. */
int source_stream(struct read_task **out, int fd, const struct veto_origin *origin,
                  struct veto_error *error);

#endif
