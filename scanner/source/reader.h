/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The plain content readers (content.h), to be put before one another. All are small structs that
 * live where their user stands; what they read from must outlive them.
 */
#ifndef VETO_SOURCE_READER_H
#define VETO_SOURCE_READER_H

#include "base/digest.h"
#include "source/content.h"
#include "source/digest_aside.h"

/* Bytes that were read already, then the rest. `rest` may be NULL. */
struct headed_reader {
    struct content_reader base;
    struct span head;
    struct content_reader *rest;
};

struct headed_reader reader_with_head(struct span head, struct content_reader *rest);

/*
 * `length` bytes of a file from `offset` on; an earlier end of the file is a problem of `origin`.
 */
struct file_reader {
    struct content_reader base;
    int fd; /* borrowed */
    uint64_t offset, left;
    struct unit_sink *sink;
    const struct veto_origin *origin;
};

struct file_reader reader_of_file(int fd, uint64_t offset, uint64_t length, struct unit_sink *sink,
                                  const struct veto_origin *origin);

/* One reader, then another. */
struct chained_reader {
    struct content_reader base;
    struct content_reader *first, *second;
    bool first_ended;
};

struct chained_reader reader_chained(struct content_reader *first, struct content_reader *second);

/*
 * Hashes what passes: at once, while it is warm in the cache, or on another thread. Then the digest
 * is whole only after digesting_settle, which must be called once something was read.
 */
struct digesting_reader {
    struct content_reader base;
    struct content_reader *source;
    struct digest *digest; /* borrowed; NULL = nothing to verify */
    struct digest_aside *aside; /* NULL = at once */
    bool failed;
};

struct digesting_reader reader_digesting(struct content_reader *source, struct digest *digest);
/* Before the first byte is read: other threads of the sink may hash. */
void digesting_use_threads(struct digesting_reader *reader, struct unit_sink *sink);
void digesting_settle(struct digesting_reader *reader);

/* Reads to the end and forgets it. Negative as the reader has it. */
int reader_drain(struct content_reader *reader, char *scratch, size_t len, struct unit_sink *sink);

#endif
