/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/layer_notes.h"

#include "source/content.h"
#include "source/image/note_text.h"
#include "source/image/noteworthy.h"

enum {
    NOTES_ARENA = 8 * 1024 * 1024, /* of one layer */
    MAX_SPECIAL = 2000,
    MAX_ACCOUNTS = 16, /* files of them beside those that are known by their name */
    MAX_NAME = 4096,
    SET_ID = 06000,
    STICKY = 01000,
    WRITABLE_BY_ALL = 0002,
    MAX_BELOW = 16,          /* of what lies in a folder that everybody may write in */
    LARGE = 8 * 1024 * 1024, /* worth a note where a later layer takes it away */
};

void layer_notes_open(struct layer_notes *notes)
{
    *notes = (struct layer_notes) { .arena = arena_make(NOTES_ARENA, true),
                                    .next_name = buf_make(MAX_NAME) };
    notes->end = &notes->first;
}

void layer_notes_release(struct layer_notes *notes)
{
    arena_release(&notes->arena);
    buf_release(&notes->next_name);
    *notes = (struct layer_notes){ 0 };
}

/* Folders of the kernel, and those that are everybody's by design. */
static bool is_everybodys(struct span path)
{
    static const char *const folders[] = { "dev", "proc", "sys", "tmp", "var/tmp", "run/lock" };
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
        struct span folder = span_of(folders[i]);
        if (span_starts(path, folder) && (path.len == folder.len || path.data[folder.len] == '/'))
            return true;
    }
    return false;
}

static bool is_below(struct span path, struct span folder)
{
    return folder.len && path.len > folder.len && span_starts(path, folder) &&
           path.data[folder.len] == '/';
}

bool noted_file_is_covered(const struct noted_file *file, const struct noted_file *open_folder)
{
    bool is_open_alone = !file->category[0] && !file->has_capabilities && file->size < LARGE &&
                         (file->type == TAR_ENTRY_FOLDER || !(file->mode & SET_ID));
    return open_folder && is_open_alone && is_below(file->path, open_folder->path);
}

bool noted_file_is_open_folder(const struct noted_file *file)
{
    return file->type == TAR_ENTRY_FOLDER && file->mode & WRITABLE_BY_ALL &&
           !(file->mode & STICKY) && !is_everybodys(file->path);
}

static bool is_open(const struct tar_entry *entry)
{
    bool is_file = entry->type == TAR_ENTRY_FILE || entry->type == TAR_ENTRY_HARDLINK;
    bool is_folder = entry->type == TAR_ENTRY_FOLDER && !(entry->mode & STICKY);
    return (is_file || is_folder) && entry->mode & WRITABLE_BY_ALL && !is_everybodys(entry->path);
}

/* The first of what is below an open folder: it stays open where a later layer closes that one. */
static bool is_open_and_new(struct layer_notes *notes, const struct tar_entry *entry)
{
    if (!is_open(entry))
        return false;
    return !is_below(entry->path, notes->open_folder) || notes->below++ < MAX_BELOW;
}

static bool has_special_mode(struct layer_notes *notes, const struct tar_entry *entry)
{
    bool is_file = entry->type == TAR_ENTRY_FILE || entry->type == TAR_ENTRY_HARDLINK;
    if ((is_file && entry->mode & SET_ID) || entry->has_capabilities)
        return true;
    return is_open_and_new(notes, entry);
}

static bool is_large(const struct tar_entry *entry)
{
    return entry->type == TAR_ENTRY_FILE && entry->size >= LARGE;
}

bool noted_link_is_read(const struct noteworthy *row, struct span path, struct span link)
{
    static const char *const seen[] = { "os-release", "sshd-config" };
    bool is_same_name = span_eq(span_basename(link), span_basename(path));
    return row && row->keeps_text && !span_is(span_of(row->category), "group") &&
           !(is_same_name && span_is_one_of(span_of(row->category), seen, ARRAY_SIZE(seen)));
}

static bool is_worth(const struct noteworthy *row, const struct tar_entry *entry)
{
    if (!row || entry->type == TAR_ENTRY_FOLDER || entry->type == TAR_ENTRY_OTHER ||
        entry->type == TAR_ENTRY_CHARACTER_DEVICE)
        return false;
    /* Of links programs matter, and whose text the audit reads. */
    if (entry->type != TAR_ENTRY_SYMLINK)
        return true;
    return row->how == NAME_IS_PROGRAM || noted_link_is_read(row, entry->path, entry->link);
}

