/* SPDX-License-Identifier: Apache-2.0 */
/* How each kind of container is opened: in memory, as it comes, or first one and then the other. */
#include "source/archive.h"

#include "base/buf.h"
#include "source/archive_walk.h"
#include "source/compressed.h"
#include "source/reader.h"
#include "source/rpm_header.h"
#include "source/zip_hidden.h"
#include "unit/problem.h"

enum { BLOCK = 256 * 1024, GZIP_SIZE = 4 };

static struct content_state inside_of(struct content_state state)
{
    return (struct content_state){ .depth = state.depth + 1, .inflated = state.inflated };
}

static void scan_compressed(struct unit_sink *sink, enum container container,
                            struct content_reader *reader, uint64_t expected,
                            const struct veto_origin *origin, struct content_state state)
{
    struct content_state inside = inside_of(state);
    /* The tar is what comes out of the stream. */
    inside.observer = state.observer;
    sink->counts.archives++;
    compressed_scan(sink, container, reader, expected, origin, inside);
}

/* What a gzip stream says of its last member, RFC 1952 §2.3: mostly it has no other. */
static uint64_t size_inside(enum container container, struct span bytes)
{
    uint64_t size = 0;
    if (container != CONTAINER_GZIP || bytes.len < GZIP_SIZE)
        return 0;
    for (size_t i = 0; i < GZIP_SIZE; i++)
        size = size << 8 | (unsigned char)bytes.data[bytes.len - 1 - i];
    return size;
}

/* libarchive shows the files of an rpm, not what stands before them. */
static void scan_rpm_header(struct unit_sink *sink, struct span head,
                            const struct veto_origin *origin)
{
    struct span header = rpm_header(head);
    struct veto_origin inside = { .kind = VETO_ORIGIN_ENTRY,
                                  .parent = origin,
                                  .name = span_to_bytes(SPAN("[header]")) };
    struct unit unit = unit_whole(header, &inside);
    if (header.len)
        sink->operations->scan(sink, &unit);
}

static void scan_walked(struct unit_sink *sink, enum container container,
                        struct content_reader *reader, const struct veto_origin *origin,
                        struct content_state state)
{
    sink->counts.archives++;
    archive_walk_stream(sink, container, reader, origin, inside_of(state));
}

/* False where there is more than `into` may hold. */
static bool load(struct unit_sink *sink, struct content_reader *reader, struct buf *into)
{
    ssize_t got = BLOCK;
    while (got == BLOCK && !sink_stopped(sink)) {
        char *room = buf_reserve(into, BLOCK);
        if (!room)
            return false;
        got = reader->read(reader, room, BLOCK);
        into->len += got > 0 ? (size_t)got : 0;
    }
    return true;
}

/* What was read as a tar already, and may be another kind as well. */
static void scan_as_other(struct unit_sink *sink, enum container other, struct span bytes,
                          const struct veto_origin *origin, struct content_state inside)
{
    if (other == CONTAINER_NONE || inside.depth >= sink->limits->max_depth)
        return;
    struct headed_reader reader = reader_with_head(bytes, NULL);
    inside.depth++;
    inside.again = true;
    if (container_is_stream(other))
        compressed_scan(sink, other, &reader.base, 0, origin, inside);
    else
        archive_walk_bytes(sink, other, false, bytes, origin, inside);
}

void archive_scan_tar_and_other(struct unit_sink *sink, struct span head,
                                struct content_reader *reader, const struct veto_origin *origin,
                                struct content_state inside)
{
    enum container other = container_beside_tar(head);
    if (other == CONTAINER_NONE || inside.depth >= sink->limits->max_depth) {
        archive_scan_tar(sink, reader, origin, inside);
        return;
    }
    struct buf whole = buf_make((size_t)sink->limits->max_seekable);
    bool fits = load(sink, reader, &whole);
    struct headed_reader tar = reader_with_head(buf_span(&whole), fits ? NULL : reader);
    if (!fits)
        problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                    "the tar begins like another kind of container, and is larger than may be held "
                    "in memory: it was read as a tar alone");
    archive_scan_tar(sink, &tar.base, origin, inside);
    if (fits)
        scan_as_other(sink, other, buf_span(&whole), origin, inside);
    buf_release(&whole);
}

