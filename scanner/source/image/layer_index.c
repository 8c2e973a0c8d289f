/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/layer_index.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/cleanup.h"
#include "base/macro.h"
#include "source/entry_name.h"

enum {
    MARK_BITS = 64 - PATH_HASH_BITS,
    FIRST_CAPACITY = 1024,
    MAX_LINK_NAMES = 4 * 1024 * 1024,
    MAX_NAME = 64 * 1024,
};

#define WHITEOUT SPAN(".wh.")

/* ---- Marks ----------------------------------------------------------------------------------- */

/* The hash leaves the lowest bits to the mark. */
static uint64_t marked(uint64_t hash, enum path_mark mark)
{
    return hash << MARK_BITS | (uint64_t)mark;
}

/* ---- Filling --------------------------------------------------------------------------------- */

void layer_index_open(struct layer_index *index, size_t most, uint64_t key)
{
    *index = (struct layer_index){ .key = key,
                                   .most = most,
                                   .names = arena_make(MAX_LINK_NAMES, false) };
}

void layer_index_release(struct layer_index *index)
{
    free(index->marks);
    free(index->links);
    arena_release(&index->names);
    *index = (struct layer_index){ 0 };
}

/* Room for one more of `count` items; NULL without memory, or with `most` there. */
static void *room_for(void *items, size_t count, size_t *capacity, size_t most, size_t size)
{
    if (count < *capacity)
        return items;
    size_t wanted = MIN(*capacity ? 2 * *capacity : (size_t)FIRST_CAPACITY, most);
    void *larger = count < wanted ? realloc(items, wanted * size) : NULL;
    if (larger)
        *capacity = wanted;
    return larger;
}

static void add_mark(struct layer_index *index, uint64_t hash, enum path_mark mark)
{
    uint64_t *marks = room_for(index->marks, index->count, &index->capacity, index->most,
                               sizeof(*marks));
    if (!marks) {
        index->is_cut = true;
        return;
    }
    index->marks = marks;
    marks[index->count++] = marked(hash, mark);
}

static struct span folder_of(struct span path)
{
    size_t name = span_basename(path).len;
    return span_sub(path, 0, path.len > name ? path.len - name - 1 : 0);
}

/* A path that stands in a folder makes it one, whether or not the tar names it. */
static void add_folders(struct layer_index *index, struct span path)
{
    struct span rest = folder_of(path), part;
    uint64_t hash = path_hash(index->key, rest);
    if (hash == index->last_folder)
        return;
    index->last_folder = hash;
    struct path_hasher hasher = path_hasher_begin(index->key);
    while (span_next_field(&rest, '/', &part)) {
        path_hasher_add(&hasher, part);
        add_mark(index, path_hasher_hash(&hasher), PATH_IMPLIED);
    }
}

static void add_link(struct layer_index *index, const struct tar_entry *entry)
{
    struct buf target = buf_make(MAX_NAME);
    entry_name_normalise(entry->link, &target);
    struct hard_link *links = room_for(index->links, index->link_count, &index->link_capacity,
                                       index->most, sizeof(*links));
    struct span path = arena_span(&index->names, entry->path);
    if (links)
        index->links = links;
    if (!links || arena_failed(&index->names) || target.failed)
        index->is_cut = true;
    else
        links[index->link_count++] = (struct hard_link){
            path, path_hash(index->key, buf_span(&target))
        };
    buf_release(&target);
}

struct span whiteout_of(struct span name)
{
    if (!span_starts(name, WHITEOUT) || span_starts(name, SPAN(".wh..wh.")))
        return SPAN_EMPTY;
    return span_from(name, WHITEOUT.len);
}

bool is_opaque_mark(struct span name)
{
    return span_is(name, ".wh..wh..opq");
}

bool is_builders_own(struct span path)
{
    return span_is(path, "stargz.index.json") || span_is(path, ".prefetch.landmark") ||
           span_is(path, ".no.prefetch.landmark") ||
           span_starts(span_basename(path), SPAN(".wh..wh."));
}

bool is_below_whiteout(struct span path)
{
    struct span rest = path, name;
    while (span_next_field(&rest, '/', &name))
        if (span_starts(name, WHITEOUT))
            return true;
    return false;
}