/* `.wh.x` says what of lower layers is gone; no container has it. */
static bool is_mark(const struct tar_entry *entry)
{
    return span_starts(span_basename(entry->path), SPAN(".wh."));
}

/* False without room. */
static bool add_note(struct layer_notes *notes, struct noted_file note)
{
    struct noted_file *file = ARENA_NEW(&notes->arena, struct noted_file);
    struct span path = file ? arena_span(&notes->arena, note.path) : SPAN_EMPTY;
    struct span link = file ? arena_span(&notes->arena, note.link) : SPAN_EMPTY;
    if (!file || !path.data || !link.data)
        return false;
    *file = note;
    file->path = path;
    file->link = link;
    notes->last = file;
    *notes->end = file;
    notes->end = &file->next;
    notes->count++;
    return true;
}

static void remember_name(struct layer_notes *notes, const struct tar_entry *entry)
{
    notes->next_name.len = 0;
    if (entry->type == TAR_ENTRY_FILE && entry->path.len < MAX_NAME)
        buf_append(&notes->next_name, entry->path);
}

void layer_notes_add(struct layer_notes *notes, const struct tar_entry *entry)
{
    notes->last = NULL;
    notes->next_name.len = 0;
    if (is_mark(entry))
        return;
    const struct noteworthy *row = noteworthy_find(entry->path);
    bool is_special = has_special_mode(notes, entry) || is_large(entry);
    if (!is_worth(row, entry))
        row = NULL;
    if (!row)
        remember_name(notes, entry);
    if (!row && !is_special)
        return;
    notes->special += is_special;
    const struct noted_file note = {
        .path = entry->path,
        .link = entry->link,
        .type = entry->type,
        .mode = entry->mode,
        .user = entry->user,
        .group = entry->group,
        .size = entry->size,
        .has_capabilities = entry->has_capabilities,
        .category = row ? row->category : "",
        .text = SPAN_EMPTY,
    };
    if ((notes->special > MAX_SPECIAL && !row) || !add_note(notes, note)) {
        notes->is_cut = true;
        return;
    }
    struct span path = notes->last->path;
    if (entry->type == TAR_ENTRY_FOLDER && is_open(entry) && !is_below(path, notes->open_folder)) {
        notes->open_folder = path;
        notes->below = 0;
    }
    notes->last_row = row;
}

static bool holds_sign(const struct noteworthy *row, struct span bytes)
{
    for (size_t i = 0; i < NOTEWORTHY_SIGNS && row->signs[i]; i++)
        if (span_find(bytes, span_of(row->signs[i])) != SIZE_MAX)
            return true;
    return row->signs[0] == NULL && bytes.len > 0;
}

static void keep_text(struct layer_notes *notes, const struct noteworthy *row, struct span bytes)
{
    struct buf kept = buf_make(2 * (size_t)GATHER_SMALL);
    note_text_append(&kept, row->category, span_sub(bytes, 0, GATHER_SMALL));
    struct span text = arena_span(&notes->arena, buf_span(&kept));
    if (text.data && !kept.failed)
        notes->last->text = text;
    else
        notes->is_cut = true;
    buf_release(&kept);
}

/* More than these are left out: where a link leads to one of them, the audit tells it. */
static void note_accounts(struct layer_notes *notes, struct span bytes)
{
    const struct noted_file note = {
        .path = buf_span(&notes->next_name),
        .link = SPAN_EMPTY,
        .type = TAR_ENTRY_FILE,
        .size = bytes.len,
        .category = noteworthy_accounts.category,
        .text = SPAN_EMPTY,
    };
    if (note.path.len == 0 || notes->accounts == MAX_ACCOUNTS || bytes.len > GATHER_SMALL ||
        !note_text_is_accounts(bytes))
        return;
    notes->accounts++;
    if (add_note(notes, note))
        keep_text(notes, &noteworthy_accounts, bytes);
    else
        notes->is_cut = true;
}

void layer_notes_front(struct layer_notes *notes, struct span bytes)
{
    const struct noteworthy *row = notes->last ? notes->last_row : NULL;
    if (!row) {
        note_accounts(notes, bytes);
        return;
    }
    notes->last->holds_secret = holds_sign(row, bytes);
    if (!row->keeps_text)
        return;
    if (bytes.len > GATHER_SMALL && !notes->cut_text.len)
        notes->cut_text = notes->last->path;
    keep_text(notes, row, bytes);
}
