/* SPDX-License-Identifier: Apache-2.0 */
#include "source/archive_walk.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "source/bounds.h"
#include "source/member.h"
#include "source/reader.h"
#include "unit/problem.h"

enum { BLOCK = 256 * 1024, TAR_BLOCK = 512 };

typedef int (*enable)(struct archive *);

/*
 * Formats and filters by name: `…_all` would start external programs on hostile bytes, and mtree
 * opens the files that it names.
 */
static const struct format {
    enable formats[2];
    enable filters[6];
    enable streamed; /* where it must be read without seeking; NULL = the same */
    bool seeks;      /* is read whole into memory where it fits */
    bool must_seek;
    bool dense;
    bool stored; /* members lie in it as they are: nothing is inflated */
} formats[] = {
    [CONTAINER_TAR] = { .formats = { archive_read_support_format_tar }, .stored = true },
    [CONTAINER_ZIP] = { .formats = { archive_read_support_format_zip_seekable },
                        .streamed = archive_read_support_format_zip_streamable,
                        .seeks = true },
    [CONTAINER_AR] = { .formats = { archive_read_support_format_ar }, .stored = true },
    [CONTAINER_CPIO] = { .formats = { archive_read_support_format_cpio }, .stored = true },
    [CONTAINER_7ZIP] = { .formats = { archive_read_support_format_7zip },
                         .seeks = true,
                         .must_seek = true,
                         .dense = true },
    [CONTAINER_CAB] = { .formats = { archive_read_support_format_cab } },
    [CONTAINER_ISO] = { .formats = { archive_read_support_format_iso9660 } },
    [CONTAINER_RPM] = { .formats = { archive_read_support_format_cpio },
                        .filters = { archive_read_support_filter_rpm,
                                     archive_read_support_filter_gzip,
                                     archive_read_support_filter_bzip2,
                                     archive_read_support_filter_xz,
                                     archive_read_support_filter_zstd },
                        .dense = true },
    [CONTAINER_XZ] = { .formats = { archive_read_support_format_raw,
                                    archive_read_support_format_empty },
                       .filters = { archive_read_support_filter_xz },
                       .dense = true },
    [CONTAINER_BZIP2] = { .formats = { archive_read_support_format_raw,
                                       archive_read_support_format_empty },
                          .filters = { archive_read_support_filter_bzip2 },
                          .dense = true },
    [CONTAINER_LZ4] = { .formats = { archive_read_support_format_raw,
                                     archive_read_support_format_empty },
                        .filters = { archive_read_support_filter_lz4 } },
};

/* Where libarchive's bytes come from: a reader, or one block that is all there is. */
struct input {
    struct content_reader *reader; /* NULL: `block` is all */
    char *memory;
    struct span block;
    uint64_t given; /* bytes handed out, the block included */
    bool failed;    /* the reader has said why */
};

static ssize_t give_block(struct archive *archive, void *payload, const void **bytes)
{
    struct input *input = payload;
    if (input->reader) {
        ssize_t got = input->reader->read(input->reader, input->memory, BLOCK);
        if (got < 0) {
            input->failed = true;
            archive_set_error(archive, EIO, "cannot be read");
            return ARCHIVE_FATAL;
        }
        input->block = (struct span){ input->memory, (size_t)got };
    } else if (input->given) {
        input->block = span_from(input->block, input->block.len);
    }
    input->given += input->block.len;
    *bytes = input->block.data;
    return (ssize_t)input->block.len;
}

/* What was handed out last and not used. */
static struct span input_unused(const struct input *input, struct archive *archive)
{
    int64_t used = archive_filter_bytes(archive, 0);
    uint64_t left = used < 0 || (uint64_t)used > input->given ? 0 : input->given - (uint64_t)used;
    return span_from(input->block, input->block.len - MIN(left, input->block.len));
}

struct walk {
    struct unit_sink *sink;
    const struct veto_origin *origin;
    const struct format *format;
    struct archive *archive;
    struct input input;
    struct account account;
    struct member_scanner members;
    struct entry_observer *observer; /* NULL = nobody asks */
    struct buf damaged; /* what stood where a header of a tar should have been */
    locale_t locale, locale_before;
    uint64_t entries;
    uint64_t warnings;
    bool is_tar;
    bool is_stored;
    bool stop;       /* nothing more can or may be read */
    bool over_limit; /* it may not */
};

static void release_archive(struct archive **archive)
{
    if (*archive)
        archive_read_free(*archive);
}

