/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/compressed_image.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "source/archive_walk.h"
#include "source/image/document.h"
#include "source/image/form.h"
#include "source/image/layers.h"
#include "source/image/unpacked.h"
#include "source/member.h"
#include "unit/problem.h"

enum {
    PEEK_IN = 64 * 1024,
    PEEK_IN_BZIP2 = 1024 * 1024,
    PEEK_OUT = 16 * 1024,
    SCRATCH = 64 * 1024,
    MAX_TINY = 64
};
/* All documents together. */
#define MAX_KEPT (UINT64_C(32) * 1024 * 1024)

/* The beginning of a file, of which nobody is told that it cannot be read. */
struct peeking_reader {
    struct content_reader base;
    int fd;
    uint64_t at, end;
};

static ssize_t peeking_read(struct content_reader *reader, char *into, size_t len)
{
    struct peeking_reader *self = container_of(reader, struct peeking_reader, base);
    size_t room = (size_t)MIN((uint64_t)len, self->end - self->at);
    ssize_t got = file_pread_full(self->fd, into, room, self->at);
    if (got > 0)
        self->at += (uint64_t)got;
    return got;
}

static enum container container_of_file(int fd)
{
    char head[CONTAINER_HEAD];
    ssize_t got = file_pread_full(fd, head, sizeof(head), 0);
    return container_of_bytes((struct span){ head, got > 0 ? (size_t)got : 0 });
}

/* Whether what `source` unpacks to is a tar that begins as those of images do. */
static bool begins_as_image(enum container container, struct content_reader *source)
{
    char *inside = malloc(PEEK_OUT);
    size_t got = inside ? unpacked_peek(container, source, inside, PEEK_OUT) : 0;
    bool may = form_may_have_header((struct span) { inside, got });
    free(inside);
    return may;
}

bool compressed_image_may_begin(struct span head)
{
    struct headed_reader source = reader_with_head(head, NULL);
    return begins_as_image(container_of_bytes(span_sub(head, 0, CONTAINER_HEAD)), &source.base);
}

/* Nothing comes out of bzip2 before a block is whole. */
bool compressed_image_may_be_one(int fd)
{
    enum container container = container_of_file(fd);
    struct peeking_reader source = {
        .base.read = peeking_read,
        .fd = fd,
        .end = container == CONTAINER_BZIP2 ? PEEK_IN_BZIP2 : PEEK_IN,
    };
    return begins_as_image(container, &source.base);
}

/* ---- A tar that is inflated as it is read ---------------------------------------------------- */

struct inflating_source {
    struct tar_source base;
    struct file_reader file;
    struct unpacked_reader unpacked;
    struct tar_walk walk;
    char *scratch;
};

static ssize_t source_read(struct tar_source *source, char *into, size_t len)
{
    struct inflating_source *self = container_of(source, struct inflating_source, base);
    return self->unpacked.content->read(self->unpacked.content, into, len);
}

static int source_skip(struct tar_source *source, uint64_t len)
{
    struct inflating_source *self = container_of(source, struct inflating_source, base);
    while (len) {
        size_t part = (size_t)MIN(len, (uint64_t)SCRATCH);
        ssize_t got = source_read(source, self->scratch, part);
        if (got < 0)
            return -1;
        if ((size_t)got < part)
            return 0;
        len -= part;
    }
    return 0;
}

static int source_open(struct inflating_source *self, const struct compressed_image *image,
                       struct unit_sink *sink, struct content_state state, bool silent)
{
    *self = (struct inflating_source){
        .base = { source_read, source_skip },
        .file = reader_of_file(image->fd, 0, image->size, sink, image->origin),
        .scratch = malloc(SCRATCH),
    };
    self->walk = tar_walk_open(&self->base);
    if (self->scratch && unpacked_open(&self->unpacked, container_of_file(image->fd),
                                       &self->file.base, sink, image->origin, state, silent) == 0)
        return 0;
    if (!silent)
        problem_add(sink, VETO_PROBLEM_UNREAD, image->origin, "cannot be decompressed");
    return -1;
}

static void source_close(struct inflating_source *self)
{
    unpacked_close(&self->unpacked);
    tar_walk_close(&self->walk);
    free(self->scratch);
}

/* ---- The first time -------------------------------------------------------------------------- */

/*
 * Keeps a member that can be a document: it begins as JSON does, and is no larger than those may
 * be. So may one be that is tiny: an empty layer is known by its bytes.
 */
