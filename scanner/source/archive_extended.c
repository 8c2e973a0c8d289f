/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Extended headers of tars (`pax`, POSIX.1-2017 "pax Interchange Format"): libarchive takes from
 * them what it knows. A record that is no attribute of the file, a comment for one, is text.
 */
#include "source/archive_parts.h"
#include "unit/kind.h"

enum { SIZE_AT = 124, SIZE_LEN = 12, TYPE_AT = 156, LONGEST_VALUE = 32 };

/* Attributes: a name may be of any length, a number or the name of a user is short. */
static const char *const names[] = { "path", "linkpath", "GNU.sparse.", NULL };
static const char *const attributes[] = {
    "size",          "uid",
    "gid",           "uname",
    "gname",         "mtime",
    "atime",         "ctime",
    "charset",       "hdrcharset",
    "SCHILY.dev",    "SCHILY.ino",
    "SCHILY.nlink",  "SCHILY.realsize",
    "SCHILY.fflags", "LIBARCHIVE.creationtime",
    NULL,
};

static bool is_among(struct span key, const char *const *known)
{
    for (; *known; known++)
        if (span_ends(span_of(*known), SPAN(".")) ? span_starts(key, span_of(*known))
                                                  : span_is(key, *known))
            return true;
    return false;
}

/* `LENGTH KEY=VALUE\n`, to the end. */
static bool holds_attributes_alone(struct span body)
{
    while (body.len) {
        uint64_t len;
        size_t space = span_find_char(body, ' ');
        if (space == SIZE_MAX || !span_to_uint(span_sub(body, 0, space), &len) ||
            len > body.len || len < space + 2)
            return false;
        struct span record = span_sub(body, space + 1, (size_t)len - space - 2);
        struct span key = span_sub(record, 0, span_find_char(record, '='));
        bool is_short = record.len - key.len <= LONGEST_VALUE;
        if (!is_among(key, names) && !(is_short && is_among(key, attributes)))
            return false;
        body = span_from(body, (size_t)len);
    }
    return true;
}

static size_t size_of(struct span header)
{
    size_t size = 0;
    for (size_t i = SIZE_AT; i < SIZE_AT + SIZE_LEN; i++)
        if (header.data[i] >= '0' && header.data[i] <= '7')
            size = size << 3 | (size_t)(header.data[i] - '0');
    return size;
}

static void scan_body(struct archive_walk *walk, struct span body)
{
    struct veto_origin origin = { .kind = VETO_ORIGIN_ENTRY,
                                  .parent = walk->origin,
                                  .name = span_to_bytes(SPAN("[extended header]")) };
    if (!holds_attributes_alone(body))
        content_scan(walk->sink, body, &origin, walk->members.state);
}

void archive_scan_extended(struct archive_walk *walk, struct span headers)
{
    while (headers.len > TAR_BLOCK &&
           container_of_bytes(span_sub(headers, 0, TAR_BLOCK)) == CONTAINER_TAR) {
        char type = headers.data[TYPE_AT];
        size_t size = MIN(size_of(headers), headers.len - TAR_BLOCK);
        if (type == 'x' || type == 'X' || type == 'g')
            scan_body(walk, span_sub(headers, TAR_BLOCK, size));
        else if (type != 'L' && type != 'K')
            return;
        headers = span_from(headers, TAR_BLOCK + (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK);
    }
}
