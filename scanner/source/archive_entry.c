/* SPDX-License-Identifier: Apache-2.0 */
/* The entries of an archive, one after the other, within their bounds. */
#include "source/archive_parts.h"

#include "unit/problem.h"

const char *archive_reason(const struct archive_walk *walk)
{
    const char *text = walk->library.error_string(walk->archive);
    return text ? text : "damaged";
}

/* From a place in the input on, as far as the block that was handed out last has it. */
static struct span input_from(const struct archive_input *input, int64_t place)
{
    uint64_t left =
            place < 0 || (uint64_t)place > input->given ? 0 : input->given - (uint64_t)place;
    return span_from(input->block, input->block.len - MIN(left, input->block.len));
}

struct span archive_input_unused(const struct archive_walk *walk)
{
    return input_from(&walk->input, walk->library.filter_bytes(walk->archive, 0));
}

struct span archive_input_from_header(const struct archive_walk *walk)
{
    return input_from(&walk->input, walk->header);
}

/* ---- One entry's content ------------------------------------------------------------------- */

static void entry_fail(struct archive_entry_reader *self, const char *text)
{
    if (!self->walk->input.failed)
        problem_add(self->walk->sink, VETO_PROBLEM_UNREAD, &self->walk->members.origin, "%s", text);
    self->ended = self->failed = true;
}

/*
 * A tar that ends with the last byte of its last entry, without padding, is whole: umoci writes
 * such layers.
 */
static bool is_all_there(const struct archive_entry_reader *self)
{
    const struct archive_walk *walk = self->walk;
    return walk->is_tar && !walk->input.failed && self->out == self->size &&
           archive_input_unused(walk).len == 0;
}

static void entry_next_block(struct archive_entry_reader *self)
{
    struct archive_walk *walk = self->walk;
    const void *bytes = NULL;
    size_t len = 0;
    int64_t offset = 0;
    int code = walk->library.read_data_block(walk->archive, &bytes, &len, &offset);
    if (code == ARCHIVE_EOF) {
        self->ended = true;
    } else if (code == ARCHIVE_FATAL && is_all_there(self)) {
        self->ended = walk->stop = true;
    } else if (code == ARCHIVE_OK || code == ARCHIVE_WARN || code == ARCHIVE_RETRY) {
        self->hole = len && offset > self->end;
        self->block = (struct span) { bytes, len };
        self->end = offset + (int64_t)len;
        if (code != ARCHIVE_OK && ++walk->warnings > walk->sink->limits->max_warnings)
            entry_fail(self, "damaged in too many places");
    } else {
        walk->stop |= code == ARCHIVE_FATAL;
        entry_fail(self, archive_reason(walk));
    }
}

/* Looks at every bound after `len` more bytes came out. */
static void entry_count(struct archive_entry_reader *self, size_t len)
{
    struct archive_walk *walk = self->walk;
    const char *breach = NULL;
    self->out += len;
    if (!walk->is_stored) {
        account_add(&walk->account, len);
        if (walk->input.reader)
            walk->account.in = (uint64_t)walk->library.filter_bytes(walk->archive, -1);
        breach = account_breach(&walk->account);
        walk->over_limit |= breach != NULL;
        walk->stop |= walk->over_limit;
    }
    if (self->out > walk->sink->limits->max_size)
        breach = "larger than the limit for one file";
    if (breach)
        entry_fail(self, breach);
}

