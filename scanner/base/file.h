/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of the operating system. Reading is by read and pread into the caller's memory, never by
 * mapping: a mapped file that shrinks kills the process. Writing is to a temporary beside the
 * target, then a rename: a reader sees the old file or the whole new one.
 */
#ifndef VETO_BASE_FILE_H
#define VETO_BASE_FILE_H

#include <stdio.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/* Reads until `len` bytes are there or the file ends; EINTR is retried. Bytes read, or -errno. */
ssize_t file_read_full(int fd, char *into, size_t len);
ssize_t file_pread_full(int fd, char *into, size_t len, uint64_t offset);
/* Appends to the end of `fd`; fails at the buffer's ceiling. */
int file_read_all(int fd, struct buf *into, struct veto_error *error);
int file_load(const char *path, struct buf *into, struct veto_error *error);

/*
 * Open `path`, relative to `dir`, for reading without following a symbolic link at its end and,
 * where the kernel can (openat2), without ever leaving `dir`. A file descriptor, or -errno.
 * Opening never blocks on a pipe.
 */
int file_open_beneath(int dir, const char *path);

/*
 * A file that appears under its name only when it is finished. A link stays, and its file is
 * written, but for what others put into a folder like /tmp; a file that is there keeps its
 * permissions. What is no file, a pipe or device, is written to as it is.
 */
struct file_output {
    FILE *stream;
    char *path;
    char *temporary; /* NULL: none */
};

/* What writing to `path` writes: the end of its links, whether it is there or not. Caller frees. */
char *file_output_target(const char *path);

int file_output_open(struct file_output *out, const char *path, struct veto_error *error);
/* Flushes, syncs and renames; on failure the temporary is removed and nothing has changed. */
int file_output_commit(struct file_output *out, struct veto_error *error);
void file_output_abort(struct file_output *out);

/*
 * For whoever reads a file and then writes it anew: until the descriptor is closed, no other that
 * asks gets the folder that the file is written in. Negative where it cannot be locked.
 */
int file_lock_folder(const char *path);

/* The folder for this user's caches, made where it is absent, 0700. NULL where there is none. Caller frees. */
char *file_cache_folder(void);

#endif
