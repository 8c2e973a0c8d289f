/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Inflates a stream of several members, or frames, by several threads: eStargz has a member for
 * every file, zstd:chunked a frame for every chunk. The stream is cut into segments where a member
 * may begin, side jobs inflate segments ahead, and what they made is taken in order where the one
 * before really ended there. Where it did not, or a job had to leave off, the segment is inflated
 * again, by the reader: the bytes are always those that one inflater would have made.
 *
 * A stream in whose first megabytes no second member begins is read without any of this.
 */
#ifndef VETO_SOURCE_INFLATE_AHEAD_H
#define VETO_SOURCE_INFLATE_AHEAD_H

#include "source/content.h"
#include "source/inflate.h"

struct inflate_ahead;

/* In bytes. */
struct inflate_ahead_sizes {
    size_t block;         /* what is read at a time */
    size_t segment_least; /* shorter ones are not worth a job; more than a header */
    size_t segment_most;  /* then it is cut where no member begins */
    size_t segment_out;   /* what a job may make of one */
    uint64_t searched;    /* without a second member: there will be none */
};

/* Those for real streams: 21 MiB of memory at most. */
extern const struct inflate_ahead_sizes inflate_ahead_sizes;

/* `source` and `sink` are borrowed. NULL without memory, or where side jobs may have no more. */
struct inflate_ahead *inflate_ahead_open(enum inflate_kind kind, struct content_reader *source,
                                         struct unit_sink *sink,
                                         const struct inflate_ahead_sizes *sizes);
/* Waits for the jobs that still run. */
void inflate_ahead_close(struct inflate_ahead *ahead);

/*
 * As inflate_run: `inflater` is the reader's own, and decodes all that is not made ahead. `*used`:
 * how many compressed bytes the written ones took, counted where a segment is begun.
 * `*failed`: the source could not be read.
 */
enum inflate_status inflate_ahead_run(struct inflate_ahead *ahead, struct inflater *inflater,
                                      char *into, size_t room, size_t *written, uint64_t *used,
                                      bool *failed);

/* After INFLATE_END: what follows the stream, as a content reader reads. */
bool inflate_ahead_has_rest(struct inflate_ahead *ahead);
ssize_t inflate_ahead_rest(struct inflate_ahead *ahead, char *into, size_t len);

#endif
