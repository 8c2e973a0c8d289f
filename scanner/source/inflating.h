/* SPDX-License-Identifier: Apache-2.0 */
/* A content reader that inflates what another one reads, within the bounds. */
#ifndef VETO_SOURCE_INFLATING_H
#define VETO_SOURCE_INFLATING_H

#include "source/bounds.h"
#include "source/inflate.h"
#include "source/inflate_ahead.h"

struct inflating_reader {
    struct content_reader base;
    struct content_reader *source;
    struct inflater *inflater;
    struct inflate_ahead *ahead; /* NULL = this thread inflates all */
    struct unit_sink *sink;
    const struct veto_origin *origin; /* of the compressed bytes: troubles are theirs */
    struct account account;
    char *block;
    struct span input; /* what is left of the block */
    bool source_ended;
    bool ended; /* nothing more will come */
    bool failed;
    bool silent; /* troubles are not reported: the same bytes will be read again */
};

enum { INFLATING_BLOCK = 256 * 1024 };

int inflating_open(struct inflating_reader *reader, enum inflate_kind kind,
                   struct content_reader *source, struct unit_sink *sink,
                   const struct veto_origin *origin, struct content_state state,
                   struct veto_error *error);
/* Of a large stream, before its first byte is read: other threads may inflate its members, too. */
void inflating_use_threads(struct inflating_reader *reader, enum inflate_kind kind);
void inflating_close(struct inflating_reader *reader);

/*
 * Once it ended well: whether bytes follow that do not belong to the stream. They are left to read
 * here:
 */
bool inflating_has_rest(struct inflating_reader *reader);
/* Turns the reader into one of those bytes as they are. */
struct content_reader *inflating_rest(struct inflating_reader *reader);

#endif
