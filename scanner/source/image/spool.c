/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "source/image/compressed_image.h"
#include "source/image/form.h"
#include "source/image/image.h"
#include "source/reader.h"
#include "unit/problem.h"

enum { BLOCK = 256 * 1024, MAX_PATH = 4096 };

/* Gone with its descriptor, however the program ends. */
static int open_unnamed(void)
{
    const char *folder = getenv("TMPDIR");
    char path[MAX_PATH];
    int len = snprintf(path, sizeof(path), "%s/veto-XXXXXX", folder && *folder ? folder : "/tmp");
    if (len < 0 || (size_t)len >= sizeof(path))
        return -1;
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static bool write_all(int fd, struct span bytes)
{
    while (bytes.len) {
        ssize_t written = write(fd, bytes.data, bytes.len);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes = span_from(bytes, (size_t)written);
    }
    return true;
}

/* What was copied, and what could not be. */
struct spool {
    int fd;
    uint64_t size;
    char *block;
    struct span unwritten; /* in the block: there was no room for it */
};

/* True once all of `reader` is in the file. */
static bool spool_fill(struct spool *spool, struct unit_sink *sink, struct content_reader *reader)
{
    uint64_t most = sink->limits->max_total;
    while (!sink_stopped(sink)) {
        ssize_t got = reader->read(reader, spool->block, BLOCK);
        if (got <= 0)
            return true; /* the reader has said why, if it is not the end */
        spool->unwritten = (struct span){ spool->block, (size_t)got };
        if (spool->size + (uint64_t)got > most || !write_all(spool->fd, spool->unwritten))
            return false;
        spool->unwritten = SPAN_EMPTY;
        spool->size += (uint64_t)got;
        if (got < BLOCK)
            return true;
    }
    return true;
}

static void scan_plain(struct unit_sink *sink, struct content_reader *reader,
                       const struct veto_origin *origin)
{
    uint64_t inflated = 0;
    content_stream(sink, reader, origin, (struct content_state){ .inflated = &inflated });
}

static void scan_spooled(struct unit_sink *sink, struct spool *spool,
                         const struct veto_origin *origin)
{
    struct read_task *task = NULL;
    if (image_open_file(&task, spool->fd, origin, NULL) == 1) {
        spool->fd = -1;
        sink->operations->read(sink, task);
        return;
    }
    struct file_reader kept = reader_of_file(spool->fd, 0, spool->size, sink, origin);
    scan_plain(sink, &kept.base, origin);
}

/* What is in the file, what was read and is not, and the rest as it comes. */
static void scan_without_room(struct unit_sink *sink, const struct spool *spool,
                              struct content_reader *rest, const struct veto_origin *origin)
{
    problem_add(sink, VETO_PROBLEM_UNREAD, origin,
                "no room in the temporary folder for an image that comes through a pipe: it was "
                "read as a plain archive, without its layers' and its configuration's meaning");
    struct headed_reader behind = reader_with_head(spool->unwritten, rest);
    struct file_reader kept = reader_of_file(spool->fd, 0, spool->size, sink, origin);
    struct chained_reader whole = reader_chained(&kept.base, &behind.base);
    scan_plain(sink, &whole.base, origin);
}

static bool may_be_image(struct span head)
{
    if (!image_may_begin(head))
        return false;
    return container_of_bytes(span_sub(head, 0, CONTAINER_HEAD)) == CONTAINER_TAR
                   ? form_may_have_header(head)
                   : compressed_image_may_begin(head);
}

bool image_scan_stream(struct unit_sink *sink, struct span head, struct content_reader *rest,
                       const struct veto_origin *origin)
{
    if (!may_be_image(head))
        return false;
    struct spool spool = { .fd = open_unnamed(), .block = malloc(BLOCK), .unwritten = SPAN_EMPTY };
    struct headed_reader whole = reader_with_head(head, rest);
    if (spool.fd >= 0 && spool.block && spool_fill(&spool, sink, &whole.base))
        scan_spooled(sink, &spool, origin);
    else
        scan_without_room(sink, &spool, &whole.base, origin);
    free(spool.block);
    close_fd(&spool.fd);
    return true;
}