static int keep_document(struct store *store, struct store_file *file, struct tar_walk *walk,
                         struct tar_member *member, uint64_t *kept)
{
    char first;
    if (tar_walk_read(walk, member, &first, 1) != 1 ||
        (first != '{' && first != '[' && member->size > MAX_TINY))
        return 0;
    char *bytes = arena_alloc(store->arena, (size_t)member->size);
    if (!bytes)
        return -1;
    bytes[0] = first;
    ssize_t rest = tar_walk_read(walk, member, bytes + 1, (size_t)member->size - 1);
    if (rest < 0)
        return -1;
    file->kept = (struct span){ bytes, (size_t)rest + 1 };
    *kept += member->size;
    return 0;
}

static int index_members(struct compressed_image *image, struct inflating_source *source,
                         uint64_t max_document)
{
    struct tar_member member;
    struct store_file *file;
    uint64_t kept = 0;
    int found;
    while ((found = tar_walk_next(&source->walk, &member)) > 0) {
        if (!member.is_odd && !form_may_have_member(member.path))
            return -1;
        if (!member.is_file && !member.is_symlink && !member.is_hardlink)
            continue;
        if (store_add_member(image->store, &member, &file) < 0)
            return -1;
        if (member.is_file && member.size && member.size <= max_document &&
            member.size + kept <= MAX_KEPT &&
            keep_document(image->store, file, &source->walk, &member, &kept) < 0)
            return -1;
    }
    return found;
}

int compressed_image_index(struct compressed_image *image, struct unit_sink *sink)
{
    struct inflating_source source;
    int result = -1;
    if (source_open(&source, image, sink, (struct content_state){ 0 }, true) == 0)
        result = index_members(image, &source, sink->limits->max_config);
    source_close(&source);
    return result;
}

/* ---- The second time ------------------------------------------------------------------------- */

struct member_reader {
    struct content_reader base;
    struct tar_walk *walk;
    struct tar_member *member;
};

static ssize_t member_read(struct content_reader *reader, char *into, size_t len)
{
    struct member_reader *self = container_of(reader, struct member_reader, base);
    return tar_walk_read(self->walk, self->member, into, len);
}

static void scan_members(struct compressed_image *image, struct inflating_source *source,
                         struct member_scanner *members)
{
    struct tar_member member;
    size_t index = 0;
    /* The members come as they came the first time, and so do the store's files. */
    while (!sink_stopped(members->sink) && tar_walk_next(&source->walk, &member) > 0) {
        if (!member.is_file && !member.is_symlink && !member.is_hardlink)
            continue;
        if (index == image->store->count)
            return;
        const struct store_file *file = image->store->files[index++];
        struct member_reader reader = { { member_read }, &source->walk, &member };
        if (file->payload) {
            layer_scan(members->sink, &reader.base, file->payload, NULL);
        } else if (!file->used && member.is_file) {
            member_name(members, file->path);
            document_scan_member(members, &reader.base, file->digest);
        }
    }
}

/* To the end of the stream, where its checksum stands: nothing but zeros should be there. */
static void scan_behind(struct compressed_image *image, struct inflating_source *source,
                        struct unit_sink *sink, struct content_state state)
{
    if (source->walk.damaged)
        problem_add(sink, VETO_PROBLEM_UNREAD, image->origin, "a damaged header in the archive");
    archive_scan_tar(sink, source->unpacked.content, image->origin, state);
}

static void scan_source(struct compressed_image *image, struct inflating_source *source,
                        struct unit_sink *sink, struct content_state state)
{
    struct member_scanner members;
    struct veto_error error;
    if (member_scanner_open(&members, sink, image->origin, state, &error) < 0) {
        problem_add(sink, VETO_PROBLEM_UNREAD, image->origin, "%s", error.message);
        return;
    }
    scan_members(image, source, &members);
    member_scanner_close(&members);
    scan_behind(image, source, sink, state);
}

void compressed_image_scan(struct compressed_image *image, struct unit_sink *sink)
{
    struct inflating_source source;
    uint64_t inflated = 0;
    struct content_state state = { .depth = 1, .inflated = &inflated };
    if (source_open(&source, image, sink, state, false) == 0)
        scan_source(image, &source, sink, state);
    source_close(&source);
}

void compressed_image_scan_plain(struct compressed_image *image, struct unit_sink *sink,
                                 struct entry_observer *observer)
{
    uint64_t inflated = 0;
    struct file_reader reader = reader_of_file(image->fd, 0, image->size, sink, image->origin);
    sink->operations->file(sink, image->origin, VETO_FILE_READ);
    content_stream(sink, &reader.base, image->origin,
                   (struct content_state) { .inflated = &inflated, .observer = observer });
}
