/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/tar_walk.h"

#include <stddef.h>

#include "base/file.h"
#include "base/macro.h"
#include "unit/kind.h"

enum {
    BLOCK = 512,
    MAX_SPECIAL = 1024 * 1024,
    GNU_SPARSE = 'S',
    SPARSE_MORE = 482, /* in the header: the list of parts goes on in a block behind it */
    SPARSE_MORE_OF_BLOCK = 504,
};
/* Leaves room for sums of sizes and offsets. */
#define MAX_SIZE (UINT64_C(1) << 60)

/* POSIX.1-1988, with the prefix that POSIX.1-1990 added. */
struct header {
    char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8];
    char type;
    char link[100], magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155];
    char padding[12];
};

_Static_assert(sizeof(struct header) == BLOCK, "a header is one block");

static ssize_t file_source_read(struct tar_source *source, char *into, size_t len)
{
    struct tar_file_source *self = container_of(source, struct tar_file_source, base);
    if (self->at >= self->end)
        return 0;
    len = (size_t)MIN((uint64_t)len, self->end - self->at);
    ssize_t got = file_pread_full(self->fd, into, len, self->at);
    if (got > 0)
        self->at += (uint64_t)got;
    return got;
}

static int file_source_skip(struct tar_source *source, uint64_t len)
{
    struct tar_file_source *self = container_of(source, struct tar_file_source, base);
    return add_overflows(self->at, len, &self->at) ? -1 : 0;
}

struct tar_file_source tar_file_source(int fd, uint64_t begin, uint64_t end)
{
    return (struct tar_file_source){
        .base = { file_source_read, file_source_skip },
        .fd = fd,
        .at = begin,
        .end = end,
    };
}

static ssize_t memory_source_read(struct tar_source *source, char *into, size_t len)
{
    struct tar_memory_source *self = container_of(source, struct tar_memory_source, base);
    len = MIN(len, self->rest.len);
    if (len)
        memcpy(into, self->rest.data, len);
    self->rest = span_from(self->rest, len);
    return (ssize_t)len;
}

static int memory_source_skip(struct tar_source *source, uint64_t len)
{
    struct tar_memory_source *self = container_of(source, struct tar_memory_source, base);
    self->rest = span_from(self->rest, (size_t)MIN(len, (uint64_t)self->rest.len));
    return 0;
}

struct tar_memory_source tar_memory_source(struct span bytes)
{
    return (struct tar_memory_source) {
        .base = { memory_source_read, memory_source_skip },
        .rest = bytes,
    };
}

struct tar_walk tar_walk_open(struct tar_source *source)
{
    return (struct tar_walk){
        .source = source,
        .path = buf_make(MAX_SPECIAL),
        .link = buf_make(MAX_SPECIAL),
        .pax = buf_make(MAX_SPECIAL),
    };
}

void tar_walk_close(struct tar_walk *walk)
{
    buf_release(&walk->path);
    buf_release(&walk->link);
    buf_release(&walk->pax);
}

/* A field that ends at its first NUL, or at its end. */
static struct span field(const char *bytes, size_t len)
{
    struct span whole = { bytes, len };
    return span_sub(whole, 0, span_find_char(whole, '\0'));
}

/*
 * Octal digits, or GNU's base-256 with the first bit set. False for what is negative or too large.
 */
static bool number(const char *bytes, size_t len, uint64_t *out)
{
    uint64_t value = 0;
    if ((unsigned char)bytes[0] & 0x80) {
        if ((unsigned char)bytes[0] != 0x80)
            return false;
        for (size_t i = 1; i < len; i++) {
            if (value >> 55)
                return false;
            value = value << 8 | (unsigned char)bytes[i];
        }
        *out = value;
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        if (bytes[i] >= '0' && bytes[i] <= '7')
            value = value << 3 | (uint64_t)(bytes[i] - '0');
        else if (bytes[i] != ' ' && bytes[i] != '\0')
            return false;
    }
    *out = value;
    return true;
}

/* `prefix/name`, in the walk's own memory. */
static struct span header_path(struct tar_walk *walk, const struct header *header)
{
    struct span name = field(header->name, sizeof(header->name));
    struct span prefix = memcmp(header->magic, "ustar", 6) == 0
                                 ? field(header->prefix, sizeof(header->prefix))
                                 : SPAN_EMPTY;
    size_t len = 0;
    if (prefix.len) {
        memcpy(walk->name, prefix.data, prefix.len);
        len = prefix.len;
        walk->name[len++] = '/';
    }
    memcpy(walk->name + len, name.data, name.len);
    return (struct span){ walk->name, len + name.len };
}

/* The content of a header that says something about the next one. */
static int read_special(struct tar_walk *walk, uint64_t size, struct buf *into)
{
    uint64_t padded = (size + BLOCK - 1) / BLOCK * BLOCK;
    if (size > MAX_SPECIAL - BLOCK)
        return -1;
    buf_clear(into);
    char *room = buf_reserve(into, (size_t)padded);
    if (!room || walk->source->read(walk->source, room, (size_t)padded) != (ssize_t)padded)
        return -1;
    into->len = (size_t)size;
    walk->at += padded;
    return 0;
}

