/* SPDX-License-Identifier: Apache-2.0 */
#include <fcntl.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "source/file.h"
#include "source/image/image.h"
#include "source/image/image.h"
#include "source/reader.h"

struct stream_source {
    struct read_task task;
    int fd;
    const struct veto_origin *origin;
};

static void scan_stream(struct stream_source *stream, struct unit_sink *sink)
{
    struct descriptor_reader reader = reader_of_descriptor(stream->fd, sink, stream->origin);
    char *head = malloc(IMAGE_HEAD);
    ssize_t got = head ? reader.base.read(&reader.base, head, IMAGE_HEAD) : 0;
    struct span first = { head, got > 0 ? (size_t)got : 0 };
    bool may_be_image = sink->limits->max_depth > 0;
    if (!may_be_image || !image_scan_stream(sink, first, &reader.base, stream->origin)) {
        struct headed_reader whole = reader_with_head(first, &reader.base);
        uint64_t inflated = 0;
        sink->operations->file(sink, stream->origin, VETO_FILE_READ);
        content_stream_target(sink, &whole.base, stream->origin,
                              (struct content_state){ .inflated = &inflated });
    }
    free(head);
}

static void stream_run(struct read_task *task, struct unit_sink *sink)
{
    struct stream_source *stream = container_of(task, struct stream_source, task);
    if (sink->list_only)
        sink->operations->file(sink, stream->origin, VETO_FILE_READ);
    else
        scan_stream(stream, sink);
}

static void stream_drop(struct read_task *task)
{
    free(container_of(task, struct stream_source, task));
}

/* What comes through a redirection can be sought in, and so can be an image. */
static int open_image(struct read_task **out, int fd, const struct veto_origin *origin,
                      struct veto_error *error)
{
    if (lseek(fd, 0, SEEK_CUR) != 0)
        return 0;
    cleanup(close_fd) int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    int is_image = copy < 0 ? 0 : image_open_file(out, copy, origin, error);
    if (is_image == 1)
        take_fd(&copy);
    return is_image;
}

int source_stream(struct read_task **out, int fd, const struct veto_origin *origin,
                  struct veto_error *error)
{
    int is_image = open_image(out, fd, origin, error);
    if (is_image != 0)
        return is_image < 0 ? -1 : 0;
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
