/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every source does with the content it has found: open it where it is an archive (within the
 * bounds), else hand it on as a unit, or as windows where it is large. Sources call this and never
 * build windows themselves.
 */
#ifndef VETO_SOURCE_CONTENT_H
#define VETO_SOURCE_CONTENT_H

#include "source/entry_observer.h"
#include "source/limits.h"
#include "unit/sink.h"

/* Where content comes from, a piece at a time. */
struct content_reader {
    /*
     * Up to `len` bytes into `into`; fewer only at the end. Bytes read, or negative when the rest
     * cannot be had (the reader has then added the problem itself).
     */
    ssize_t (*read)(struct content_reader *reader, char *into, size_t len);
    /* How many bytes will come, as somebody says who may be wrong; 0 = nobody does. */
    uint64_t expected;
};

/* How deep in archives we are, and what this target has inflated so far. */
struct content_state {
    int depth;
    uint64_t *inflated; /* counter of the target */
    bool closed;        /* whatever it looks like, it is not opened */
    bool again;         /* its bytes are looked at elsewhere: what is inside counts alone */
    struct digesting_reader *unpacked; /* what comes out of a compressed stream goes through it, to
                                          the end; NULL = nobody asks */
    struct entry_observer *observer; /* of the tar itself, not of those in it; NULL = none */
};

/* Content that is whole in memory; borrowed for the call. Scanned at once, on this thread. */
void content_scan(struct unit_sink *sink, struct span bytes, const struct veto_origin *origin,
                  struct content_state state);
/* Content that is read as it comes; flat memory whatever its length. Windows are submitted. */
void content_stream(struct unit_sink *sink, struct content_reader *reader,
                    const struct veto_origin *origin, struct content_state state);

/*
 * The whole of a target: as content_stream, and what holds a file system that is not opened here is
 * a problem, because it was asked for by name.
 */
void content_stream_target(struct unit_sink *sink, struct content_reader *reader,
                           const struct veto_origin *origin, struct content_state state);

/*
 * Many small contents of one archive or layer, gathered into batches; they are not opened where
 * they are archives. `content_gather` copies the bytes and the origin, but the origin's parents
 * must stay as they are until `content_gather_end`, which is called before the end and after an
 * error too.
 */
struct gatherer {
    struct unit_sink *sink;
    struct unit_batch *batch;
    size_t used; /* bytes of the batch */
    /* The last parent that was met, and its copy in the batch. */
    const struct veto_origin *parent, *parent_copy;
};

enum { GATHER_SMALL = 64 * 1024, GATHER_BATCH = 1024 * 1024 };

/*
 * Where to read the next content so that it need not be copied: room for GATHER_SMALL + 1 bytes,
 * until the next call; NULL without memory.
 */
char *content_gather_room(struct gatherer *gatherer);
void content_gather(struct gatherer *gatherer, struct span bytes, const struct veto_origin *origin);
void content_gather_end(struct gatherer *gatherer);

#endif
