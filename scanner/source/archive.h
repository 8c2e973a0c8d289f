/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives and compressed streams, opened within the bounds of limits.h. Everything found inside
 * goes through content.h again, so that archives in archives need nothing special here.
 * libarchive itself is known to archive.c alone.
 */
#ifndef VETO_SOURCE_ARCHIVE_H
#define VETO_SOURCE_ARCHIVE_H

#include "source/content.h"

/*
 * What is inside `bytes` (whole, in memory: seekable). `state.depth` is that of the archive itself.
 * False where it is no archive after all: the caller then looks at the bytes as they are.
 */
bool archive_scan_bytes(struct unit_sink *sink, enum container container, struct span bytes,
                        const struct veto_origin *origin, struct content_state state);
/*
 * The same for content that is read as it comes; `head` was read from it already. Formats that
 * must be sought in are held whole up to limits->max_seekable, else a problem. False only while
 * nothing but `head` was read.
 */
bool archive_scan_stream(struct unit_sink *sink, enum container container, struct span head,
                         struct content_reader *reader, const struct veto_origin *origin,
                         struct content_state state);

/*
 * A tar, of which `head` is the beginning of what `reader` reads. Where its first name begins with
 * the magic of another kind, it is read as that, too: there are files that are both. `inside` is
 * the state of the members.
 */
void archive_scan_tar_and_other(struct unit_sink *sink, struct span head,
                                struct content_reader *reader, const struct veto_origin *origin,
                                struct content_state inside);

#endif