/* `dir/.wh.name` is about `dir/name`. */
static void add_whiteout(struct layer_index *index, struct span path, struct span gone)
{
    struct buf name = buf_make(MAX_NAME);
    struct span folder = folder_of(path);
    buf_append(&name, folder);
    if (folder.len)
        buf_append_char(&name, '/');
    buf_append(&name, gone);
    if (name.failed)
        index->is_cut = true;
    else
        add_mark(index, path_hash(index->key, buf_span(&name)), PATH_WHITEOUT);
    buf_release(&name);
}

void layer_index_add(struct layer_index *index, const struct tar_entry *entry)
{
    struct span name = span_basename(entry->path), gone = whiteout_of(name);
    if (is_opaque_mark(name)) {
        add_mark(index, path_hash(index->key, folder_of(entry->path)), PATH_OPAQUE);
    } else if (gone.len) {
        add_whiteout(index, entry->path, gone);
    } else if (entry->type == TAR_ENTRY_CHARACTER_DEVICE && entry->device == 0) {
        add_mark(index, path_hash(index->key, entry->path), PATH_WHITEOUT);
    } else if (entry->path.len && !is_builders_own(entry->path)) {
        bool is_folder = entry->type == TAR_ENTRY_FOLDER;
        add_folders(index, entry->path);
        add_mark(index, path_hash(index->key, entry->path), is_folder ? PATH_FOLDER : PATH_FILE);
        if (entry->type == TAR_ENTRY_HARDLINK)
            add_link(index, entry);
    }
    if (entry->is_opaque)
        add_mark(index, path_hash(index->key, entry->path), PATH_OPAQUE);
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* By one byte of each, those of the same in their order. */
static void sort_by_byte(const uint64_t *from, uint64_t *to, size_t count, unsigned shift)
{
    size_t begins[256] = { 0 }, next = 0;
    for (size_t i = 0; i < count; i++)
        begins[from[i] >> shift & 255]++;
    for (size_t byte = 0; byte < ARRAY_SIZE(begins); byte++) {
        size_t times = begins[byte];
        begins[byte] = next;
        next += times;
    }
    for (size_t i = 0; i < count; i++)
        to[begins[from[i] >> shift & 255]++] = from[i];
}

/* There are a hundred thousand of them: to compare pairs takes five times as long. */
static void sort_marks(uint64_t *marks, size_t count)
{
    cleanup(free_ptr) uint64_t *spare = malloc(count * sizeof(*spare));
    for (unsigned shift = 0; spare && shift < 64; shift += 16) {
        sort_by_byte(marks, spare, count, shift);
        sort_by_byte(spare, marks, count, shift + 8);
    }
    if (!spare)
        qsort(marks, count, sizeof(*marks), by_value);
}

static int by_target(const void *a, const void *b)
{
    const struct hard_link *x = a, *y = b;
    int order = (x->target > y->target) - (x->target < y->target);
    return order ? order : span_compare(x->path, y->path);
}

/* The same, or an implied folder behind the one that the tar names. */
static bool says_as_much(uint64_t mark, uint64_t next)
{
    return mark == next || (next % (1 << MARK_BITS) == PATH_IMPLIED &&
                            mark == marked(next >> MARK_BITS, PATH_FOLDER));
}

void layer_index_finish(struct layer_index *index)
{
    size_t kept = 0;
    index->told = MAX(index->count, index->link_count);
    if (index->count)
        sort_marks(index->marks, index->count);
    for (size_t i = 0; i < index->count; i++)
        if (kept == 0 || !says_as_much(index->marks[kept - 1], index->marks[i]))
            index->marks[kept++] = index->marks[i];
    uint64_t *fitting = kept ? realloc(index->marks, kept * sizeof(*fitting)) : NULL;
    if (fitting)
        index->marks = fitting;
    index->count = index->capacity = kept;
    if (index->link_count)
        qsort(index->links, index->link_count, sizeof(*index->links), by_target);
    index->finished = true;
}

bool layer_index_has(const struct layer_index *index, uint64_t path, enum path_mark mark)
{
    uint64_t wanted = marked(path, mark);
    return index->count &&
           bsearch(&wanted, index->marks, index->count, sizeof(wanted), by_value) != NULL;
}

const struct hard_link *layer_index_links(const struct layer_index *index, uint64_t target,
                                          size_t *count)
{
    size_t low = 0, high = index->link_count;
    *count = 0;
    if (high == 0)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (index->links[middle].target < target)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *count < index->link_count && index->links[low + *count].target == target)
        ++*count;
    return index->links + low;
}
