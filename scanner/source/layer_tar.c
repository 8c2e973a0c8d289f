/* SPDX-License-Identifier: Apache-2.0 */
#include "source/layer_tar.h"

#include <stdlib.h>

#include "source/archive.h"
#include "source/reader.h"
#include "unit/kind.h"
#include "unit/problem.h"

enum { BLOCK = CONTAINER_HEAD, READ = 128 * BLOCK };

/* ---- What stands before the first header ----------------------------------------------------- */

/* Reads on, a block at a time, up to one that is a tar's header. */
struct until_header {
    struct content_reader base;
    struct content_reader *source;
    char *memory;
    struct span input; /* what is left of it */
    size_t part;       /* of the block at its front that was read already */
    bool source_ended;
    bool found;
};

static bool refill(struct until_header *self)
{
    if (self->input.len == 0 && !self->source_ended) {
        ssize_t got = self->source->read(self->source, self->memory, READ);
        self->source_ended = got < READ;
        self->input = (struct span) { self->memory, got > 0 ? (size_t)got : 0 };
        self->part = 0;
    }
    return self->input.len > 0;
}

static ssize_t until_header_read(struct content_reader *reader, char *into, size_t len)
{
    struct until_header *self = container_of(reader, struct until_header, base);
    size_t got = 0;
    while (got < len && !self->found && refill(self)) {
        struct span block = span_sub(self->input, 0, BLOCK);
        self->found = self->part == 0 && container_of_bytes(block) == CONTAINER_TAR;
        if (self->found)
            break;
        struct span rest = span_sub(block, self->part, len - got);
        memcpy(into + got, rest.data, rest.len);
        got += rest.len;
        self->part += rest.len;
        if (self->part == block.len) {
            self->input = span_from(self->input, block.len);
            self->part = 0;
        }
    }
    return (ssize_t)got;
}

/*
 * Looks at what no tar begins with, and reads on as a tar from the first header that is right.
 * False where there is none.
 */
static bool scan_from_first_header(struct unit_sink *sink, struct content_reader *reader,
                                   const struct veto_origin *origin, struct content_state inside)
{
    char scratch[BLOCK];
    struct until_header before = {
        .base = { until_header_read, reader->expected },
        .source = reader,
        .memory = malloc(READ),
    };
    if (!before.memory) {
        problem_add(sink, VETO_PROBLEM_UNREAD, origin, "out of memory");
        return false;
    }
    struct content_state closed = inside;
    closed.closed = true;
    closed.observer = NULL;
    content_stream(sink, &before.base, origin, closed);
    if (reader_drain(&before.base, scratch, sizeof(scratch), sink) == 0 && before.found) {
        struct headed_reader tar = reader_with_head(before.input, reader);
        archive_scan_tar_and_other(sink, before.input, &tar.base, origin, inside);
    }
    free(before.memory);
    return before.found;
}

/* ---- The door -------------------------------------------------------------------------------- */

static bool is_all_zero(struct span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        if (bytes.data[i])
            return false;
    return true;
}

/* `has_header`: a tar was found further on. */
static void tell_no_tar(struct unit_sink *sink, struct span head, bool has_header,
                        const struct veto_origin *origin)
{
    const char *name = disk_image_of_bytes(head);
    if (name)
        problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                    "the layer is no tar but %s: it is not opened; its bytes were looked at as "
                    "they are",
                    name);
    else if (has_header)
        problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                    "the layer's first header is damaged: it was read from the next one on");
    else
        problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                    "the layer is no tar: its bytes were looked at as they are");
}

/* What begins with no tar. What is compressed twice is asked for one once it is unpacked. */
static void scan_no_tar(struct unit_sink *sink, struct span head, enum container container,
                        struct content_reader *reader, const struct veto_origin *origin,
                        struct content_state inside)
{
    bool has_header = false;
    if (container == CONTAINER_NONE)
        has_header = scan_from_first_header(sink, reader, origin, inside);
    else
        content_stream(sink, reader, origin, inside);
    if (!container_is_stream(container))
        tell_no_tar(sink, head, has_header, origin);
}

void layer_tar_scan(struct unit_sink *sink, struct content_reader *reader,
                    const struct veto_origin *origin, struct content_state inside)
{
    char bytes[DISK_IMAGE_HEAD];
    ssize_t got = reader->read(reader, bytes, sizeof(bytes));
    struct span head = { bytes, got > 0 ? (size_t)got : 0 };
    struct span first = span_sub(head, 0, CONTAINER_HEAD);
    struct headed_reader whole = reader_with_head(head, reader);
    whole.base.expected = reader->expected;
    enum container container = container_of_bytes(first);
    /* A layer without a single file is zeros alone. */
    bool is_zero = is_all_zero(first);
    if (is_zero && first.len < CONTAINER_HEAD)
        return;
    if (container == CONTAINER_TAR || is_zero)
        archive_scan_tar_and_other(sink, first, &whole.base, origin, inside);
    else
        scan_no_tar(sink, head, container, &whole.base, origin, inside);
}
