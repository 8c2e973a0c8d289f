/* SPDX-License-Identifier: Apache-2.0 */
#include "source/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "source/image/image.h"
#include "unit/problem.h"

enum { POLL_MILLISECONDS = 100 };

void file_problem(struct unit_sink *sink, const struct veto_origin *origin, int reason,
                  const char *what)
{
    struct veto_error error;
    error_errno(&error, reason, "%s", what);
    problem_add(sink, VETO_PROBLEM_UNREAD, origin, "%s", error.message);
}

/* ---- Reading to the end -------------------------------------------------------------------- */

/* A pipe may stay silent for ever: look up now and then whether the scan is to end. */
static bool wait_for_input(const struct descriptor_reader *self)
{
    struct pollfd descriptor = { .fd = self->fd, .events = POLLIN };
    while (!sink_stopped(self->sink))
        if (poll(&descriptor, 1, POLL_MILLISECONDS) > 0)
            return true;
    return false;
}

static ssize_t descriptor_read(struct content_reader *reader, char *into, size_t len)
{
    struct descriptor_reader *self = container_of(reader, struct descriptor_reader, base);
    size_t got = 0;
    while (got < len && wait_for_input(self)) {
        ssize_t piece = read(self->fd, into + got, len - got);
        if (piece < 0 && errno == EINTR)
            continue;
        if (piece < 0) {
            file_problem(self->sink, self->origin, errno, "cannot be read");
            return -1;
        }
        if (piece == 0)
            break;
        got += (size_t)piece;
    }
    return (ssize_t)got;
}

struct descriptor_reader reader_of_descriptor(int fd, struct unit_sink *sink,
                                              const struct veto_origin *origin)
{
    return (struct descriptor_reader) {
        .base.read = descriptor_read,
        .fd = fd,
        .sink = sink,
        .origin = origin,
    };
}

/* What a regular file says of its size; it may grow or shrink while it is read. */
static uint64_t size_of(int fd)
{
    struct stat status;
    return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0
                   ? (uint64_t)status.st_size
                   : 0;
}

static void stream_descriptor(struct unit_sink *sink, int fd, const struct veto_origin *origin)
{
    struct descriptor_reader reader = reader_of_descriptor(fd, sink, origin);
    reader.base.expected = size_of(fd);
    uint64_t inflated = 0;
    content_stream(sink, &reader.base, origin, (struct content_state) { .inflated = &inflated });
}

/* ---- A file that is large or an image: a task of its own ----------------------------------- */

struct file_task {
    struct read_task task;
    struct veto_origin origin;
    int root;
    char path[];
};

static void file_task_drop(struct read_task *task)
{
    free(container_of(task, struct file_task, task));
}

/* True where the file is an image, which then takes `fd` and borrows the origin from `owner`. */
static bool push_image(struct unit_sink *sink, int *fd, const struct veto_origin *origin,
                       struct read_task *owner)
{
    struct read_task *image;
    if (sink->limits->max_depth == 0 || image_open_file(&image, *fd, origin, NULL) != 1)
        return false;
    take_fd(fd);
    image->parent = owner;
    sink->operations->read(sink, image);
    return true;
}

static void file_task_run(struct read_task *task, struct unit_sink *sink)
{
    struct file_task *file = container_of(task, struct file_task, task);
    cleanup(close_fd) int fd = file_open_beneath(file->root, file->path);
    if (fd < 0) {
        file_problem(sink, &file->origin, -fd, "cannot be opened");
        return;
    }
    if (push_image(sink, &fd, &file->origin, task))
        return;
    sink->operations->file(sink, &file->origin, VETO_FILE_READ);
    stream_descriptor(sink, fd, &file->origin);
}

static void push_task(struct unit_sink *sink, const struct file_visit *visit)
{
    size_t path_size = strlen(visit->path) + 1;
    struct veto_bytes name = visit->origin->name;
    struct file_task *file = malloc(sizeof(*file) + path_size + name.len);
    if (!file) {
        file_problem(sink, visit->origin, ENOMEM, "cannot be read");
        return;
    }
    *file = (struct file_task) {
        .task = { .run = file_task_run, .drop = file_task_drop, .parent = visit->owner },
        .origin = *visit->origin,
        .root = visit->root,
    };
    memcpy(file->path, visit->path, path_size);
    if (name.len)
        memcpy(file->path + path_size, name.data, name.len);
    file->origin.name.data = file->path + path_size;
    sink->operations->read(sink, &file->task);
}

/* ---- A file that was met ------------------------------------------------------------------- */

static bool is_output(const struct source_options *options, const struct stat *status)
{
    for (size_t i = 0; i < options->output_count; i++)
        if (options->outputs[i].inode == status->st_ino &&
            options->outputs[i].device == status->st_dev)
            return true;
    return false;
}

/* What keeps the file from being read; VETO_FILE_READ where nothing does. */
static enum veto_file_verdict verdict_of(const struct source_options *options,
                                         const struct stat *status)
{
    if (S_ISLNK(status->st_mode))
        return VETO_FILE_LINK;
    if (!S_ISREG(status->st_mode))
        return VETO_FILE_SPECIAL;
    return is_output(options, status) ? VETO_FILE_EXCLUDED : VETO_FILE_READ;
}

/*
 * Reads as much as the buffer holds; `size` is what the system said and may be out of date. Where
 * exactly that comes back, the empty read that would tell the end is spared.
 */
