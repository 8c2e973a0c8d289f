/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/image_set.h"

#include <stdlib.h>

#include "unit/origin.h"

enum {
    SET_ARENA = 64 * 1024 * 1024,
    LEAST_PATHS = 1024,
    MAX_COMPONENTS = 2048,
    MAX_STEPS = 1024 * 1024, /* names times layers, of one content; then it counts as present */
    SEARCH_ARENA = 64 * 1024 * 1024,
    MAX_CONFIGS = 32 * 1024 * 1024,
};

/* Paths of all layers of one file together: 64 MiB. */
static const uint64_t most_paths = (uint64_t)8 * 1024 * 1024;

struct image_set *image_set_create(void)
{
    struct image_set *set = calloc(1, sizeof(*set));
    if (!set)
        return NULL;
    set->arena = arena_make(SET_ARENA, true);
    set->images_end = &set->images;
    set->path_key = path_key_make();
    table_init(&set->attached);
    return set;
}

void image_set_free(struct image_set *set)
{
    if (!set)
        return;
    for (struct stored_layer *layer = set->stored; layer; layer = layer->next) {
        layer_index_release(&layer->index);
        layer_notes_release(&layer->notes);
    }
    table_release(&set->attached);
    arena_release(&set->arena);
    free(set);
}

struct image_set_image *image_set_add(struct image_set *set, const struct veto_origin *image,
                                      size_t layer_count)
{
    struct image_set_image *added = ARENA_NEW(&set->arena, struct image_set_image);
    if (!added)
        return NULL;
    added->origin = origin_copy(&set->arena, image);
    added->layers = ARENA_ARRAY(&set->arena, layer_count + 1, struct image_set_layer);
    if (!added->origin || !added->layers)
        return NULL;
    added->layer_count = layer_count;
    *set->images_end = added;
    set->images_end = &added->next;
    set->image_count++;
    return added;
}

struct stored_layer *image_set_store(struct image_set *set, uint64_t size)
{
    struct stored_layer *stored = ARENA_NEW(&set->arena, struct stored_layer);
    if (!stored)
        return NULL;
    stored->size = size;
    stored->users_end = &stored->users;
    stored->next = set->stored;
    set->stored = stored;
    return stored;
}

/* The layer's own link; what it is part of is there already. */
static const struct veto_origin *copy_layer_origin(struct image_set *set,
                                                   const struct image_set_image *image,
                                                   const struct veto_origin *layer)
{
    struct veto_origin alone = *layer;
    alone.parent = NULL;
    struct veto_origin *copy = (struct veto_origin *)origin_copy(&set->arena, &alone);
    if (copy)
        copy->parent = image->origin;
    return copy;
}

int image_set_fill(struct image_set *set, struct image_set_image *image, size_t index,
                   const struct veto_origin *layer, struct stored_layer *stored)
{
    struct image_set_layer *filled = &image->layers[index];
    filled->origin = copy_layer_origin(set, image, layer);
    filled->stored = stored;
    if (stored) {
        *stored->users_end = filled;
        stored->users_end = &filled->next;
    }
    return filled->origin ? 0 : -1;
}

bool image_set_keep_config(struct image_set *set, struct image_set_image *image,
                           struct span config)
{
    if (config.len > MAX_CONFIGS - set->config_bytes)
        return false;
    set->config_bytes += config.len;
    struct span kept = arena_span(&set->arena, config);
    if (kept.data)
        image->config = kept;
    return kept.data != NULL;
}

bool stored_layer_answers(const struct stored_layer *stored, const char *diff_id)
{
    struct span wanted = span_of(diff_id ? diff_id : "");
    struct span algorithm = span_sub(wanted, 0, span_find_char(wanted, ':'));
    return !diff_id || span_starts(span_of(stored->tar_digest), algorithm);
}

void stored_layer_forget(struct stored_layer *stored)
{
    size_t most = stored->index.most;
    layer_index_release(&stored->index);
    layer_index_open(&stored->index, most, path_key_make());
    layer_notes_release(&stored->notes);
    layer_notes_open(&stored->notes);
    stored->is_plain = false;
    stored->tar_digest[0] = '\0';
}