/* A format or filter that libarchive would run a program for answers ARCHIVE_WARN. */
static bool enable_all(struct archive *archive, const enable *functions, size_t count)
{
    for (size_t i = 0; i < count && functions[i]; i++)
        if (functions[i](archive) != ARCHIVE_OK)
            return false;
    return true;
}

static struct archive *make_archive(const struct format *format, bool streamed)
{
    cleanup(release_archive) struct archive *archive = archive_read_new();
    if (!archive)
        return NULL;
    const enable *wanted = streamed && format->streamed ? &format->streamed : format->formats;
    size_t count = streamed && format->streamed ? 1 : ARRAY_SIZE(format->formats);
    if (!enable_all(archive, wanted, count) ||
        !enable_all(archive, format->filters, ARRAY_SIZE(format->filters)))
        return NULL;
    return take_ptr(&archive);
}

/* The text of libarchive's last error, which may quote names. */
static const char *reason(struct archive *archive)
{
    const char *text = archive_error_string(archive);
    return text ? text : "damaged";
}

/* ---- One entry's content ------------------------------------------------------------------- */

struct entry_reader {
    struct content_reader base;
    struct walk *walk;
    uint64_t size; /* as the header has it */
    struct span block;
    int64_t end; /* of the block, in the entry */
    uint64_t out;
    bool hole; /* in a sparse file, before the block */
    bool ended;
    bool failed;
};

static void entry_fail(struct entry_reader *self, const char *text)
{
    if (!self->walk->input.failed)
        problem_add(self->walk->sink, VETO_PROBLEM_UNREAD, &self->walk->members.origin, "%s", text);
    self->ended = self->failed = true;
}

/*
 * A tar that ends with the last byte of its last entry, without padding, is whole: umoci writes
 * such layers.
 */
static bool is_all_there(const struct entry_reader *self)
{
    const struct walk *walk = self->walk;
    return walk->is_tar && !walk->input.failed && self->out == self->size &&
           input_unused(&walk->input, walk->archive).len == 0;
}

static void entry_next_block(struct entry_reader *self)
{
    struct walk *walk = self->walk;
    const void *bytes = NULL;
    size_t len = 0;
    int64_t offset = 0;
    int code = archive_read_data_block(walk->archive, &bytes, &len, &offset);
    if (code == ARCHIVE_EOF) {
        self->ended = true;
    } else if (code == ARCHIVE_FATAL && is_all_there(self)) {
        self->ended = walk->stop = true;
    } else if (code == ARCHIVE_OK || code == ARCHIVE_WARN || code == ARCHIVE_RETRY) {
        self->hole = len && offset > self->end;
        self->block = (struct span){ bytes, len };
        self->end = offset + (int64_t)len;
        if (code != ARCHIVE_OK && ++walk->warnings > walk->sink->limits->max_warnings)
            entry_fail(self, "damaged in too many places");
    } else {
        walk->stop |= code == ARCHIVE_FATAL;
        entry_fail(self, reason(walk->archive));
    }
}

/* Looks at every bound after `len` more bytes came out. */
static void entry_count(struct entry_reader *self, size_t len)
{
    struct walk *walk = self->walk;
    const char *breach = NULL;
    self->out += len;
    if (!walk->is_stored) {
        account_add(&walk->account, len);
        if (walk->input.reader)
            walk->account.in = (uint64_t)archive_filter_bytes(walk->archive, -1);
        breach = account_breach(&walk->account);
        walk->over_limit |= breach != NULL;
        walk->stop |= walk->over_limit;
    }
    if (self->out > walk->sink->limits->max_size)
        breach = "larger than the limit for one file";
    if (breach)
        entry_fail(self, breach);
}

static ssize_t entry_read(struct content_reader *reader, char *into, size_t len)
{
    struct entry_reader *self = container_of(reader, struct entry_reader, base);
    size_t got = 0;
    while (got < len && !self->failed && !sink_stopped(self->walk->sink)) {
        if (self->hole) {
            /* One NUL stands for it, whatever its size, so that nothing matches across it. */
            into[got++] = '\0';
            self->hole = false;
        } else if (self->block.len) {
            size_t part = MIN(len - got, self->block.len);
            memcpy(into + got, self->block.data, part);
            self->block = span_from(self->block, part);
            got += part;
            entry_count(self, part);
        } else if (self->ended) {
            break;
        } else {
            entry_next_block(self);
        }
    }
    return got == 0 && self->failed ? -1 : (ssize_t)got;
}

/* ---- All entries --------------------------------------------------------------------------- */