static ssize_t read_whole(struct unit_sink *sink, int fd, size_t size)
{
    ssize_t got;
    do
        got = read(fd, sink->buffer_bytes, sink->buffer.len);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return -errno;
    if (got == 0 || ((size_t)got == size && size < sink->buffer.len))
        return got;
    ssize_t more = file_read_full(fd, sink->buffer_bytes + got, sink->buffer.len - (size_t)got);
    return more < 0 ? more : got + more;
}

static void scan_small(struct unit_sink *sink, int *fd, const struct stat *status,
                       const struct file_visit *visit)
{
    ssize_t len = read_whole(sink, *fd, (size_t)status->st_size);
    if (len < 0) {
        file_problem(sink, visit->origin, (int)-len, "cannot be read");
        return;
    }
    /* It grew beyond the buffer while it was read. */
    if ((size_t)len == sink->buffer.len) {
        push_task(sink, visit);
        return;
    }
    struct span bytes = { sink->buffer_bytes, (size_t)len };
    if (sink->limits->max_depth > 0 && image_may_begin(bytes)) {
        push_task(sink, visit);
        return;
    }
    uint64_t inflated = 0;
    sink->operations->file(sink, visit->origin, VETO_FILE_READ);
    content_scan(sink, bytes, visit->origin, (struct content_state) { .inflated = &inflated });
}

static void visit_open(struct unit_sink *sink, int *fd, const struct file_visit *visit)
{
    struct stat status;
    if (fstat(*fd, &status) < 0) {
        file_problem(sink, visit->origin, errno, "cannot be read");
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        problem_add(sink, VETO_PROBLEM_ABSENT, visit->origin, "a folder where a file was named");
        return;
    }
    enum veto_file_verdict verdict = verdict_of(visit->options, &status);
    if (verdict != VETO_FILE_READ || sink->list_only) {
        sink->operations->file(sink, visit->origin, verdict);
        return;
    }
    if ((uint64_t)status.st_size > sink->limits->max_size) {
        problem_add(sink, VETO_PROBLEM_UNREAD, visit->origin, "larger than %llu bytes: not read",
                    (unsigned long long)sink->limits->max_size);
        return;
    }
    if ((uint64_t)status.st_size > FILE_WHOLE || (size_t)status.st_size >= sink->buffer.len)
        push_task(sink, visit);
    else
        scan_small(sink, fd, &status, visit);
}

/* A link has come where a file was listed, or a socket: it cannot be opened, and is no trouble. */
static bool report_unopenable(struct unit_sink *sink, const struct file_visit *visit, int reason)
{
    if (reason != ELOOP && reason != ENXIO)
        return false;
    sink->operations->file(sink, visit->origin,
                           reason == ELOOP ? VETO_FILE_LINK : VETO_FILE_SPECIAL);
    return true;
}

void file_visit(struct unit_sink *sink, const struct file_visit *visit)
{
    cleanup(close_fd) int fd = file_open_beneath(visit->folder, visit->name);
    if (fd >= 0)
        visit_open(sink, &fd, visit);
    else if (!report_unopenable(sink, visit, -fd))
        file_problem(sink, visit->origin, -fd, "cannot be opened");
}

/* ---- A file as target ---------------------------------------------------------------------- */

struct file_source {
    struct read_task task;
    const struct veto_origin *origin;
    int fd;
};

static void file_source_run(struct read_task *task, struct unit_sink *sink)
{
    struct file_source *file = container_of(task, struct file_source, task);
    sink->operations->file(sink, file->origin, VETO_FILE_READ);
    if (sink->list_only)
        return;
    struct descriptor_reader reader = reader_of_descriptor(file->fd, sink, file->origin);
    reader.base.expected = size_of(file->fd);
    uint64_t inflated = 0;
    content_stream_target(sink, &reader.base, file->origin,
                          (struct content_state) { .inflated = &inflated });
}

static void file_source_drop(struct read_task *task)
{
    struct file_source *file = container_of(task, struct file_source, task);
    close(file->fd);
    free(file);
}

/* Regular files and pipes (a shell's `<(…)`) have an end; devices may have none. */
static int check_type(int fd, const char *path, bool *is_regular, struct veto_error *error)
{
    struct stat status;
    if (fstat(fd, &status) < 0)
        return error_errno(error, errno, "%s", path);
    *is_regular = S_ISREG(status.st_mode);
    if (!*is_regular && !S_ISFIFO(status.st_mode))
        return error_set(error, VETO_ERROR_USAGE, "%s: neither a file nor a folder", path);
    /* It was opened so that opening would not wait; reading may. */
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return 0;
}

int source_file(struct read_task **out, const char *path, const struct veto_origin *origin,
                const struct source_options *options, struct veto_error *error)
{
    bool is_regular = false;
    cleanup(close_fd) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return error_errno(error, errno, "%s", path);
    if (check_type(fd, path, &is_regular, error) < 0)
        return -1;
    int is_image = is_regular ? image_open_file(out, fd, origin, error) : 0;
    if (is_image == 1)
        take_fd(&fd);
    if (is_image != 0)
        return is_image < 0 ? -1 : 0;
    if (options->images_only)
        return error_set(error, VETO_ERROR_FORMAT, "%s: not an image", path);
    struct file_source *file = malloc(sizeof(*file));
    if (!file)
        return error_no_memory(error);
    *file = (struct file_source) {
        .task = { .run = file_source_run, .drop = file_source_drop },
        .origin = origin,
        .fd = take_fd(&fd),
    };
    *out = &file->task;
    return 0;
}
