/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/layer_record.h"

#include <stdlib.h>
#include <string.h>

#include "source/image/noteworthy.h"

enum { MARK_BYTES = sizeof(uint64_t), SIGN_BIT = 1, MAX_MODE = 07777 };

bool layer_record_is_whole(const struct stored_layer *stored)
{
    return stored->index.finished && !stored->index.is_cut && !stored->notes.is_cut;
}

/* ---- The index ------------------------------------------------------------------------------- */

static void pack_index(struct buf *to, const struct layer_index *index)
{
    pack_number(to, index->key);
    pack_number(to, index->told);
    pack_bytes(to, (struct span){ index->count ? (const char *)index->marks : "",
                                  index->count * MARK_BYTES });
    pack_number(to, index->link_count);
    for (size_t i = 0; i < index->link_count; i++) {
        pack_bytes(to, index->links[i].path);
        pack_number(to, index->links[i].target);
    }
}

static bool is_sorted(const uint64_t *marks, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (marks[i - 1] >= marks[i])
            return false;
    return true;
}

static bool unpack_marks(struct pack_reader *from, struct layer_index *index)
{
    struct span bytes = unpack_bytes(from);
    index->count = index->capacity = bytes.len / MARK_BYTES;
    if (bytes.len % MARK_BYTES || index->count > index->told)
        return false;
    index->marks = malloc(bytes.len + 1);
    if (!index->marks)
        return false;
    memcpy(index->marks, bytes.data, bytes.len);
    return is_sorted(index->marks, index->count);
}

static bool unpack_links(struct pack_reader *from, struct layer_index *index)
{
    size_t count = unpack_count(from);
    if (count > index->told)
        return false;
    index->links = calloc(count + 1, sizeof(*index->links));
    if (!index->links)
        return false;
    index->link_capacity = count + 1;
    for (; index->link_count < count && !from->failed; index->link_count++) {
        struct hard_link *link = &index->links[index->link_count];
        link->path = arena_span(&index->names, unpack_bytes(from));
        link->target = unpack_number(from);
        if (!link->path.data || (index->link_count && link[-1].target > link->target))
            return false;
    }
    return !from->failed;
}

static bool unpack_index(struct pack_reader *from, struct layer_index *index)
{
    index->key = unpack_number(from);
    index->told = (size_t)unpack_below(from, index->most);
    index->finished = !from->failed && path_key_is_one(index->key) && unpack_marks(from, index) && unpack_links(from, index);
    return index->finished;
}

/* ---- The notes ------------------------------------------------------------------------------- */

static void pack_signed(struct buf *to, int64_t number)
{
    uint64_t low = (uint64_t)number << SIGN_BIT;
    pack_number(to, number < 0 ? ~low : low);
}

static int64_t unpack_signed(struct pack_reader *from)
{
    uint64_t number = unpack_number(from);
    uint64_t half = number >> SIGN_BIT;
    return (int64_t)(number & SIGN_BIT ? ~half : half);
}

static void pack_note(struct buf *to, const struct noted_file *file)
{
    pack_bytes(to, file->path);
    pack_bytes(to, file->link);
    pack_number(to, file->type);
    pack_number(to, file->mode);
    pack_signed(to, file->user);
    pack_signed(to, file->group);
    pack_number(to, file->size);
    pack_number(to, file->has_capabilities);
    pack_text(to, file->category);
    pack_bytes(to, file->text);
    pack_number(to, file->holds_secret);
}

static bool unpack_note(struct pack_reader *from, struct layer_notes *notes)
{
    struct arena *arena = &notes->arena;
    struct noted_file *file = ARENA_NEW(arena, struct noted_file);
    if (!file)
        return false;
    file->path = arena_span(arena, unpack_bytes(from));
    file->link = arena_span(arena, unpack_bytes(from));
    file->type = (enum tar_entry_type)unpack_below(from, TAR_ENTRY_OTHER);
    file->mode = (uint32_t)unpack_below(from, MAX_MODE);
    file->user = unpack_signed(from);
    file->group = unpack_signed(from);
    file->size = unpack_number(from);
    file->has_capabilities = unpack_below(from, 1);
    file->category = noteworthy_category(unpack_bytes(from));
    file->text = arena_span(arena, unpack_bytes(from));
    file->holds_secret = unpack_below(from, 1);
    if (from->failed || arena_failed(arena) || !file->category)
        return false;
    *notes->end = file;
    notes->end = &file->next;
    notes->count++;
    return true;
}

static void pack_notes(struct buf *to, const struct layer_notes *notes)
{
    pack_number(to, notes->count);
    for (const struct noted_file *file = notes->first; file; file = file->next)
        pack_note(to, file);
}

static bool unpack_notes(struct pack_reader *from, struct layer_notes *notes)
{
    size_t count = unpack_count(from);
    for (size_t i = 0; i < count; i++)
        if (!unpack_note(from, notes))
            return false;
    return !from->failed;
}

/* ---- Both ------------------------------------------------------------------------------------ */

void layer_record_pack(struct buf *to, const struct stored_layer *stored)
{
    pack_number(to, stored->is_plain);
    pack_text(to, stored->tar_digest);
    pack_index(to, &stored->index);
    pack_notes(to, &stored->notes);
}

static bool unpack_tar_digest(struct pack_reader *from, struct stored_layer *stored)
{
    struct span digest = unpack_bytes(from), hex;
    enum digest_algorithm algorithm;
    if (digest.len && !digest_parse(digest, &algorithm, &hex))
        return false;
    memcpy(stored->tar_digest, digest.data, digest.len);
    stored->tar_digest[digest.len] = '\0';
    return true;
}

bool layer_record_unpack(struct pack_reader *from, struct stored_layer *stored)
{
    stored->is_plain = unpack_below(from, 1);
    if (unpack_tar_digest(from, stored) && unpack_index(from, &stored->index) &&
        unpack_notes(from, &stored->notes))
        return true;
    stored_layer_forget(stored);
    return false;
}