/* One `25 path=some/name\n` at the front of `rest`. */
static bool next_record(struct span *rest, struct span *key, struct span *value)
{
    uint64_t len;
    size_t space = span_find_char(*rest, ' ');
    if (space > 20 || !span_to_uint(span_sub(*rest, 0, space), &len) || len > rest->len ||
        len < space + 2)
        return false;
    struct span record = span_sub(*rest, space + 1, (size_t)len - space - 2);
    size_t equals = span_find_char(record, '=');
    *key = span_sub(record, 0, equals);
    *value = span_from(record, equals + 1);
    *rest = span_from(*rest, (size_t)len);
    return true;
}

static void apply_pax(struct tar_walk *walk, struct tar_member *member)
{
    struct span rest = buf_span(&walk->pax), key, value;
    while (next_record(&rest, &key, &value)) {
        if (span_is(key, "path"))
            member->path = value;
        else if (span_is(key, "linkpath"))
            member->link = value;
        else if (span_is(key, "size"))
            span_to_uint(value, &member->size);
        else if (span_is(key, "GNU.sparse.name"))
            member->path = value;
        member->is_sparse |= span_starts(key, SPAN("GNU.sparse."));
    }
}

/* Steps to the next header that is one. */
static int read_header(struct tar_walk *walk, struct header *header)
{
    if (walk->unread) {
        if (walk->source->skip(walk->source, walk->unread) < 0)
            return -1;
        walk->at += walk->unread;
        walk->unread = 0;
    }
    char *bytes = (char *)header;
    ssize_t got = walk->source->read(walk->source, bytes, BLOCK);
    if (got < 0)
        return -1;
    struct span block = { bytes, (size_t)got };
    bool is_header = got == BLOCK && container_of_bytes(block) == CONTAINER_TAR;
    walk->damaged =
            !is_header && got && (bytes[0] || memcmp(bytes, bytes + 1, (size_t)got - 1) != 0);
    return is_header;
}

/* Of the types that POSIX names, those that are files, and those that have no content. */
static bool is_regular(char type)
{
    return type == '0' || type == '\0' || type == '7' || type == GNU_SPARSE;
}

static bool has_no_content(char type)
{
    return type >= '1' && type <= '6';
}

/* GNU's list of what is there of a sparse file goes on in blocks between header and content. */
static int skip_sparse_list(struct tar_walk *walk, const struct header *header)
{
    char block[BLOCK];
    char more = ((const char *)header)[SPARSE_MORE];
    while (more) {
        if (walk->source->read(walk->source, block, BLOCK) != BLOCK)
            return -1;
        walk->at += BLOCK;
        more = block[SPARSE_MORE_OF_BLOCK];
    }
    return 0;
}

static int fill_member(struct tar_walk *walk, const struct header *header, uint64_t size,
                       struct tar_member *member)
{
    *member = (struct tar_member) {
        .path = header_path(walk, header),
        .size = size,
        .is_symlink = header->type == '2',
        .is_hardlink = header->type == '1',
        .is_odd = !is_regular(header->type) && !has_no_content(header->type),
        .is_sparse = header->type == GNU_SPARSE,
    };
    if (walk->path.len)
        member->path = field(walk->path.data, walk->path.len);
    if (walk->link.len == 0)
        buf_append(&walk->link, field(header->link, sizeof(header->link)));
    member->link = field(buf_span(&walk->link).data, walk->link.len);
    apply_pax(walk, member);
    if (header->type == GNU_SPARSE && skip_sparse_list(walk, header) < 0)
        return -1;
    member->offset = walk->at;
    /* Of links and folders the size says nothing. */
    if (has_no_content(header->type))
        member->size = 0;
    member->is_file = is_regular(header->type) || member->size;
    walk->unread = (member->size + BLOCK - 1) / BLOCK * BLOCK;
    return member->size <= MAX_SIZE;
}

int tar_walk_next(struct tar_walk *walk, struct tar_member *member)
{
    struct header header;
    buf_clear(&walk->path);
    buf_clear(&walk->link);
    buf_clear(&walk->pax);
    for (;;) {
        uint64_t size;
        int found = read_header(walk, &header);
        if (found <= 0)
            return found;
        if (!number(header.size, sizeof(header.size), &size))
            return 0;
        walk->at += BLOCK;
        struct buf *special = header.type == 'L'   ? &walk->path
                              : header.type == 'K' ? &walk->link
                              : header.type == 'x' ? &walk->pax
                                                   : NULL;
        if (!special)
            return fill_member(walk, &header, size, member);
        if (read_special(walk, size, special) < 0)
            return -1;
    }
}

ssize_t tar_walk_read(struct tar_walk *walk, struct tar_member *member, char *into, size_t len)
{
    uint64_t done = walk->at - member->offset;
    len = (size_t)MIN((uint64_t)len, member->size - done);
    ssize_t got = walk->source->read(walk->source, into, len);
    if (got > 0) {
        walk->at += (uint64_t)got;
        walk->unread -= (uint64_t)got;
    }
    return got;
}
