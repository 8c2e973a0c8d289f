/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plain content readers (content.h), to be put before one another. All are small structs that
 * live where their user stands; what they read from must outlive them.
 */
#ifndef VETO_SOURCE_READER_H
#define VETO_SOURCE_READER_H

#include "source/content.h"

/* Bytes that were read already, then the rest. `rest` may be NULL. */
struct headed_reader {
    struct content_reader base;
    struct span head;
    struct content_reader *rest;
};

struct headed_reader reader_with_head(struct span head, struct content_reader *rest);

/* `length` bytes of a file from `offset` on; an earlier end of the file is a problem of `origin`. */
struct file_reader {
    struct content_reader base;
    int fd; /* borrowed */
    uint64_t offset, left;
    struct unit_sink *sink;
    const struct veto_origin *origin;
};

struct file_reader reader_of_file(int fd, uint64_t offset, uint64_t length, struct unit_sink *sink,
                                  const struct veto_origin *origin);

/* At most `left` bytes of another reader. */
struct limited_reader {
    struct content_reader base;
    struct content_reader *from;
    uint64_t left;
    bool ended_early; /* the other reader had less */
};

struct limited_reader reader_limited(struct content_reader *from, uint64_t length);

static inline ssize_t reader_read(struct content_reader *reader, char *into, size_t len)
{
    return reader->read(reader, into, len);
}

/* Reads to the end and forgets it. Negative as the reader has it. */
int reader_drain(struct content_reader *reader, char *scratch, size_t len, struct unit_sink *sink);

#endif
