/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What archive.c and archive_entry.c share: libarchive's handle, where its bytes come from, and how
 * far a walk over its entries has come. Nobody else may know.
 */
#ifndef VETO_SOURCE_ARCHIVE_PARTS_H
#define VETO_SOURCE_ARCHIVE_PARTS_H

#include <locale.h>

#include "base/buf.h"
#include "source/archive_library.h"
#include "source/archive_walk.h"
#include "source/bounds.h"
#include "source/member.h"

enum { TAR_BLOCK = 512 };

struct archive_format {
    const char *formats[2];
    const char *filters[6];
    const char *streamed; /* where it must be read without seeking; NULL = the same */
    bool seeks;           /* is read whole into memory where it fits */
    bool must_seek;
    bool dense;
    bool stored; /* members lie in it as they are: nothing is inflated */
    bool follows; /* it is read from the front, and what follows its end is looked at as it is */
};

/* Where libarchive's bytes come from: a reader, or one block that is all there is. */
struct archive_input {
    const struct archive_library *library;
    struct content_reader *reader; /* NULL: `block` is all */
    char *memory;
    struct span block;
    uint64_t given; /* bytes handed out, the block included */
    bool failed;    /* the reader has said why */
};

struct archive_walk {
    struct unit_sink *sink;
    const struct veto_origin *origin;
    const struct archive_format *format;
    struct archive_library library;
    struct archive *archive; /* NULL: could not be made */
    struct archive_input input;
    struct account account;
    struct member_scanner members;
    struct entry_observer *observer; /* NULL = nobody asks */
    struct buf damaged;              /* what stood where a header of a tar should have been */
    struct buf body;                 /* the last of it, as it is */
    locale_t locale, locale_before;
    int64_t header; /* where the last one may begin, of tars and formats that something follows */
    uint64_t entries;
    uint64_t warnings;
    bool is_bodyless; /* the last entry is a link, a folder, or empty */
    bool is_tar;
    bool is_stored;
    bool is_single; /* the first entry is all that is wanted, to its end */
    bool stop;       /* nothing more can or may be read */
    bool over_limit; /* it may not */
};

struct archive_entry_reader {
    struct content_reader base;
    struct archive_walk *walk;
    uint64_t size; /* as the header has it */
    struct span block;
    int64_t end; /* of the block, in the entry */
    uint64_t out;
    bool hole; /* in a sparse file, before the block */
    bool ended;
    bool failed;
};

/* The text of libarchive's last error, which may quote names. */
const char *archive_reason(const struct archive_walk *walk);
/* What was handed out last and not used. */
struct span archive_input_unused(const struct archive_walk *walk);
/* The same from the last header on, which may have been none. */
struct span archive_input_from_header(const struct archive_walk *walk);
/* The headers of one entry of a tar, its own as the last. */
void archive_scan_extended(struct archive_walk *walk, struct span headers);
/* Tells it of the archive as a whole, and ends the walk. */
void archive_trouble(struct archive_walk *walk, const char *text);
/* The reader of the current entry's content. */
ssize_t archive_entry_read_content(struct content_reader *reader, char *into, size_t len);
/* All of them. The last answer of libarchive: ARCHIVE_EOF where all was well. */
int archive_scan_entries(struct archive_walk *walk);

#endif