/* By what a layer may hold, which its stored size says. */
void image_set_divide(struct image_set *set)
{
    uint64_t total = 1;
    for (const struct stored_layer *layer = set->stored; layer; layer = layer->next)
        total += layer->size;
    for (struct stored_layer *layer = set->stored; layer; layer = layer->next) {
        long double share = (long double)layer->size / (long double)total;
        layer_index_open(&layer->index,
                         LEAST_PATHS + (size_t)(share * (long double)most_paths), set->path_key);
        layer_notes_open(&layer->notes);
    }
}

/* ---- What became of a path ------------------------------------------------------------------- */

/* The hashes of a path and of all folders on the way to it, the root first. */
struct path_hashes {
    uint64_t key; /* 0 = they are not made yet */
    uint64_t items[MAX_COMPONENTS + 1];
    size_t count;
};

static bool hash_all(struct path_hashes *hashes, uint64_t key, struct span path)
{
    struct path_hasher hasher = path_hasher_begin(key);
    struct span part;
    hashes->key = key;
    hashes->count = 0;
    hashes->items[hashes->count++] = path_hasher_hash(&hasher);
    while (span_next_field(&path, '/', &part)) {
        if (hashes->count > MAX_COMPONENTS)
            return false;
        path_hasher_add(&hasher, part);
        hashes->items[hashes->count++] = path_hasher_hash(&hasher);
    }
    return hashes->count > 1;
}

static uint64_t own_hash(const struct path_hashes *hashes)
{
    return hashes->items[hashes->count - 1];
}

static bool loses_folder(const struct layer_index *index, const struct path_hashes *hashes)
{
    for (size_t i = 0; i + 1 < hashes->count; i++) {
        uint64_t folder = hashes->items[i];
        if (layer_index_has(index, folder, PATH_OPAQUE) ||
            (i && (layer_index_has(index, folder, PATH_WHITEOUT) ||
                   layer_index_has(index, folder, PATH_FILE))))
            return true;
    }
    return false;
}

/* What a later layer does to the path, if anything. A folder stays what it is where files are
 * added. */
static enum veto_state fate_in(const struct layer_index *index, const struct path_hashes *hashes,
                               bool is_folder)
{
    uint64_t own = own_hash(hashes);
    if (layer_index_has(index, own, PATH_FILE) || layer_index_has(index, own, PATH_FOLDER) ||
        (!is_folder && layer_index_has(index, own, PATH_IMPLIED)))
        return VETO_STATE_OVERWRITTEN;
    if (layer_index_has(index, own, PATH_WHITEOUT) || loses_folder(index, hashes))
        return VETO_STATE_DELETED;
    return VETO_STATE_PRESENT;
}

static const struct layer_index *index_at(const struct image_set_image *image, size_t layer)
{
    const struct stored_layer *stored = image->layers[layer].stored;
    return stored && stored->index.finished ? &stored->index : NULL;
}

/* The links that one layer makes to one name of the content. */
struct link_group {
    uint64_t layer, target; /* what it is known by */
    const struct hard_link *links;
    size_t count;
    struct link_group *next;
};

struct search {
    const struct image_set_image *image;
    struct arena arena;
    struct table seen; /* of groups */
    struct link_group *first, **end;
    struct path_hashes *hashes; /* of the name that is followed */
    size_t steps;
    bool is_cut;
};

/* Each once: links may be made in circles. */
static void add_links(struct search *search, const struct layer_index *index, size_t layer)
{
    size_t count = 0;
    uint64_t target = own_hash(search->hashes);
    const struct hard_link *links = layer_index_links(index, target, &count);
    if (count == 0)
        return;
    const struct link_group wanted = { .layer = layer, .target = target };
    struct span key = { (const char *)&wanted, offsetof(struct link_group, links) };
    if (table_get(&search->seen, key))
        return;
    struct link_group *group = ARENA_NEW(&search->arena, struct link_group);
    if (group)
        *group = (struct link_group){ layer, target, links, count, NULL };
    key.data = (const char *)group;
    if (!group || table_set(&search->seen, key, group) < 0) {
        search->is_cut = true;
        return;
    }
    *search->end = group;
    search->end = &group->next;
}

