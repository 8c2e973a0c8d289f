/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One file of the operating system, whoever found it: a walk, a list, or the command line. Files
 * up to FILE_WHOLE bytes are read into the thread's buffer and looked at on the spot; larger ones
 * become a read task of their own and go on in windows.
 */
#ifndef VETO_SOURCE_FILE_H
#define VETO_SOURCE_FILE_H

#include <sys/stat.h>

#include "source/content.h"
#include "source/source.h"

enum { FILE_WHOLE = 8 * 1024 * 1024 };

struct file_visit {
    const struct source_options *options;
    const struct veto_origin *origin; /* of the file; lent for the call */
    int folder;                       /* `name` is opened beneath it */
    const char *name;
    /*
     * A task of its own opens `path` beneath `root`. Both belong to `owner`, whom it borrows from.
     */
    int root;
    const char *path;
    struct read_task *owner;
};

/* Opens the file, counts it, and looks at it; whatever goes wrong is a problem of its origin. */
void file_visit(struct unit_sink *sink, const struct file_visit *visit);

/* The first task of a target that is no folder. */
int source_file(struct read_task **out, const char *path, const struct veto_origin *origin,
                const struct source_options *options, struct veto_error *error);

/* A problem of `origin`: `what`, and the system's reason. */
void file_problem(struct unit_sink *sink, const struct veto_origin *origin, int reason,
                  const char *what);

/* Reads a descriptor to its end. */
struct descriptor_reader {
    struct content_reader base;
    int fd; /* borrowed */
    struct unit_sink *sink;
    const struct veto_origin *origin;
};

struct descriptor_reader reader_of_descriptor(int fd, struct unit_sink *sink,
                                              const struct veto_origin *origin);

#endif