static struct span entry_path(struct archive_entry *entry)
{
    const char *path = archive_entry_pathname(entry);
    if (!path)
        path = archive_entry_pathname_utf8(entry);
    return path ? span_of(path) : SPAN("[unreadable name]");
}

/* Links and folders hold nothing; a hard link's content is where it points. */
static bool has_content(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry) && archive_entry_size(entry) == 0)
        return false;
    mode_t type = archive_entry_filetype(entry);
    return type == AE_IFREG || type == 0;
}

static enum tar_entry_type type_of(struct archive_entry *entry)
{
    if (archive_entry_hardlink(entry))
        return TAR_ENTRY_HARDLINK;
    switch (archive_entry_filetype(entry)) {
    case 0:
    case AE_IFREG:
        return TAR_ENTRY_FILE;
    case AE_IFDIR:
        return TAR_ENTRY_FOLDER;
    case AE_IFLNK:
        return TAR_ENTRY_SYMLINK;
    case AE_IFCHR:
        return TAR_ENTRY_CHARACTER_DEVICE;
    default:
        return TAR_ENTRY_OTHER;
    }
}

static void fill_attributes(struct archive_entry *entry, struct tar_entry *told)
{
    const char *name;
    const void *value;
    size_t len;
    archive_entry_xattr_reset(entry);
    while (archive_entry_xattr_next(entry, &name, &value, &len) == ARCHIVE_OK) {
        told->has_capabilities |= strcmp(name, "security.capability") == 0;
        told->is_opaque |= strcmp(name, "trusted.overlay.opaque") == 0 && len &&
                           *(const char *)value == 'y';
    }
}

static void tell_observer(struct walk *walk, struct archive_entry *entry)
{
    const char *link = archive_entry_hardlink(entry);
    if (!link)
        link = archive_entry_symlink(entry);
    struct tar_entry told = {
        .path = span_from_bytes(walk->members.origin.name),
        .link = link ? span_of(link) : SPAN_EMPTY,
        .type = type_of(entry),
        .mode = archive_entry_perm(entry),
        .user = archive_entry_uid(entry),
        .group = archive_entry_gid(entry),
        .size = archive_entry_size(entry) > 0 ? (uint64_t)archive_entry_size(entry) : 0,
        .device = archive_entry_rdev(entry),
    };
    if (archive_entry_xattr_count(entry) > 0)
        fill_attributes(entry, &told);
    walk->observer->entry(walk->observer, &told);
}

static void scan_entry(struct walk *walk, struct archive_entry *entry)
{
    if (!has_content(entry) && !walk->observer)
        return;
    member_name(&walk->members, entry_path(entry));
    if (walk->observer)
        tell_observer(walk, entry);
    if (!has_content(entry))
        return;
    struct entry_reader reader = { .base.read = entry_read,
                                   .walk = walk,
                                   .size = (uint64_t)archive_entry_size(entry) };
    if (archive_entry_is_data_encrypted(entry))
        entry_fail(&reader, "encrypted");
    else if (archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0 &&
             (uint64_t)archive_entry_size(entry) > walk->sink->limits->max_size)
        entry_fail(&reader, "larger than the limit for one file");
    else
        member_scan(&walk->members, &reader.base);
    if (walk->observer && !reader.failed)
        walk->observer->front(walk->observer, walk->members.front);
}

static void trouble(struct walk *walk, const char *text)
{
    if (!walk->input.failed)
        problem_add(walk->sink, VETO_PROBLEM_UNREAD, walk->origin, "%s", text);
    walk->stop = true;
}

/*
 * Keeps the block that was no header: 512 bytes before where libarchive stands now. Blocks are filled
 * up with NULs, which would make what stands between them binary data: they end lines instead.
 */
static void keep_damaged(struct walk *walk)
{
    const struct input *input = &walk->input;
    size_t left = input_unused(input, walk->archive).len;
    size_t end = input->block.len - left;
    size_t begin = end > TAR_BLOCK ? end - TAR_BLOCK : 0;
    size_t kept = walk->damaged.len;
    buf_append(&walk->damaged, span_sub(input->block, begin, end - begin));
    for (size_t i = kept; i < walk->damaged.len; i++)
        if (walk->damaged.data[i] == '\0')
            walk->damaged.data[i] = '\n';
}

/* After an answer that is neither the end nor fatal. False where the archive must be left. */
static bool count_header(struct walk *walk, int code)
{
    const struct limits *limits = walk->sink->limits;
    if (code == ARCHIVE_RETRY) {
        if (walk->is_tar)
            keep_damaged(walk);
        else
            problem_add(walk->sink, VETO_PROBLEM_UNREAD, walk->origin, "%s", reason(walk->archive));
        if (++walk->warnings <= limits->max_warnings)
            return true;
        if (!walk->is_tar)
            trouble(walk, "too many damaged headers");
        return false;
    }
    if (++walk->entries <= limits->max_entries)
        return true;
    trouble(walk, "holds more entries than the limit");
    walk->over_limit = true;
    return false;
}

