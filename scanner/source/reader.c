/* SPDX-License-Identifier: Apache-2.0 */
#include "source/reader.h"

#include <string.h>

#include "base/file.h"
#include "base/macro.h"
#include "unit/problem.h"

static ssize_t headed_read(struct content_reader *reader, char *into, size_t len)
{
    struct headed_reader *self = container_of(reader, struct headed_reader, base);
    size_t first = MIN(len, self->head.len);
    memcpy(into, self->head.data, first);
    self->head = span_from(self->head, first);
    if (first == len || !self->rest)
        return (ssize_t)first;
    ssize_t more = self->rest->read(self->rest, into + first, len - first);
    if (more < 0)
        return first ? (ssize_t)first : more;
    return (ssize_t)first + more;
}

struct headed_reader reader_with_head(struct span head, struct content_reader *rest)
{
    return (struct headed_reader){ .base.read = headed_read, .head = head, .rest = rest };
}

static ssize_t file_read(struct content_reader *reader, char *into, size_t len)
{
    struct file_reader *self = container_of(reader, struct file_reader, base);
    if (len > self->left)
        len = (size_t)self->left;
    ssize_t got = file_pread_full(self->fd, into, len, self->offset);
    if (got < 0) {
        problem_add(self->sink, VETO_PROBLEM_UNREAD, self->origin, "cannot be read: %s",
                    strerror((int)-got));
        self->left = 0;
        return -1;
    }
    if ((size_t)got < len) {
        problem_add(self->sink, VETO_PROBLEM_UNREAD, self->origin,
                    "ends %llu bytes before its stated length",
                    (unsigned long long)(self->left - (uint64_t)got));
        self->left = (uint64_t)got;
    }
    self->offset += (uint64_t)got;
    self->left -= (uint64_t)got;
    return got;
}

struct file_reader reader_of_file(int fd, uint64_t offset, uint64_t length, struct unit_sink *sink,
                                  const struct veto_origin *origin)
{
    return (struct file_reader){
        .base = { file_read, length },
        .fd = fd,
        .offset = offset,
        .left = length,
        .sink = sink,
        .origin = origin,
    };
}

static ssize_t chained_read(struct content_reader *reader, char *into, size_t len)
{
    struct chained_reader *self = container_of(reader, struct chained_reader, base);
    ssize_t got = 0;
    if (!self->first_ended) {
        got = self->first->read(self->first, into, len);
        if (got < 0 || (size_t)got == len)
            return got;
        self->first_ended = true;
    }
    ssize_t more = self->second->read(self->second, into + got, len - (size_t)got);
    return more < 0 ? (got ? got : more) : got + more;
}

struct chained_reader reader_chained(struct content_reader *first, struct content_reader *second)
{
    return (struct chained_reader){ .base.read = chained_read, .first = first, .second = second };
}

static ssize_t digesting_read(struct content_reader *reader, char *into, size_t len)
{
    struct digesting_reader *self = container_of(reader, struct digesting_reader, base);
    ssize_t got = self->source->read(self->source, into, len);
    if (got < 0)
        self->failed = true;
    else if (self->aside)
        digest_aside_update(self->aside, (struct span){ into, (size_t)got });
    else if (self->digest)
        digest_update(self->digest, (struct span){ into, (size_t)got });
    return got;
}

struct digesting_reader reader_digesting(struct content_reader *source, struct digest *digest)
{
    return (struct digesting_reader){
        .base.read = digesting_read, .source = source, .digest = digest
    };
}

void digesting_use_threads(struct digesting_reader *reader, struct unit_sink *sink)
{
    if (reader->digest)
        reader->aside = digest_aside_open(reader->digest, sink);
}

void digesting_settle(struct digesting_reader *reader)
{
    digest_aside_close(reader->aside);
    reader->aside = NULL;
}

int reader_drain(struct content_reader *reader, char *scratch, size_t len, struct unit_sink *sink)
{
    while (!sink_stopped(sink)) {
        ssize_t got = reader->read(reader, scratch, len);
        if (got < 0)
            return -1;
        if ((size_t)got < len)
            return 0;
    }
    return -1;
}
