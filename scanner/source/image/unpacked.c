/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/unpacked.h"

#include <stdlib.h>

#include "base/macro.h"

static void pass_over(struct unit_sink *sink, const struct veto_problem *problem)
{
    (void)sink;
    (void)problem;
}

static bool is_stopped(const struct unit_sink *sink)
{
    const struct unit_sink *loud = container_of(sink, struct quiet_sink, base)->loud;
    return loud && sink_stopped(loud);
}

/* `loud` may be NULL: nobody ends it then. */
static struct quiet_sink quiet_sink(const struct limits *limits, const struct unit_sink *loud)
{
    static const struct sink_operations operations = { .problem = pass_over,
                                                       .stopped = is_stopped };
    return (struct quiet_sink) { .base = { .operations = &operations, .limits = limits },
                                 .loud = loud };
}

static bool wants_too_much(enum container container, struct span head, const struct limits *limits)
{
    return container == CONTAINER_XZ && xz_dictionary(head) > limits->max_dictionary;
}

static int open_stream(struct unpacked_reader *self, enum container container,
                       struct content_reader *source, struct unit_sink *sink,
                       const struct veto_origin *origin, struct content_state state)
{
    ssize_t got = source->read(source, self->head, sizeof(self->head));
    struct span head = { self->head, got > 0 ? (size_t)got : 0 };
    if (wants_too_much(container, head, sink->limits))
        return -1;
    self->whole = reader_with_head(head, source);
    self->content =
            archive_stream_open(&self->stream, sink, container, &self->whole.base, origin, state);
    return self->content ? 0 : -1;
}

int unpacked_open(struct unpacked_reader *reader, enum container container,
                  struct content_reader *source, struct unit_sink *sink,
                  const struct veto_origin *origin, struct content_state state, bool silent)
{
    struct veto_error error;
    enum inflate_kind kind = container == CONTAINER_GZIP ? INFLATE_GZIP : INFLATE_ZSTD;
    *reader = (struct unpacked_reader) { 0 };
    if (silent) {
        reader->quiet = quiet_sink(sink->limits, sink);
        sink = &reader->quiet.base;
    }
    if (container != CONTAINER_GZIP && container != CONTAINER_ZSTD)
        return open_stream(reader, container, source, sink, origin, state);
    if (inflating_open(&reader->inflating, kind, source, sink, origin, state, &error) < 0)
        return -1;
    reader->content = &reader->inflating.base;
    return 0;
}

void unpacked_close(struct unpacked_reader *reader)
{
    inflating_close(&reader->inflating);
    archive_stream_close(reader->stream);
}

/* Most files are none, and one header tells. */
static ssize_t read_if_tar(struct content_reader *content, char *into, size_t len)
{
    ssize_t got = content->read(content, into, CONTAINER_HEAD);
    if (got < CONTAINER_HEAD ||
        container_of_bytes((struct span) { into, CONTAINER_HEAD }) != CONTAINER_TAR)
        return 0;
    ssize_t more = content->read(content, into + CONTAINER_HEAD, len - CONTAINER_HEAD);
    return got + MAX(more, 0);
}

size_t unpacked_peek(enum container container, struct content_reader *source, char *into,
                     size_t len)
{
    static const struct veto_origin nothing = { .kind = VETO_ORIGIN_STREAM };
    struct limits limits = limits_default();
    struct quiet_sink sink = quiet_sink(&limits, NULL);
    struct unpacked_reader *reader = malloc(sizeof(*reader));
    ssize_t got = 0;
    if (!reader)
        return 0;
    if (unpacked_open(reader, container, source, &sink.base, &nothing, (struct content_state) { 0 },
                      false) == 0)
        got = read_if_tar(reader->content, into, len);
    unpacked_close(reader);
    free(reader);
    return got > 0 ? (size_t)got : 0;
}
