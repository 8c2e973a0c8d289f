/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Archives and compressed streams, opened within the bounds of limits.h. Everything found inside
 * goes through content.h again, so that archives in archives need nothing special here. The only
 * place that includes archive.h of libarchive, whose formats and filters are enabled by name.
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

/* A plain tar whose members lie at `state.depth`: that of a layer, or out of a compressed stream. */
void archive_scan_tar(struct unit_sink *sink, struct content_reader *reader,
                      const struct veto_origin *origin, struct content_state state);

/* A reader of what an xz, bzip2 or lz4 stream holds. */
struct archive_stream;
struct content_reader *archive_stream_open(struct archive_stream **out, struct unit_sink *sink,
                                           enum container container, struct content_reader *source,
                                           const struct veto_origin *origin,
                                           struct content_state state);
void archive_stream_close(struct archive_stream *stream);

/* The version of the library behind this, and of what it is built on. */
const char *archive_library(void);

#endif
