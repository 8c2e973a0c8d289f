/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What libarchive reads. Its formats and filters are enabled by name, in-process ones only. Members
 * go through member.h; `state` is that of the members.
 */
#ifndef VETO_SOURCE_ARCHIVE_WALK_H
#define VETO_SOURCE_ARCHIVE_WALK_H

#include "source/content.h"

/*
 * Whether a format is better read in memory, whether it can be read in no other way, and whether it
 * can at all be read from the front.
 */
bool archive_seeks(enum container container);
bool archive_must_seek(enum container container);
bool archive_has_streamed_form(enum container container);

/*
 * An archive in memory. `streamed`: entry by entry from the front, without looking for a directory
 * at the end. False where not one entry could be read.
 */
bool archive_walk_bytes(struct unit_sink *sink, enum container container, bool streamed,
                        struct span bytes, const struct veto_origin *origin,
                        struct content_state state);
/* One entry of a zip, by its local header at the front. The bytes that it has; 0 = it is none. */
size_t archive_walk_one_of_zip(struct unit_sink *sink, struct span bytes,
                               const struct veto_origin *origin, struct content_state state);
/* An archive as it comes. */
void archive_walk_stream(struct unit_sink *sink, enum container container,
                         struct content_reader *reader, const struct veto_origin *origin,
                         struct content_state state);
/* A plain tar: a layer, or what came out of a compressed stream. */
void archive_scan_tar(struct unit_sink *sink, struct content_reader *reader,
                      const struct veto_origin *origin, struct content_state state);

/* A reader of what an xz, bzip2 or lz4 stream holds. */
struct archive_stream;
struct content_reader *archive_stream_open(struct archive_stream **out, struct unit_sink *sink,
                                           enum container container, struct content_reader *source,
                                           const struct veto_origin *origin,
                                           struct content_state state);
/* Whether it only began like one: then the bytes come as they are. */
bool archive_stream_is_plain(const struct archive_stream *stream);
void archive_stream_close(struct archive_stream *stream);

/* The version of the library behind this, and of what it is built on; loads it. */
const char *archive_library_version(void);

#endif