ssize_t archive_entry_read_content(struct content_reader *reader, char *into, size_t len)
{
    struct archive_entry_reader *self = container_of(reader, struct archive_entry_reader, base);
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

/* Moves libarchive to the entry's end, whoever stopped reading before. */
static void entry_drain(struct archive_entry_reader *self)
{
    while (!self->ended && !sink_stopped(self->walk->sink)) {
        entry_count(self, self->block.len);
        self->block = SPAN_EMPTY;
        entry_next_block(self);
    }
}

/* ---- All entries --------------------------------------------------------------------------- */

static struct span entry_path(const struct archive_library *library, struct archive_entry *entry)
{
    const char *path = library->entry_pathname(entry);
    if (!path)
        path = library->entry_pathname_utf8(entry);
    return path ? span_of(path) : SPAN("[unreadable name]");
}

/*
 * Links and folders hold nothing; a hard link's content is where it points. Only GNU's lists of a
 * folder's files are bodies of folders in tars, and may be anything.
 */
static bool has_content(const struct archive_walk *walk, struct archive_entry *entry)
{
    const struct archive_library *library = &walk->library;
    bool has_size = library->entry_size(entry) > 0;
    if (library->entry_hardlink(entry) && !has_size)
        return false;
    mode_t type = library->entry_filetype(entry);
    return type == AE_IFREG || type == 0 || (type == AE_IFDIR && walk->is_tar && has_size);
}

static enum tar_entry_type type_of(const struct archive_library *library,
                                   struct archive_entry *entry)
{
    if (library->entry_hardlink(entry))
        return TAR_ENTRY_HARDLINK;
    switch (library->entry_filetype(entry)) {
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

static void fill_attributes(const struct archive_library *library, struct archive_entry *entry,
                            struct tar_entry *told)
{
    const char *name;
    const void *value;
    size_t len;
    library->entry_xattr_reset(entry);
    while (library->entry_xattr_next(entry, &name, &value, &len) == ARCHIVE_OK) {
        told->has_capabilities |= strcmp(name, "security.capability") == 0;
        told->is_opaque |=
                strcmp(name, "trusted.overlay.opaque") == 0 && len && *(const char *)value == 'y';
    }
}

static void tell_observer(struct archive_walk *walk, struct archive_entry *entry)
{
    const struct archive_library *library = &walk->library;
    const char *link = library->entry_hardlink(entry);
    if (!link)
        link = library->entry_symlink(entry);
    struct tar_entry told = {
        .path = span_from_bytes(walk->members.origin.name),
        .link = link ? span_of(link) : SPAN_EMPTY,
        .type = type_of(library, entry),
        .mode = library->entry_perm(entry),
        .user = library->entry_uid(entry),
        .group = library->entry_gid(entry),
        .size = library->entry_size(entry) > 0 ? (uint64_t)library->entry_size(entry) : 0,
        .device = library->entry_rdev(entry),
    };
    if (library->entry_xattr_count(entry) > 0)
        fill_attributes(library, entry, &told);
    walk->observer->entry(walk->observer, &told);
}

static struct veto_origin damaged_of(const struct archive_walk *walk)
{
    return (struct veto_origin) { .kind = VETO_ORIGIN_ENTRY,
                                  .parent = walk->origin,
                                  .name = span_to_bytes(SPAN("[damaged headers]")) };
}

static void scan_entry(struct archive_walk *walk, struct archive_entry *entry)
{
    walk->is_bodyless = !has_content(walk, entry);
    if (walk->is_bodyless && !walk->observer) {
        walk->members.origin = damaged_of(walk);
        return;
    }
    member_name(&walk->members, entry_path(&walk->library, entry));
    if (walk->observer)
        tell_observer(walk, entry);
    if (walk->is_bodyless)
        return;
    const struct archive_library *library = &walk->library;
    uint64_t size = (uint64_t)library->entry_size(entry);
    bool is_told = library->entry_size_is_set(entry) && library->entry_size(entry) > 0;
    struct archive_entry_reader reader = {
        .base = { archive_entry_read_content, is_told ? size : 0 },
        .walk = walk,
        .size = size,
    };
    if (library->entry_is_data_encrypted(entry))
        entry_fail(&reader, "encrypted");
    else if (is_told && size > walk->sink->limits->max_size)
        entry_fail(&reader, "larger than the limit for one file");
    else
        member_scan(&walk->members, &reader.base);
    if (walk->is_single)
        entry_drain(&reader);
    walk->is_bodyless = reader.out == 0;
    if (walk->observer && !reader.failed)
        walk->observer->front(walk->observer, walk->members.front);
}

void archive_trouble(struct archive_walk *walk, const char *text)
{
    if (!walk->input.failed)
        problem_add(walk->sink, VETO_PROBLEM_UNREAD, walk->origin, "%s", text);
    walk->stop = true;
}

/*
 * Keeps the block that was no header: 512 bytes before where libarchive stands now. Blocks are
 * filled up with NULs, which would make what stands between them binary data: they end lines
 * instead.
 */
static void keep_damaged(struct archive_walk *walk)
{
    const struct archive_input *input = &walk->input;
    size_t left = archive_input_unused(walk).len;
    size_t end = input->block.len - left;
    size_t begin = end > TAR_BLOCK ? end - TAR_BLOCK : 0;
    size_t kept = walk->damaged.len;
    buf_append(&walk->damaged, span_sub(input->block, begin, end - begin));
    buf_append(&walk->body, span_sub(input->block, begin, end - begin));
    for (size_t i = kept; i < walk->damaged.len; i++)
        if (walk->damaged.data[i] == '\0')
            walk->damaged.data[i] = '\n';
}

/*
 * Blocks that are no headers one after the other, behind an entry that has no body: readers differ
 * in which have one, of names that end in a slash for one. A compressed one is opened.
 */
static void scan_body(struct archive_walk *walk)
{
    struct span body = buf_span(&walk->body);
    enum container container = container_of_bytes(span_sub(body, 0, CONTAINER_HEAD));
    if (walk->is_bodyless && container != CONTAINER_NONE)
        content_scan(walk->sink, body, &walk->members.origin, walk->members.state);
    buf_clear(&walk->body);
}

/* What stands between the last entry's body and this one's, as far as it is there. */
static struct span headers_of_entry(const struct archive_walk *walk)
{
    const struct archive_input *input = &walk->input;
    int64_t begin = (walk->header + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
    int64_t end = walk->library.filter_bytes(walk->archive, 0);
    if (end - begin <= TAR_BLOCK || (uint64_t)begin + input->block.len < input->given)
        return SPAN_EMPTY;
    return span_sub(input_from(input, begin), 0, (size_t)(end - begin));
}

/* After an answer that is neither the end nor fatal. False where the archive must be left. */
static bool count_header(struct archive_walk *walk, int code)
{
    const struct limits *limits = walk->sink->limits;
    if (code == ARCHIVE_RETRY) {
        if (walk->is_tar)
            keep_damaged(walk);
        else
            problem_add(walk->sink, VETO_PROBLEM_UNREAD, walk->origin, "%s", archive_reason(walk));
        if (++walk->warnings <= limits->max_warnings)
            return true;
        if (!walk->is_tar)
            archive_trouble(walk, "too many damaged headers");
        return false;
    }
    if (++walk->entries <= limits->max_entries)
        return true;
    archive_trouble(walk, "holds more entries than the limit");
    walk->over_limit = true;
    return false;
}

int archive_scan_entries(struct archive_walk *walk)
{
    struct archive_entry *entry = NULL;
    int code = ARCHIVE_EOF;
    while (!walk->stop && !sink_stopped(walk->sink)) {
        if (walk->format->follows || walk->is_tar)
            walk->header = walk->library.filter_bytes(walk->archive, 0);
        code = walk->library.read_next_header(walk->archive, &entry);
        if (code != ARCHIVE_RETRY && walk->body.len)
            scan_body(walk);
        if (code == ARCHIVE_EOF || code == ARCHIVE_FATAL || !count_header(walk, code))
            break;
        if (code == ARCHIVE_FAILED) {
            member_name(&walk->members, entry_path(&walk->library, entry));
            problem_add(walk->sink, VETO_PROBLEM_UNREAD, &walk->members.origin, "%s",
                        archive_reason(walk));
        } else if (code != ARCHIVE_RETRY) {
            if (walk->is_tar)
                archive_scan_extended(walk, headers_of_entry(walk));
            scan_entry(walk, entry);
        }
        walk->stop |= walk->is_single;
    }
    return code;
}