bool archive_scan_bytes(struct unit_sink *sink, enum container container, struct span bytes,
                        const struct veto_origin *origin, struct content_state state)
{
    if (container == CONTAINER_NONE)
        return false;
    if (container_is_stream(container)) {
        struct headed_reader reader = reader_with_head(bytes, NULL);
        scan_compressed(sink, container, &reader.base, size_inside(container, bytes), origin,
                        state);
        return true;
    }
    /* A zip that lost its end has no directory, but its entries can be read from the front. */
    struct content_state inside = inside_of(state);
    bool is_whole = archive_walk_bytes(sink, container, false, bytes, origin, inside);
    bool is_archive =
            is_whole || (archive_has_streamed_form(container) &&
                         archive_walk_bytes(sink, container, true, bytes, origin, inside));
    if (is_whole && container == CONTAINER_ZIP)
        zip_scan_hidden(sink, bytes, origin, inside);
    if (is_whole && container == CONTAINER_RPM)
        scan_rpm_header(sink, span_sub(bytes, 0, RPM_HEADER_MAX), origin);
    if (container == CONTAINER_TAR)
        scan_as_other(sink, container_beside_tar(bytes), bytes, origin, inside);
    if (!is_archive && archive_seeks(container))
        problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                    "damaged archive: its bytes were looked at as they are");
    sink->counts.archives += is_archive;
    return is_archive;
}

static void scan_sought(struct unit_sink *sink, enum container container,
                        struct content_reader *reader, const struct veto_origin *origin,
                        struct content_state state)
{
    struct buf whole = buf_make((size_t)sink->limits->max_seekable);
    if (load(sink, reader, &whole)) {
        if (!archive_scan_bytes(sink, container, buf_span(&whole), origin, state)) {
            state.closed = true;
            content_scan(sink, buf_span(&whole), origin, state);
        }
    } else if (archive_must_seek(container)) {
        problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                    "this kind of archive is read in memory, and is larger than may be held there");
    } else {
        struct headed_reader rest = reader_with_head(buf_span(&whole), reader);
        scan_walked(sink, container, &rest.base, origin, state);
    }
    buf_release(&whole);
}

static void scan_tar(struct unit_sink *sink, struct span head, struct content_reader *reader,
                     const struct veto_origin *origin, struct content_state state)
{
    sink->counts.archives++;
    archive_scan_tar_and_other(sink, head, reader, origin, inside_of(state));
}

static void scan_rpm(struct unit_sink *sink, struct content_reader *reader,
                     const struct veto_origin *origin, struct content_state state)
{
    struct buf head = buf_make(2 * RPM_HEADER_MAX);
    char *room = buf_reserve(&head, RPM_HEADER_MAX);
    ssize_t got = room ? reader->read(reader, room, RPM_HEADER_MAX) : 0;
    head.len = got > 0 ? (size_t)got : 0;
    scan_rpm_header(sink, buf_span(&head), origin);
    struct headed_reader whole = reader_with_head(buf_span(&head), reader);
    scan_walked(sink, CONTAINER_RPM, &whole.base, origin, state);
    buf_release(&head);
}

bool archive_scan_stream(struct unit_sink *sink, enum container container, struct span head,
                         struct content_reader *reader, const struct veto_origin *origin,
                         struct content_state state)
{
    if (container == CONTAINER_NONE)
        return false;
    struct headed_reader whole = reader_with_head(head, reader);
    if (container_is_stream(container))
        scan_compressed(sink, container, &whole.base, 0, origin, state);
    else if (archive_seeks(container))
        scan_sought(sink, container, &whole.base, origin, state);
    else if (container == CONTAINER_RPM)
        scan_rpm(sink, &whole.base, origin, state);
    else if (container == CONTAINER_TAR)
        scan_tar(sink, head, &whole.base, origin, state);
    else
        scan_walked(sink, container, &whole.base, origin, state);
    return true;
}
