/* SPDX-License-Identifier: Apache-2.0 */
#include "source/content.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "source/archive.h"
#include "source/reader.h"
#include "unit/lines.h"
#include "unit/origin.h"
#include "unit/problem.h"

enum {
    HEAD = 4096,          /* as much as kind_of looks at */
    LONGEST_SEQUENCE = 4, /* bytes of one code point */
    /* What a window shares with the one before it, which may have to begin a little earlier. */
    SHARED = UNIT_OVERLAP_BEFORE + LONGEST_SEQUENCE + UNIT_OVERLAP_AFTER,
};

/* ---- What both ways have in common --------------------------------------------------------- */

/*
 * CONTAINER_NONE also where the bounds forbid to open it; that is a problem unless it was wished
 * for.
 */
static enum container container_to_open(struct unit_sink *sink, struct span head,
                                        const struct veto_origin *origin,
                                        struct content_state state)
{
    int deepest = sink->limits->max_depth;
    if (deepest <= 0 || state.closed)
        return CONTAINER_NONE;
    enum container container = container_of_bytes(span_sub(head, 0, CONTAINER_HEAD));
    if (container == CONTAINER_NONE || state.depth < deepest)
        return container;
    problem_add(sink, VETO_PROBLEM_UNREAD, origin, "archives are nested deeper than %d: not opened",
                deepest);
    return CONTAINER_NONE;
}

static bool is_too_large(struct unit_sink *sink, uint64_t size, const struct veto_origin *origin)
{
    if (size <= sink->limits->max_size)
        return false;
    problem_add(sink, VETO_PROBLEM_UNREAD, origin, "larger than %llu bytes: not read",
                (unsigned long long)sink->limits->max_size);
    return true;
}

/* The first window of some content, of which `head` is known. */
static struct unit first_window(struct span head, const struct veto_origin *origin)
{
    struct unit window = unit_whole(head, origin);
    window.is_last = false;
    return window;
}

/*
 * The window that follows, as far as its bytes are known. It begins with a whole code point, and
 * its line is counted on from this window's; the bytes are this window's.
 */
static struct unit next_window(const struct unit *window)
{
    size_t begin = window->own_end - MIN(window->own_end, (size_t)UNIT_OVERLAP_BEFORE);
    for (int i = 1; i < LONGEST_SEQUENCE && begin > 0; i++) {
        if (((unsigned char)window->bytes.data[begin] & 0xc0) != 0x80)
            break;
        begin--;
    }
    struct lines lines = lines_make(window);
    lines_advance(&lines, begin);

    struct unit next = *window;
    next.bytes = span_from(window->bytes, begin);
    next.own_begin = window->own_end - begin;
    next.offset += begin;
    next.first_line = lines.line;
    next.first_column = lines.column;
    next.is_first = false;
    return next;
}

/*
 * How many bytes a window owns. What is audited as a document is one as long as the bounds allow:
 * half a document says nothing. Not so scripts: of a long one their reader's bounds leave nothing.
 * `size` may be wrong; 0 = nobody knows.
 */
static size_t window_owns(const struct unit_sink *sink, const struct unit *window, uint64_t size)
{
    const kind_set documents = KIND_DOCKERFILE | KIND_COMPOSE | KIND_YAML | KIND_JSON | KIND_ENV |
                               KIND_INI | KIND_XML | KIND_WORKFLOW | KIND_NGINX | KIND_SSHD |
                               KIND_CONFIG;
    bool is_document = (window->kinds & documents) && !(window->kinds & (KIND_BINARY | KIND_LOCK));
    return is_document && window->is_first && size > UNIT_WINDOW &&
                           size <= sink->limits->max_document
                   ? (size_t)size
                   : (size_t)UNIT_WINDOW;
}

/* How many bytes a window wants; with fewer, it is the last. */
static size_t window_reach(const struct unit *window, size_t owns)
{
    return window->own_begin + owns + UNIT_OVERLAP_AFTER;
}

static void window_close(struct unit *window, struct span bytes, bool is_last, size_t owns)
{
    window->bytes = bytes;
    window->is_last = is_last;
    window->own_end = is_last ? bytes.len : window->own_begin + owns;
}

/* ---- Bytes in memory ----------------------------------------------------------------------- */

static void scan_windows(struct unit_sink *sink, struct span bytes,
                         const struct veto_origin *origin)
{
    struct unit window = first_window(bytes, origin);
    while (!sink_stopped(sink)) {
        struct span rest = span_from(bytes, (size_t)window.offset);
        size_t owns = window_owns(sink, &window, bytes.len), reach = window_reach(&window, owns);
        window_close(&window, span_sub(rest, 0, reach), rest.len <= reach, owns);
        sink->operations->scan(sink, &window);
        if (window.is_last)
            return;
        window = next_window(&window);
    }
}

