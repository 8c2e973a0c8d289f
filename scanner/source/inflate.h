/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Decompression of gzip and zstd streams, a piece at a time, at the speed that images need: ISA-L
 * inflates 2.5 times as fast as zlib, which stands in where ISA-L is not to be had. The only place
 * that knows these libraries.
 *
 * A stream is what its command-line tool accepts: several gzip members or zstd frames, skippable
 * frames, zero padding between and behind them. Checksums are always verified, and what was decoded
 * before an error is always delivered before the error is told.
 */
#ifndef VETO_SOURCE_INFLATE_H
#define VETO_SOURCE_INFLATE_H

#include "base/error.h"
#include "base/span.h"

enum inflate_kind { INFLATE_GZIP, INFLATE_ZSTD };

enum inflate_status {
    INFLATE_MORE,      /* it wants more input, or more room */
    INFLATE_END,       /* the stream is whole; what is left of the input does not belong to it */
    INFLATE_TRUNCATED, /* the input ended first */
    INFLATE_DAMAGED,   /* not the format, or a checksum that is wrong */
    INFLATE_TOO_WIDE,  /* wants a larger window than is allowed */
};

struct inflater;

/* `max_window` bounds the memory that a zstd stream may ask for, in bytes. */
int inflate_open(struct inflater **out, enum inflate_kind kind, uint64_t max_window,
                 struct veto_error *error);
void inflate_close(struct inflater *inflater);

/*
 * Decodes from the front of `*in`, which moves behind what was used, into the `room` bytes at
 * `into`; `*written` of them were filled, whatever the answer. `last` says that no input follows.
 * Any answer but INFLATE_MORE is final.
 */
enum inflate_status inflate_run(struct inflater *inflater, struct span *in, bool last, char *into,
                                size_t room, size_t *written);

/* As when it was opened, for another stream. */
void inflate_reset(struct inflater *inflater);
/* Whether it stands before, between or behind members, with nothing of one still to come. */
bool inflate_is_between(const struct inflater *inflater);
/*
 * Where in `in`, from `from` on, a member may begin, as far as its first bytes tell; SIZE_MAX where
 * none does. A header that is cut by the end is not seen.
 */
size_t inflate_find_member(enum inflate_kind kind, struct span in, size_t from);

/* "truncated", …: for a problem's text. */
const char *inflate_status_text(enum inflate_status status);

/* The libraries behind this, with their versions. */
const char *inflate_library(void);

#endif
