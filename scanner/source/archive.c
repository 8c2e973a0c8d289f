/* SPDX-License-Identifier: Apache-2.0 */
#include "source/archive_parts.h"

#include <errno.h>
#include <stdlib.h>

#include "base/error.h"
#include "source/reader.h"
#include "source/zip_gaps.h"
#include "source/zip_hidden.h"
#include "unit/problem.h"

enum { BLOCK = 256 * 1024 };

/*
 * The functions that enable formats and filters, by name: `…_all` would start external programs on
 * hostile bytes, and mtree opens the files that it names.
 */
static const struct archive_format formats[] = {
    [CONTAINER_TAR] = { .formats = { "archive_read_support_format_tar" }, .stored = true },
    [CONTAINER_ZIP] = { .formats = { "archive_read_support_format_zip_seekable" },
                        .streamed = "archive_read_support_format_zip_streamable",
                        .seeks = true },
    [CONTAINER_AR] = { .formats = { "archive_read_support_format_ar" },
                       .stored = true,
                       .follows = true },
    [CONTAINER_CPIO] = { .formats = { "archive_read_support_format_cpio" },
                         .stored = true,
                         .follows = true },
    [CONTAINER_7ZIP] = { .formats = { "archive_read_support_format_7zip" },
                         .seeks = true,
                         .must_seek = true,
                         .dense = true },
    [CONTAINER_CAB] = { .formats = { "archive_read_support_format_cab" } },
    [CONTAINER_ISO] = { .formats = { "archive_read_support_format_iso9660" } },
    [CONTAINER_RPM] = { .formats = { "archive_read_support_format_cpio" },
                        .filters = { "archive_read_support_filter_rpm",
                                     "archive_read_support_filter_gzip",
                                     "archive_read_support_filter_bzip2",
                                     "archive_read_support_filter_xz",
                                     "archive_read_support_filter_zstd" },
                        .dense = true },
    [CONTAINER_XZ] = { .formats = { "archive_read_support_format_raw",
                                    "archive_read_support_format_empty" },
                       .filters = { "archive_read_support_filter_xz" },
                       .dense = true },
    [CONTAINER_BZIP2] = { .formats = { "archive_read_support_format_raw",
                                       "archive_read_support_format_empty" },
                          .filters = { "archive_read_support_filter_bzip2" },
                          .dense = true },
    [CONTAINER_LZ4] = { .formats = { "archive_read_support_format_raw",
                                     "archive_read_support_format_empty" },
                        .filters = { "archive_read_support_filter_lz4" } },
};

/* At the end the last block stays: perhaps not all of it was used. */
static ssize_t give_block(struct archive *archive, void *payload, const void **bytes)
{
    struct archive_input *input = payload;
    if (input->reader) {
        ssize_t got = input->reader->read(input->reader, input->memory, BLOCK);
        if (got < 0) {
            input->failed = true;
            input->library->set_error(archive, EIO, "cannot be read");
            return ARCHIVE_FATAL;
        }
        if (got == 0)
            return 0;
        input->block = (struct span){ input->memory, (size_t)got };
    } else if (input->given) {
        return 0;
    }
    input->given += input->block.len;
    *bytes = input->block.data;
    return (ssize_t)input->block.len;
}

/* A format or filter that libarchive would run a program for answers ARCHIVE_WARN. */
static bool enable_all(struct archive_walk *walk, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count && names[i]; i++) {
        archive_enable enable = archive_library_find(&walk->library, names[i]);
        if (!enable || enable(walk->archive) != ARCHIVE_OK)
            return false;
    }
    return true;
}

static bool make_archive(struct archive_walk *walk, bool streamed, struct veto_error *error)
{
    const struct archive_format *format = walk->format;
    if (archive_library_load(&walk->library, error) < 0)
        return false;
    walk->archive = walk->library.read_new();
    bool enabled = walk->archive &&
                   (streamed && format->streamed
                            ? enable_all(walk, &format->streamed, 1)
                            : enable_all(walk, format->formats, ARRAY_SIZE(format->formats))) &&
                   enable_all(walk, format->filters, ARRAY_SIZE(format->filters));
    if (!enabled)
        error_set(error, VETO_ERROR_UNSUPPORTED, "libarchive does not read it");
    return enabled;
}

