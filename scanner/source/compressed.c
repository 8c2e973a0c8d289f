/* SPDX-License-Identifier: Apache-2.0 */
#include "source/compressed.h"

#include <stdlib.h>

#include "base/buf.h"
#include "source/archive.h"
#include "source/archive_walk.h"
#include "source/entry_name.h"
#include "source/gzip_header.h"
#include "source/inflating.h"
#include "source/layer_tar.h"
#include "source/reader.h"
#include "source/xz_header.h"
#include "unit/problem.h"

static struct veto_origin member_of(const struct veto_origin *origin, struct span name)
{
    return (struct veto_origin){
        .kind = VETO_ORIGIN_ENTRY,
        .parent = origin,
        .name = span_to_bytes(name),
    };
}

/* What came out of the stream: the reader stands at its beginning. */
static void scan_content(struct unit_sink *sink, struct content_reader *reader,
                        const struct veto_origin *origin, struct content_state state)
{
    char head[CONTAINER_HEAD];
    if (origin->kind == VETO_ORIGIN_LAYER) {
        layer_tar_scan(sink, reader, origin, state);
        return;
    }
    ssize_t got = reader->read(reader, head, sizeof(head));
    if (got <= 0)
        return;
    struct span first = { head, (size_t)got };
    struct headed_reader whole = reader_with_head(first, reader);
    whole.base.expected = reader->expected;
    if (container_of_bytes(first) == CONTAINER_TAR) {
        archive_scan_tar_and_other(sink, first, &whole.base, origin, state);
        return;
    }
    state.observer = NULL;
    struct veto_origin inside = member_of(origin, entry_name_inside(span_from_bytes(origin->name)));
    sink->operations->file(sink, &inside, VETO_FILE_READ);
    content_stream(sink, &whole.base, &inside, state);
}

enum { DRAIN_BLOCK = 64 * 1024 };

/* To its end, whoever stopped reading before, where a digest is to be that of all. */
static void scan_inside(struct unit_sink *sink, struct content_reader *reader,
                        const struct veto_origin *origin, struct content_state state)
{
    struct digesting_reader *unpacked = state.unpacked;
    state.unpacked = NULL;
    state.again = false;
    if (!unpacked) {
        scan_content(sink, reader, origin, state);
        return;
    }
    unpacked->source = reader;
    scan_content(sink, &unpacked->base, origin, state);
    char *scratch = malloc(DRAIN_BLOCK);
    if (!scratch || reader_drain(&unpacked->base, scratch, DRAIN_BLOCK, sink) < 0)
        unpacked->failed = true;
    free(scratch);
}

static void scan_inflating(struct unit_sink *sink, enum inflate_kind kind,
                           struct content_reader *reader, uint64_t expected,
                           const struct veto_origin *origin, struct content_state state)
{
    struct inflating_reader inflating;
    struct veto_error error;
    if (inflating_open(&inflating, kind, reader, sink, origin, state, &error) < 0) {
        problem_add(sink, VETO_PROBLEM_UNREAD, origin, "cannot be decompressed: %s", error.message);
        return;
    }
    inflating.base.expected = expected;
    if (origin->kind == VETO_ORIGIN_LAYER)
        inflating_use_threads(&inflating, kind);
    scan_inside(sink, &inflating.base, origin, state);
    if (!state.again && inflating_has_rest(&inflating)) {
        struct veto_origin behind = member_of(origin, BEHIND_COMPRESSED);
        problem_add(sink, VETO_PROBLEM_UNJUDGED, &behind, "bytes follow the compressed stream");
        content_stream(sink, inflating_rest(&inflating), &behind, state);
    }
    inflating_close(&inflating);
}

static void read_on(struct content_reader *reader, struct buf *head, size_t wanted)
{
    char *room = buf_reserve(head, wanted);
    ssize_t got = room ? reader->read(reader, room, wanted) : 0;
    head->len += got > 0 ? (size_t)got : 0;
}

/* Looks at what the header of the first member holds beside the name of a file. */
static void scan_gzip(struct unit_sink *sink, struct content_reader *reader, uint64_t expected,
                      const struct veto_origin *origin, struct content_state state)
{
    struct buf head = buf_make(GZIP_FIXED + GZIP_FIELDS_MAX);
    read_on(reader, &head, GZIP_FIXED);
    if (head.len == GZIP_FIXED && gzip_has_fields(buf_span(&head)))
        read_on(reader, &head, GZIP_FIELDS_MAX);
    struct veto_origin inside = member_of(origin, SPAN("[gzip header]"));
    struct content_state closed = state;
    closed.closed = true;
    content_scan(sink, gzip_unusual_fields(buf_span(&head)), &inside, closed);
    struct headed_reader whole = reader_with_head(buf_span(&head), reader);
    scan_inflating(sink, INFLATE_GZIP, &whole.base, expected, origin, state);
    buf_release(&head);
}

/* It has the magic of a compressed stream, and no more than that. */
static void scan_plain(struct unit_sink *sink, struct content_reader *reader,
                       const struct veto_origin *origin, struct content_state state)
{
    state.closed = true;
    state.unpacked = NULL;
    state.observer = NULL;
    content_stream(sink, reader, origin, state);
}

static void scan_by_libarchive(struct unit_sink *sink, enum container container,
                               struct content_reader *reader, const struct veto_origin *origin,
                               struct content_state state)
{
    char head[XZ_HEADERS];
    ssize_t got = reader->read(reader, head, sizeof(head));
    if (got <= 0)
        return;
    struct span first = { head, (size_t)got };
    if (container == CONTAINER_XZ && xz_dictionary(first) > sink->limits->max_dictionary) {
        problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                    "the compressed stream wants a larger dictionary than is allowed");
        return;
    }
    struct headed_reader whole = reader_with_head(first, reader);
    struct archive_stream *stream = NULL;
    struct content_reader *inside =
            archive_stream_open(&stream, sink, container, &whole.base, origin, state);
    bool is_plain = inside && archive_stream_is_plain(stream);
    if (is_plain && !state.again)
        scan_plain(sink, inside, origin, state);
    else if (inside && !is_plain)
        scan_inside(sink, inside, origin, state);
    archive_stream_close(stream);
}

void compressed_scan(struct unit_sink *sink, enum container container,
                     struct content_reader *reader, uint64_t expected,
                     const struct veto_origin *origin, struct content_state state)
{
    if (container == CONTAINER_GZIP)
        scan_gzip(sink, reader, expected, origin, state);
    else if (container == CONTAINER_ZSTD)
        scan_inflating(sink, INFLATE_ZSTD, reader, expected, origin, state);
    else
        scan_by_libarchive(sink, container, reader, origin, state);
}
