/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/note_links.h"

#include "base/cleanup.h"
#include "source/entry_name.h"
#include "source/image/path_hash.h"

enum { MAX_TARGET = 16 * 1024 };

/* Hard links name a path from the root, symbolic ones one from their folder. */
static bool append_target(struct buf *to, const struct noted_file *file)
{
    cleanup(buf_release) struct buf whole = buf_make(MAX_TARGET);
    if (file->type == TAR_ENTRY_SYMLINK && !span_starts(file->link, SPAN("/"))) {
        size_t name = span_basename(file->path).len;
        buf_append(&whole, span_sub(file->path, 0, file->path.len - name));
    }
    buf_append(&whole, file->link);
    entry_name_normalise(buf_span(&whole), to);
    return !whole.failed && !to->failed && to->len;
}

static bool is_there(const struct image_set_image *image, size_t layer, struct span path)
{
    uint32_t by;
    return image_set_path_state(image, layer, path, false, &by) == VETO_STATE_PRESENT;
}

static const struct noted_file *find_note(const struct stored_layer *stored, struct span path)
{
    const struct noted_file *file = stored->notes.first;
    while (file && (file->text.len == 0 || !span_eq(file->path, path)))
        file = file->next;
    return file;
}

static bool has_file(const struct stored_layer *stored, struct span path)
{
    return layer_index_has(&stored->index, path_hash(stored->index.key, path), PATH_FILE);
}

enum note_link_end note_link_follow(const struct image_set_image *image, size_t layer,
                                    const struct noted_file *file, struct span *text)
{
    cleanup(buf_release) struct buf target = buf_make(MAX_TARGET);
    bool is_hard = file->type == TAR_ENTRY_HARDLINK;
    if ((!is_hard && file->type != TAR_ENTRY_SYMLINK) || !append_target(&target, file))
        return NOTE_LINK_NONE;
    struct span path = buf_span(&target);
    /* A hard link is made to what was there then, whatever became of that name. */
    for (size_t i = is_hard ? layer + 1 : image->layer_count; i-- > 0;) {
        const struct stored_layer *stored = image->layers[i].stored;
        if (!stored || !has_file(stored, path))
            continue;
        if (!is_hard && !is_there(image, i, path))
            return NOTE_LINK_NONE;
        const struct noted_file *found = find_note(stored, path);
        if (!found)
            return NOTE_LINK_UNREAD;
        *text = found->text;
        return NOTE_LINK_READ;
    }
    return NOTE_LINK_NONE;
}