static bool walk_open(struct archive_walk *walk, struct unit_sink *sink, enum container container,
                      bool streamed, const struct veto_origin *origin, struct content_state state)
{
    const struct archive_format *format = &formats[container];
    *walk = (struct archive_walk){
        .sink = sink,
        .origin = origin,
        .format = format,
        .input.library = &walk->library,
        .account = account_open(sink->limits, state, format->dense),
        .damaged = buf_make((sink->limits->max_warnings + 2) * TAR_BLOCK),
        .body = buf_make((sink->limits->max_warnings + 2) * TAR_BLOCK),
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
    if (make_archive(walk, streamed, &error) &&
        member_scanner_open(&walk->members, sink, origin, state, &error) == 0)
        return true;
    problem_add(sink, VETO_PROBLEM_UNREAD, origin, "this kind of archive cannot be opened here: %s",
                error.message);
    return false;
}

static void walk_close(struct archive_walk *walk)
{
    if (walk->members.small)
        member_scanner_close(&walk->members);
    if (walk->archive)
        walk->library.read_free(walk->archive);
    if (walk->locale) {
        uselocale(walk->locale_before);
        freelocale(walk->locale);
    }
    buf_release(&walk->damaged);
    buf_release(&walk->body);
    free(walk->input.memory);
}

static int open_input(struct archive_walk *walk)
{
    return walk->library.read_open(walk->archive, &walk->input, NULL, give_block, NULL);
}

static bool input_from_reader(struct archive_input *input, struct content_reader *reader)
{
    input->reader = reader;
    input->block = SPAN_EMPTY;
    input->memory = malloc(BLOCK);
    return input->memory != NULL;
}

/* ---- What the reader of an archive leaves -------------------------------------------------- */

/* What an archive is filled up with: zeros, and in an ar the ends of lines. */
static size_t count_filling(const struct archive_walk *walk, struct span bytes)
{
    char other = walk->is_tar ? '\0' : '\n';
    size_t count = 0;
    while (count < bytes.len && (bytes.data[count] == '\0' || bytes.data[count] == other))
        count++;
    return count;
}

/* Moves `*rest` to the first byte that fills nothing up, reading on for it. False at the end. */
static bool skip_filling(struct archive_walk *walk, struct span *rest)
{
    struct archive_input *input = &walk->input;
    /* Headers of a tar stand at multiples of 512. */
    size_t step = walk->is_tar ? TAR_BLOCK : 1;
    for (;;) {
        size_t filling = count_filling(walk, *rest);
        *rest = span_from(*rest, filling / step * step);
        if (filling % step < rest->len)
            return true;
        if (!input->reader)
            return false;
        ssize_t got = input->reader->read(input->reader, input->memory, BLOCK);
        if (got <= 0)
            return false;
        *rest = (struct span){ input->memory, (size_t)got };
    }
}

static void scan_apart(struct archive_walk *walk, const char *name, struct span head,
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

/* ---- Tars: nothing in them goes unseen ----------------------------------------------------- */

/*
 * libarchive stops at the first zero block and steps over what is no header: look at both as plain
 * bytes.
 */
static void scan_leftovers(struct archive_walk *walk)
{
    if (walk->damaged.len) {
        problem_add(walk->sink, VETO_PROBLEM_UNJUDGED, walk->origin,
                    "damaged headers in the tar: their bytes were looked at as they are");
        scan_apart(walk, "[damaged headers]", buf_span(&walk->damaged), NULL, true);
    }
    struct span rest = archive_input_unused(walk);
    /* What libarchive cannot even begin with would be opened as the same tar again and again. */
    bool is_all = rest.len == walk->input.given;
    if (walk->input.failed || walk->over_limit || sink_stopped(walk->sink) ||
        !skip_filling(walk, &rest))
        return;
    problem_add(walk->sink, VETO_PROBLEM_UNJUDGED, walk->origin,
                "data follows the end of the tar: it was looked at as it is");
    scan_apart(walk, "[behind the end]", rest, walk->input.reader, is_all);
}

static void scan_tar(struct archive_walk *walk)
{
    int code = open_input(walk);
    if (code == ARCHIVE_OK)
        code = archive_scan_entries(walk);
    if (code == ARCHIVE_FATAL && !walk->stop)
        archive_trouble(walk, archive_reason(walk));
    scan_leftovers(walk);
}

void archive_scan_tar(struct unit_sink *sink, struct content_reader *reader,
                      const struct veto_origin *origin, struct content_state state)
{
    struct archive_walk walk;
    if (walk_open(&walk, sink, CONTAINER_TAR, true, origin, state) &&
        input_from_reader(&walk.input, reader))
        scan_tar(&walk);
    walk_close(&walk);
}

/* ---- Other archives ------------------------------------------------------------------------ */

/*
 * `rest` lies behind the last entry. One archive after another is nothing unusual, of what the
 * kernel unpacks at its start for one; anything else is.
 */
static void scan_behind(struct archive_walk *walk, struct span rest, bool is_told)
{
    bool is_all = rest.len == walk->input.given;
    if (walk->input.failed || walk->over_limit || walk->members.state.again ||
        sink_stopped(walk->sink) || !skip_filling(walk, &rest))
        return;
    enum container container = container_of_bytes(span_sub(rest, 0, CONTAINER_HEAD));
    if (is_told && (is_all || container == CONTAINER_NONE))
        problem_add(walk->sink, VETO_PROBLEM_UNJUDGED, walk->origin,
                    "data follows the end of the archive: it was looked at as it is");
    scan_apart(walk, "[behind the end]", rest, walk->input.reader, is_all);
}

/* False where not one entry could be read: then it was no archive. */
static bool scan_other(struct archive_walk *walk, int opened)
{
    int code = opened == ARCHIVE_OK ? archive_scan_entries(walk) : opened;
    bool is_fatal = code == ARCHIVE_FATAL && !walk->stop;
    if (is_fatal && walk->entries == 0 && !walk->input.reader)
        return false;
    if (is_fatal)
        archive_trouble(walk, archive_reason(walk));
    if (walk->format->follows)
        scan_behind(walk, is_fatal ? archive_input_from_header(walk) : archive_input_unused(walk),
                    true);
    return true;
}

/* A zip that is read from the front, its directory being lost or far away. */
static bool scan_zip(struct archive_walk *walk)
{
    if (!scan_other(walk, open_input(walk)))
        return false;
    struct span rest = archive_input_unused(walk);
    bool is_comment;
    if (walk->input.reader)
        scan_behind(walk, zip_behind_directory(rest, &is_comment), !is_comment);
    else if (!walk->over_limit && !walk->members.state.again)
        zip_scan_tail(walk->sink, rest, walk->origin, walk->members.state);
    return true;
}

bool archive_walk_bytes(struct unit_sink *sink, enum container container, bool streamed,
                        struct span bytes, const struct veto_origin *origin,
                        struct content_state state)
{
    struct archive_walk walk;
    bool is_archive = true;
    if (walk_open(&walk, sink, container, streamed, origin, state)) {
        walk.input.block = bytes;
        walk.account.in = bytes.len;
        if (walk.is_tar)
            scan_tar(&walk);
        else if (streamed && container == CONTAINER_ZIP)
            is_archive = scan_zip(&walk);
        else if (streamed || walk.format->follows)
            is_archive = scan_other(&walk, open_input(&walk));
        else
            is_archive = scan_other(
                    &walk, walk.library.read_open_memory(walk.archive, bytes.data, bytes.len));
    }
    walk_close(&walk);
    return is_archive;
}

size_t archive_walk_one_of_zip(struct unit_sink *sink, struct span bytes,
                               const struct veto_origin *origin, struct content_state state)
{
    struct archive_walk walk;
    size_t used = 0;
    if (walk_open(&walk, sink, CONTAINER_ZIP, true, origin, state)) {
        walk.input.block = bytes;
        walk.account.in = bytes.len;
        walk.is_single = true;
        if (open_input(&walk) == ARCHIVE_OK)
            archive_scan_entries(&walk);
        if (walk.entries)
            used = bytes.len - archive_input_unused(&walk).len;
    }
    walk_close(&walk);
    return used;
}

void archive_walk_stream(struct unit_sink *sink, enum container container,
                         struct content_reader *reader, const struct veto_origin *origin,
                         struct content_state state)
{
    struct archive_walk walk;
    if (walk_open(&walk, sink, container, true, origin, state) &&
        input_from_reader(&walk.input, reader)) {
        if (walk.is_tar)
            scan_tar(&walk);
        else if (container == CONTAINER_ZIP)
            scan_zip(&walk);
        else
            scan_other(&walk, open_input(&walk));
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
    struct archive_entry_reader entry;
    struct archive_walk walk;
};

struct content_reader *archive_stream_open(struct archive_stream **out, struct unit_sink *sink,
                                           enum container container, struct content_reader *source,
                                           const struct veto_origin *origin,
                                           struct content_state state)
{
    struct archive_stream *stream = *out = calloc(1, sizeof(*stream));
    struct archive_entry *entry;
    int code = ARCHIVE_FATAL;
    if (!stream || !walk_open(&stream->walk, sink, container, true, origin, state) ||
        !input_from_reader(&stream->walk.input, source))
        return NULL;
    stream->walk.members.origin = *origin;
    stream->entry = (struct archive_entry_reader) { .base.read = archive_entry_read_content,
                                                    .walk = &stream->walk };
    if (open_input(&stream->walk) == ARCHIVE_OK)
        code = stream->walk.library.read_next_header(stream->walk.archive, &entry);
    if (code < ARCHIVE_WARN)
        archive_trouble(&stream->walk, archive_reason(&stream->walk));
    /* What is compressed may be nothing. */
    return code < ARCHIVE_WARN || code == ARCHIVE_EOF ? NULL : &stream->entry.base;
}

bool archive_stream_is_plain(const struct archive_stream *stream)
{
    return stream->walk.library.filter_count(stream->walk.archive) < 2;
}

void archive_stream_close(struct archive_stream *stream)
{
    if (stream)
        walk_close(&stream->walk);
    free(stream);
}

const char *archive_library_version(void)
{
    struct archive_library library;
    return archive_library_load(&library, NULL) == 0 ? library.version_details() : "not found";
}