/* What the layer does to the name that is followed from `origin` on; notes the links to it. */
static enum veto_state step(struct search *search, struct span path, size_t origin, size_t layer)
{
    const struct layer_index *index = index_at(search->image, layer);
    if (!index)
        return VETO_STATE_PRESENT;
    search->is_cut |= search->steps++ >= MAX_STEPS;
    if (search->hashes->key != index->key)
        search->is_cut |= !hash_all(search->hashes, index->key, path);
    enum veto_state fate = layer == origin || search->is_cut ? VETO_STATE_PRESENT
                                                             : fate_in(index, search->hashes, false);
    if (fate != VETO_STATE_OVERWRITTEN && !search->is_cut)
        add_links(search, index, layer);
    return fate;
}

/*
 * Follows one name up through the layers, and notes which links are made to it on the way. A link
 * in the very layer that takes the name away was made before, one in a layer that has the name
 * anew is to the new content.
 */
static enum veto_state follow(struct search *search, struct span path, size_t origin,
                              uint32_t *layer)
{
    search->hashes->key = 0;
    for (size_t i = origin; i < search->image->layer_count && !search->is_cut; i++) {
        enum veto_state fate = step(search, path, origin, i);
        if (fate != VETO_STATE_PRESENT) {
            *layer = (uint32_t)i;
            return fate;
        }
    }
    return VETO_STATE_PRESENT;
}

/* Of several names the one that went last took the content with it; true where one is there. */
static bool is_kept_by(struct search *search, const struct link_group *group,
                       enum veto_state *last, uint32_t *state_layer)
{
    for (size_t i = 0; i < group->count; i++) {
        uint32_t layer = 0;
        struct span path = group->links[i].path;
        enum veto_state state = follow(search, path, (size_t)group->layer, &layer);
        if (state == VETO_STATE_PRESENT)
            return true;
        if (layer > *state_layer) {
            *last = state;
            *state_layer = layer;
        }
    }
    return false;
}

/* All of its names are asked, however many there are: what is there must not be called gone. */
enum veto_state image_set_state(const struct image_set_image *image, size_t index,
                                struct span path, uint32_t *state_layer)
{
    struct path_hashes hashes;
    struct search search = {
        .image = image,
        .arena = arena_make(SEARCH_ARENA, false),
        .hashes = &hashes,
    };
    *state_layer = 0;
    /* A mark for whoever unpacks the layer: no container ever has what stands in it. */
    if (is_below_whiteout(path)) {
        *state_layer = (uint32_t)index;
        return VETO_STATE_DELETED;
    }
    search.end = &search.first;
    table_init(&search.seen);
    enum veto_state last = follow(&search, path, index, state_layer);
    bool is_kept = last == VETO_STATE_PRESENT;
    for (const struct link_group *g = search.first; g && !is_kept; g = g->next)
        is_kept = is_kept_by(&search, g, &last, state_layer);
    table_release(&search.seen);
    arena_release(&search.arena);
    if (!is_kept && !search.is_cut)
        return last;
    *state_layer = 0;
    return VETO_STATE_PRESENT;
}

enum veto_state image_set_path_state(const struct image_set_image *image, size_t index,
                                     struct span path, bool is_folder, uint32_t *state_layer)
{
    struct path_hashes hashes = { .key = 0 };
    *state_layer = 0;
    for (size_t i = index + 1; i < image->layer_count; i++) {
        const struct layer_index *later = index_at(image, i);
        if (!later)
            continue;
        if (hashes.key != later->key && !hash_all(&hashes, later->key, path))
            return VETO_STATE_PRESENT;
        enum veto_state fate = fate_in(later, &hashes, is_folder);
        if (fate != VETO_STATE_PRESENT) {
            *state_layer = (uint32_t)i;
            return fate;
        }
    }
    return VETO_STATE_PRESENT;
}