void content_scan(struct unit_sink *sink, struct span bytes, const struct veto_origin *origin,
                  struct content_state state)
{
    if (bytes.len == 0 || is_too_large(sink, bytes.len, origin))
        return;
    enum container container = container_to_open(sink, bytes, origin, state);
    if (container != CONTAINER_NONE && archive_scan_bytes(sink, container, bytes, origin, state))
        return;
    scan_windows(sink, bytes, origin);
}

/* ---- Bytes as they come -------------------------------------------------------------------- */

struct stream {
    struct unit_sink *sink;
    struct content_reader *reader;
    const struct veto_origin *origin;
    struct unit window; /* its bytes lie in `shared` until its batch is there */
    size_t owns;        /* bytes that it owns, if it is not the last */
    char *shared;
    bool ended;
};

/*
 * Adds to the `len` bytes in `into` until there are `wanted`. What was there before an error is
 * kept.
 */
static size_t fill(struct stream *stream, char *into, size_t len, size_t wanted)
{
    while (len < wanted && !stream->ended) {
        ssize_t got = stream->reader->read(stream->reader, into + len, wanted - len);
        if (got <= 0 || (size_t)got < wanted - len)
            stream->ended = true;
        if (got > 0)
            len += (size_t)got;
    }
    return len;
}

/* The window as the only unit of `batch`. */
static bool put_in_batch(struct unit_batch *batch, const struct unit *window)
{
    batch->units = ARENA_NEW(&batch->arena, struct unit);
    const struct veto_origin *origin = origin_copy(&batch->arena, window->origin);
    if (!batch->units || !origin)
        return false;
    batch->units[0] = *window;
    batch->units[0].origin = origin;
    batch->count = batch->max_count = 1;
    return true;
}

static void report_no_memory(struct stream *stream)
{
    stream->sink->starved = true;
    if (!sink_stopped(stream->sink))
        problem_add(stream->sink, VETO_PROBLEM_UNREAD, stream->origin,
                    "out of memory: not read from byte %llu on",
                    (unsigned long long)stream->window.offset);
}

/* `len` bytes of the window are there: fewer where the content is larger than allowed. */
static size_t cut_to_max_size(struct stream *stream, size_t len)
{
    uint64_t end = stream->window.offset + len, max_size = stream->sink->limits->max_size;
    if (end <= max_size)
        return len;
    problem_add(stream->sink, VETO_PROBLEM_UNREAD, stream->origin,
                "larger than %llu bytes: the rest was not read", (unsigned long long)max_size);
    stream->ended = true;
    return len - (size_t)(end - max_size);
}

/* Of a batch for the window: one byte more than is expected shows where the content ends. */
static size_t window_room(const struct stream *stream)
{
    uint64_t expected = stream->reader->expected, offset = stream->window.offset;
    size_t known = stream->window.bytes.len, most = stream->owns + SHARED;
    if (stream->ended)
        return known;
    if (expected <= offset + known || expected - offset >= most)
        return most;
    return (size_t)(expected - offset) + 1;
}

/* A batch whose bytes begin with those of the window, as many as there are or go in. */
static struct unit_batch *read_window(struct stream *stream, struct span begun, size_t room,
                                      size_t *len)
{
    const struct sink_operations *operations = stream->sink->operations;
    struct unit_batch *batch = operations->batch(stream->sink, room);
    if (!batch)
        return NULL;
    memcpy(batch->bytes, begun.data, begun.len);
    *len = fill(stream, batch->bytes, begun.len,
                MIN(window_reach(&stream->window, stream->owns), batch->capacity));
    return batch;
}

/* As read_window, and there is more than was expected. */
static struct unit_batch *read_whole_window(struct stream *stream, size_t *len)
{
    struct unit_batch *batch = read_window(stream, stream->window.bytes, window_room(stream), len);
    if (!batch || stream->ended || *len == window_reach(&stream->window, stream->owns))
        return batch;
    struct unit_batch *larger =
            read_window(stream, (struct span) { batch->bytes, *len }, stream->owns + SHARED, len);
    stream->sink->operations->discard(stream->sink, batch);
    return larger;
}

/* Reads and hands on one window; false where it was the last. */
static bool stream_window(struct stream *stream)
{
    const struct sink_operations *operations = stream->sink->operations;
    struct unit *window = &stream->window;
    size_t len = 0;
    stream->owns = window_owns(stream->sink, window, stream->reader->expected);
    struct unit_batch *batch = read_whole_window(stream, &len);
    if (!batch) {
        report_no_memory(stream);
        return false;
    }
    len = cut_to_max_size(stream, len);
    window_close(window, (struct span) { batch->bytes, len }, stream->ended, stream->owns);
    if (!put_in_batch(batch, window)) {
        report_no_memory(stream);
        operations->discard(stream->sink, batch);
        return false;
    }
    bool is_last = window->is_last;
    if (!is_last) {
        *window = next_window(window);
        memcpy(stream->shared, window->bytes.data, window->bytes.len);
        window->bytes.data = stream->shared;
    }
    operations->submit(stream->sink, batch);
    return !is_last;
}

