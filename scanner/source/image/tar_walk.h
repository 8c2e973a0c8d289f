/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The headers of a tar, and nothing else of it: names, sizes and where contents lie. Reads ustar,
 * GNU long names, base-256 sizes, and pax `path`, `linkpath` and `size`. It indexes an image
 * archive in microseconds; layers themselves are read by libarchive.
 *
 * POSIX has kinds that a reader does not know taken for files. So are all here that are neither
 * links, folders nor devices: GNU's, and notes about other members, too.
 */
#ifndef VETO_SOURCE_IMAGE_TAR_WALK_H
#define VETO_SOURCE_IMAGE_TAR_WALK_H

#include "base/buf.h"

/* Where the tar's bytes come from. */
struct tar_source {
    /* Fewer bytes only at the end; negative on trouble. */
    ssize_t (*read)(struct tar_source *source, char *into, size_t len);
    /* Passes over bytes. Negative on trouble; the end may come later. */
    int (*skip)(struct tar_source *source, uint64_t len);
};

/* A file that can be sought in. */
struct tar_file_source {
    struct tar_source base;
    int fd; /* borrowed */
    uint64_t at, end;
};

struct tar_file_source tar_file_source(int fd, uint64_t begin, uint64_t end);

/* Bytes in memory, borrowed. */
struct tar_memory_source {
    struct tar_source base;
    struct span rest;
};

struct tar_memory_source tar_memory_source(struct span bytes);

struct tar_member {
    struct span path; /* as stored; valid until the next member */
    struct span link;
    uint64_t offset; /* of the content, in the tar */
    uint64_t size;
    bool is_file; /* there is content */
    bool is_symlink;
    bool is_hardlink;
    bool is_odd;    /* of a kind that some readers take for a file, and some for none */
    bool is_sparse; /* the content lacks its holes, and may begin with a list of them */
};

struct tar_walk {
    struct tar_source *source;
    uint64_t at;           /* in the tar */
    uint64_t unread;       /* of the member's content and its padding */
    bool damaged;          /* it ended at a block that is no header, and not zero */
    struct buf path, link; /* of long names */
    struct buf pax;
    char name[512];
};

struct tar_walk tar_walk_open(struct tar_source *source);
void tar_walk_close(struct tar_walk *walk);

/*
 * 1: a member. 0: the end, or a block that is no header; `walk->at` is then where it begins.
 * Negative: the bytes cannot be read.
 */
int tar_walk_next(struct tar_walk *walk, struct tar_member *member);
/* Some of the current member's content, from its beginning on. */
ssize_t tar_walk_read(struct tar_walk *walk, struct tar_member *member, char *into, size_t len);

#endif
