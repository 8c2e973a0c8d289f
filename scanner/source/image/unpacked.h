/* SPDX-License-Identifier: Apache-2.0 */
/* What a compressed file holds, as one reader, whichever library decompresses it. */
#ifndef VETO_SOURCE_IMAGE_UNPACKED_H
#define VETO_SOURCE_IMAGE_UNPACKED_H

#include "source/archive_walk.h"
#include "source/inflating.h"
#include "source/reader.h"
#include "source/xz_header.h"

/* One that only decompresses needs no more than bounds, and an end. */
struct quiet_sink {
    struct unit_sink base;
    const struct unit_sink *loud;
};

struct unpacked_reader {
    struct content_reader *content; /* NULL where nothing can be read */
    struct inflating_reader inflating;
    struct archive_stream *stream;
    struct headed_reader whole;
    char head[XZ_HEADERS];
    struct quiet_sink quiet;
};

/*
 * `container_is_stream(container)` holds. The reader must stay where it is. Negative without
 * memory, or where it asks for more of it than is allowed. `silent`: troubles are not reported,
 * since the same bytes will be read again.
 */
int unpacked_open(struct unpacked_reader *reader, enum container container,
                  struct content_reader *source, struct unit_sink *sink,
                  const struct veto_origin *origin, struct content_state state, bool silent);
void unpacked_close(struct unpacked_reader *reader);

/*
 * The first bytes of the tar that `source` unpacks to, CONTAINER_HEAD or more; 0 where it is none.
 * Says nothing of troubles.
 */
size_t unpacked_peek(enum container container, struct content_reader *source, char *into,
                     size_t len);

#endif