void content_stream(struct unit_sink *sink, struct content_reader *reader,
                    const struct veto_origin *origin, struct content_state state)
{
    char bytes[HEAD];
    struct stream stream = { .sink = sink, .reader = reader, .origin = origin };
    struct span head = { bytes, fill(&stream, bytes, 0, sizeof(bytes)) };
    if (head.len == 0)
        return;
    enum container container = container_to_open(sink, head, origin, state);
    if (container != CONTAINER_NONE &&
        archive_scan_stream(sink, container, head, reader, origin, state))
        return;

    cleanup(free_ptr) char *shared = malloc(SHARED);
    stream.window = first_window(head, origin);
    stream.shared = shared;
    if (!shared) {
        report_no_memory(&stream);
        return;
    }
    while (!sink_stopped(sink) && stream_window(&stream))
        ;
}

void content_stream_target(struct unit_sink *sink, struct content_reader *reader,
                           const struct veto_origin *origin, struct content_state state)
{
    char bytes[DISK_IMAGE_HEAD];
    ssize_t got = reader->read(reader, bytes, sizeof(bytes));
    struct span head = { bytes, got > 0 ? (size_t)got : 0 };
    const char *name = disk_image_of_bytes(head);
    if (name && sink->limits->max_depth > 0)
        problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                    "%s: it is not opened; its bytes were looked at as they are", name);
    struct headed_reader whole =
            reader_with_head(head, got < (ssize_t)sizeof(bytes) ? NULL : reader);
    whole.base.expected = reader->expected;
    content_stream(sink, &whole.base, origin, state);
}

/* ---- Many small ones ----------------------------------------------------------------------- */

static bool has_room(const struct gatherer *gatherer, size_t len)
{
    const struct unit_batch *batch = gatherer->batch;
    return batch && batch->capacity - gatherer->used >= len && batch->count < batch->max_count;
}

static bool begin_batch(struct gatherer *gatherer)
{
    struct unit_sink *sink = gatherer->sink;
    struct unit_batch *batch = sink->operations->batch(sink, GATHER_BATCH);
    if (!batch)
        return false;
    batch->units = ARENA_ARRAY(&batch->arena, UNIT_BATCH_UNITS, struct unit);
    if (!batch->units) {
        sink->operations->discard(sink, batch);
        return false;
    }
    batch->max_count = UNIT_BATCH_UNITS;
    gatherer->batch = batch;
    gatherer->used = 0;
    gatherer->parent = gatherer->parent_copy = NULL;
    return true;
}

/* Contents of one archive share the copy of what they lie in. */
static const struct veto_origin *copy_origin(struct gatherer *gatherer,
                                             const struct veto_origin *origin)
{
    struct arena *arena = &gatherer->batch->arena;
    if (gatherer->parent != origin->parent) {
        gatherer->parent = origin->parent;
        gatherer->parent_copy = origin_copy(arena, origin->parent);
    }
    struct veto_origin *copy = ARENA_NEW(arena, struct veto_origin);
    if (!copy)
        return NULL;
    *copy = *origin;
    copy->name = span_to_bytes(arena_span(arena, span_from_bytes(origin->name)));
    copy->parent = gatherer->parent_copy;
    return arena_failed(arena) ? NULL : copy;
}

static bool gather(struct gatherer *gatherer, struct span bytes, const struct veto_origin *origin)
{
    if (!has_room(gatherer, bytes.len)) {
        content_gather_end(gatherer);
        if (!begin_batch(gatherer))
            return false;
    }
    const struct veto_origin *kept = copy_origin(gatherer, origin);
    if (!kept)
        return false;
    struct unit_batch *batch = gatherer->batch;
    char *copy = batch->bytes + gatherer->used;
    if (bytes.data != copy)
        memcpy(copy, bytes.data, bytes.len);
    gatherer->used += bytes.len;
    batch->units[batch->count++] = unit_whole((struct span) { copy, bytes.len }, kept);
    return true;
}

char *content_gather_room(struct gatherer *gatherer)
{
    if (!has_room(gatherer, GATHER_SMALL + 1)) {
        content_gather_end(gatherer);
        if (!begin_batch(gatherer))
            return NULL;
    }
    return gatherer->batch->bytes + gatherer->used;
}

void content_gather(struct gatherer *gatherer, struct span bytes, const struct veto_origin *origin)
{
    if (bytes.len == 0 || is_too_large(gatherer->sink, bytes.len, origin))
        return;
    if (bytes.len > GATHER_SMALL || !gather(gatherer, bytes, origin))
        scan_windows(gatherer->sink, bytes, origin);
}

void content_gather_end(struct gatherer *gatherer)
{
    const struct sink_operations *operations = gatherer->sink->operations;
    struct unit_batch *batch = gatherer->batch;
    gatherer->batch = NULL;
    if (batch)
        (batch->count ? operations->submit : operations->discard)(gatherer->sink, batch);
}