/* The last answer of libarchive: ARCHIVE_EOF where all was well. */
static int scan_entries(struct walk *walk)
{
    struct archive_entry *entry = NULL;
    int code = ARCHIVE_EOF;
    while (!walk->stop && !sink_stopped(walk->sink)) {
        code = archive_read_next_header(walk->archive, &entry);
        if (code == ARCHIVE_EOF || code == ARCHIVE_FATAL || !count_header(walk, code))
            break;
        if (code == ARCHIVE_FAILED) {
            member_name(&walk->members, entry_path(entry));
            problem_add(walk->sink, VETO_PROBLEM_UNREAD, &walk->members.origin, "%s",
                        reason(walk->archive));
        } else if (code != ARCHIVE_RETRY) {
            scan_entry(walk, entry);
        }
    }
    return code;
}

static bool walk_open(struct walk *walk, struct unit_sink *sink, enum container container,
                      bool streamed, const struct veto_origin *origin, struct content_state state)
{
    const struct format *format = &formats[container];
    *walk = (struct walk){
        .sink = sink,
        .origin = origin,
        .archive = make_archive(format, streamed),
        .account = account_open(sink->limits, state, format->dense),
        .damaged = buf_make((sink->limits->max_warnings + 2) * TAR_BLOCK),
        /* Names in UTF-8 are refused in the C locale; this one is the thread's alone. */
        .locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0),
        .observer = state.observer,
        .is_tar = container == CONTAINER_TAR,
        .is_stored = format->stored,
    };
    state.observer = NULL;
    if (walk->locale)
        walk->locale_before = uselocale(walk->locale);
    struct veto_error error;
    if (walk->archive && member_scanner_open(&walk->members, sink, origin, state, &error) == 0)
        return true;
    problem_add(sink, VETO_PROBLEM_UNREAD, origin, "this kind of archive cannot be opened here");
    return false;
}

static void walk_close(struct walk *walk)
{
    if (walk->members.small)
        member_scanner_close(&walk->members);
    release_archive(&walk->archive);
    if (walk->locale) {
        uselocale(walk->locale_before);
        freelocale(walk->locale);
    }
    buf_release(&walk->damaged);
    free(walk->input.memory);
}

static int open_input(struct walk *walk)
{
    return archive_read_open(walk->archive, &walk->input, NULL, give_block, NULL);
}

static bool input_from_reader(struct input *input, struct content_reader *reader)
{
    input->reader = reader;
    input->memory = malloc(BLOCK);
    return input->memory != NULL;
}

/* ---- Tars: nothing in them goes unseen ----------------------------------------------------- */

/* Moves `*rest` to the first byte that is not zero, reading on where it must. False at the end. */
static bool skip_zeros(struct input *input, struct span *rest)
{
    for (;;) {
        size_t zeros = 0;
        while (zeros < rest->len && rest->data[zeros] == '\0')
            zeros++;
        /* Headers stand at multiples of 512. */
        *rest = span_from(*rest, zeros / TAR_BLOCK * TAR_BLOCK);
        if (zeros % TAR_BLOCK < rest->len)
            return true;
        if (!input->reader)
            return false;
        ssize_t got = input->reader->read(input->reader, input->memory, BLOCK);
        if (got <= 0)
            return false;
        *rest = (struct span){ input->memory, (size_t)got };
    }
}

static void scan_apart(struct walk *walk, const char *name, struct span head,
                       struct content_reader *rest, bool closed)
{
    struct veto_origin origin = {
        .kind = VETO_ORIGIN_ENTRY,
        .parent = walk->origin,
        .name = span_to_bytes(span_of(name)),
    };
    struct headed_reader reader = reader_with_head(head, rest);
    struct content_state state = walk->members.state;
    state.closed = closed;
    content_stream(walk->sink, &reader.base, &origin, state);
}

/*
 * libarchive stops at the first zero block and steps over what is no header: look at both as plain
 * bytes.
 */
