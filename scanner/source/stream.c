/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "source/file.h"

struct stream_source {
    struct read_task task;
    int fd;
    const struct veto_origin *origin;
};

static void stream_run(struct read_task *task, struct unit_sink *sink)
{
    struct stream_source *stream = container_of(task, struct stream_source, task);
    struct descriptor_reader reader = reader_of_descriptor(stream->fd, sink, stream->origin);
    uint64_t inflated = 0;
    sink->operations->file(sink, stream->origin, VETO_FILE_READ);
    if (!sink->list_only)
        content_stream(sink, &reader.base, stream->origin,
                       (struct content_state){ .inflated = &inflated });
}

static void stream_drop(struct read_task *task)
{
    free(container_of(task, struct stream_source, task));
}

int source_stream(struct read_task **out, int fd, const struct veto_origin *origin,
                  struct veto_error *error)
{
    struct stream_source *stream = malloc(sizeof(*stream));
    if (!stream)
        return error_no_memory(error);
    *stream = (struct stream_source){
        .task = { .run = stream_run, .drop = stream_drop },
        .fd = fd,
        .origin = origin,
    };
    *out = &stream->task;
    return 0;
}