static void scan_leftovers(struct walk *walk)
{
    if (walk->damaged.len) {
        problem_add(walk->sink, VETO_PROBLEM_UNJUDGED, walk->origin,
                    "damaged headers in the tar: their bytes were looked at as they are");
        scan_apart(walk, "[damaged headers]", buf_span(&walk->damaged), NULL, true);
    }
    struct span rest = input_unused(&walk->input, walk->archive);
    /* What libarchive cannot even begin with would be opened as the same tar again and again. */
    bool is_all = rest.len == walk->input.given;
    if (walk->input.failed || walk->over_limit || sink_stopped(walk->sink) ||
        !skip_zeros(&walk->input, &rest))
        return;
    problem_add(walk->sink, VETO_PROBLEM_UNJUDGED, walk->origin,
                "data follows the end of the tar: it was looked at as it is");
    scan_apart(walk, "[behind the end]", rest, walk->input.reader, is_all);
}

static void scan_tar(struct walk *walk)
{
    int code = open_input(walk);
    if (code == ARCHIVE_OK)
        code = scan_entries(walk);
    if (code == ARCHIVE_FATAL && !walk->stop)
        trouble(walk, reason(walk->archive));
    scan_leftovers(walk);
}

void archive_scan_tar(struct unit_sink *sink, struct content_reader *reader,
                      const struct veto_origin *origin, struct content_state state)
{
    struct walk walk;
    if (walk_open(&walk, sink, CONTAINER_TAR, true, origin, state) &&
        input_from_reader(&walk.input, reader))
        scan_tar(&walk);
    walk_close(&walk);
}

/* ---- Other archives ------------------------------------------------------------------------ */

/* False where not one entry could be read: then it was no archive. */
static bool scan_other(struct walk *walk, int opened)
{
    int code = opened == ARCHIVE_OK ? scan_entries(walk) : opened;
    if (code == ARCHIVE_FATAL && walk->entries == 0 && !walk->stop)
        return false;
    if (code == ARCHIVE_FATAL && !walk->stop)
        trouble(walk, reason(walk->archive));
    return true;
}

bool archive_walk_bytes(struct unit_sink *sink, enum container container, bool streamed,
                        struct span bytes, const struct veto_origin *origin,
                        struct content_state state)
{
    struct walk walk;
    bool is_archive = true;
    if (walk_open(&walk, sink, container, streamed, origin, state)) {
        walk.input.block = bytes;
        walk.account.in = bytes.len;
        if (walk.is_tar)
            scan_tar(&walk);
        else if (streamed)
            is_archive = scan_other(&walk, open_input(&walk));
        else
            is_archive = scan_other(&walk,
                                    archive_read_open_memory(walk.archive, bytes.data, bytes.len));
    }
    walk_close(&walk);
    return is_archive;
}

void archive_walk_stream(struct unit_sink *sink, enum container container,
                         struct content_reader *reader, const struct veto_origin *origin,
                         struct content_state state)
{
    struct walk walk;
    if (walk_open(&walk, sink, container, true, origin, state) &&
        input_from_reader(&walk.input, reader)) {
        if (walk.is_tar)
            scan_tar(&walk);
        else if (!scan_other(&walk, open_input(&walk)))
            trouble(&walk, reason(walk.archive));
    }
    walk_close(&walk);
}

bool archive_seeks(enum container container)
{
    return formats[container].seeks;
}

bool archive_must_seek(enum container container)
{
    return formats[container].must_seek;
}

bool archive_has_streamed_form(enum container container)
{
    return formats[container].streamed != NULL;
}

/* ---- Streams that libarchive decompresses -------------------------------------------------- */

struct archive_stream {
    struct entry_reader entry;
    struct walk walk;
};

struct content_reader *archive_stream_open(struct archive_stream **out, struct unit_sink *sink,
                                           enum container container, struct content_reader *source,
                                           const struct veto_origin *origin,
                                           struct content_state state)
{
    struct archive_stream *stream = *out = calloc(1, sizeof(*stream));
    struct archive_entry *entry;
    if (!stream || !walk_open(&stream->walk, sink, container, true, origin, state) ||
        !input_from_reader(&stream->walk.input, source))
        return NULL;
    stream->walk.members.origin = *origin;
    stream->entry = (struct entry_reader){ .base.read = entry_read, .walk = &stream->walk };
    if (open_input(&stream->walk) != ARCHIVE_OK ||
        archive_read_next_header(stream->walk.archive, &entry) < ARCHIVE_WARN) {
        trouble(&stream->walk, reason(stream->walk.archive));
        return NULL;
    }
    return &stream->entry.base;
}

void archive_stream_close(struct archive_stream *stream)
{
    if (stream)
        walk_close(&stream->walk);
    free(stream);
}

const char *archive_library(void)
{
    return archive_version_details();
}
