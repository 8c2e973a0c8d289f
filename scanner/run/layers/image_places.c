/* SPDX-License-Identifier: Apache-2.0 */
#include "run/layers/image_places.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "finding/fingerprint.h"
#include "run/layers/base_layers.h"
#include "source/compressed.h"
#include "source/image/image_set.h"
#include "unit/origin.h"

enum { MAX_LOGICAL_PLACE = 1024 * 1024 };

/* Findings in layers that several images have are listed once for each; but not without end. */
enum { MAX_REPEATED = 100 * 1000 };

/* What became of a file, as it was asked last: a file may hold many findings. */
struct asked_file {
    struct span path;
    size_t layer;
    enum veto_state state;
    uint32_t state_layer;
};

struct resolved_image {
    const struct image_set_image *image;
    size_t base_layers;
    struct asked_file asked;
};

struct resolving {
    struct resolved_image *images; /* sorted by origin */
    size_t image_count;
    struct worker *worker; /* whose findings are looked at */
    const struct base_layers *bases;
    size_t unlisted; /* too many of them: for the other images nothing is listed */
};

static int by_origin(const void *a, const void *b)
{
    const struct resolved_image *x = a, *y = b;
    return origin_compare(x->image->origin, y->image->origin);
}

static size_t count_images(const struct worker *workers, size_t count)
{
    size_t images = 0;
    for (size_t i = 0; i < count; i++)
        for (const struct image_set *set = workers[i].image_sets; set; set = set->next)
            images += set->image_count;
    return images;
}

static void fill_images(struct resolving *r, const struct worker *workers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (const struct image_set *set = workers[i].image_sets; set; set = set->next)
            for (const struct image_set_image *image = set->images; image; image = image->next)
                r->images[r->image_count++] = (struct resolved_image){
                    .image = image,
                    .base_layers = base_layers_count(r->bases, image),
                };
    qsort(r->images, r->image_count, sizeof(*r->images), by_origin);
}

static struct resolved_image *image_of(const struct resolving *r, const struct veto_origin *origin)
{
    const struct image_set_image wanted = { .origin = origin };
    const struct resolved_image key = { .image = &wanted };
    return bsearch(&key, r->images, r->image_count, sizeof(*r->images), by_origin);
}

/* The link of the file in the layer; NULL where the finding is about the layer as a whole. */
static const struct veto_origin *file_in_layer(const struct veto_origin *origin,
                                               const struct veto_origin *layer)
{
    while (origin && origin->parent != layer)
        origin = origin->parent;
    return origin;
}

static const struct asked_file *ask(struct resolved_image *image, size_t layer, struct span path)
{
    struct asked_file *asked = &image->asked;
    if (asked->path.len && asked->layer == layer && span_eq(asked->path, path))
        return asked;
    *asked = (struct asked_file){ .path = path, .layer = layer };
    asked->state = image_set_state(image->image, layer, path, &asked->state_layer);
    return asked;
}

static void set_state(struct veto_finding *finding, struct resolved_image *image,
                      const struct veto_origin *layer)
{
    size_t index = layer->layer->index;
    const struct veto_origin *file = file_in_layer(finding->place.origin, layer);
    /* The digest that makes a layer the base's is that of its tar alone. */
    bool is_of_tar = !file || !span_eq(span_from_bytes(file->name), BEHIND_COMPRESSED);
    finding->in_base = is_of_tar && index < image->base_layers;
    if (!file || file->kind != VETO_ORIGIN_ENTRY)
        return;
    const struct asked_file *asked = ask(image, index, span_from_bytes(file->name));
    finding->state = asked->state;
    finding->state_layer = asked->state_layer;
}

/* The chain down to `layer`, on top of another layer. NULL without memory. */
static const struct veto_origin *move_origin(struct arena *arena, const struct veto_origin *origin,
                                             const struct veto_origin *layer,
                                             const struct veto_origin *other)
{
    const struct veto_origin *first = NULL, **place = &first;
    for (; origin != layer; origin = origin->parent) {
        struct veto_origin *copy = ARENA_NEW(arena, struct veto_origin);
        if (!copy)
            return NULL;
        *copy = *origin;
        *place = copy;
        place = &copy->parent;
    }
    *place = other;
    return first;
}

static bool set_logical_place(struct collected_finding *copy, struct span salt,
                              struct arena *arena)
{
    struct buf place = buf_make(MAX_LOGICAL_PLACE);
    origin_append_logical(&place, copy->finding.place.origin);
    copy->logical_place = arena_span(arena, buf_span(&place));
    if (!copy->finding.guessable)
        fingerprint_of_identity(salt, copy->finding.rule->id, copy->finding.identity,
                                copy->logical_place, copy->finding.fingerprint);
    bool whole = !place.failed;
    buf_release(&place);
    return whole;
}

/* The finding as another image has it. */
static int move_finding(struct resolving *r, struct collected_finding *found,
                        const struct veto_origin *layer, const struct image_set_layer *other)
{
    struct collector *collector = &r->worker->collector;
    struct resolved_image *image = image_of(r, other->origin->parent);
    if (!image)
        return -1;
    found->finding.place.origin =
            move_origin(&collector->arena, found->finding.place.origin, layer, other->origin);
    if (!found->finding.place.origin ||
        !set_logical_place(found, collector->salt, &collector->arena))
        return -1;
    set_state(&found->finding, image, other->origin);
    return 0;
}

static bool is_same_file(const struct veto_origin *layer, const struct veto_origin *other)
{
    return origin_compare(layer->parent->parent, other->parent->parent) == 0;
}

/* What one file claims of a layer is not what another one does. */
static bool is_of_file(const struct veto_finding *finding, const struct veto_origin *layer)
{
    const struct rule *rule = container_of(finding->rule, struct rule, public);
    return rule->event && finding->place.origin == layer;
}

/* The same finding, in another image. */
static int repeat(struct resolving *r, const struct collected_finding *found,
                  const struct veto_origin *layer, const struct image_set_layer *other)
{
    if (is_of_file(&found->finding, layer) && !is_same_file(layer, other->origin))
        return 0;
    struct collected_finding *copy = collector_add(&r->worker->collector);
    if (!copy)
        return -1;
    copy->finding = found->finding;
    return move_finding(r, copy, layer, other);
}

/* The layer of the finding as its image has it; NULL where it lies in none. */
static const struct image_set_layer *layer_of(const struct resolving *r,
                                              const struct veto_origin *layer,
                                              struct resolved_image **image)
{
    *image = layer ? image_of(r, layer->parent) : NULL;
    return *image && layer->layer->index < (*image)->image->layer_count
                   ? &(*image)->image->layers[layer->layer->index]
                   : NULL;
}

static size_t count_others(const struct resolving *r, const struct collected_finding *found)
{
    struct resolved_image *image;
    const struct veto_origin *link = origin_find(found->finding.place.origin, VETO_ORIGIN_LAYER);
    const struct image_set_layer *own = layer_of(r, link, &image);
    const struct image_set_layer *user = own && own->stored ? own->stored->users : NULL;
    size_t others = 0;
    for (; user; user = user->next)
        others += user != own;
    return others;
}

/* ---- What is gone ---------------------------------------------------------------------------- */

/* Not a secret, which everybody who has the layer can read, nor what was met while it was read. */
static bool is_fault(const struct veto_rule *rule)
{
    return !rule->is_secret && !container_of(rule, struct rule, public)->event;
}

/* Configuration that no container sees configures nothing. */
static bool is_gone(const struct veto_finding *finding)
{
    return finding->state != VETO_STATE_PRESENT && is_fault(finding->rule);
}

static void drop_gone(struct collector *collector)
{
    struct collected_finding **at = &collector->findings;
    while (*at) {
        if (is_gone(&(*at)->finding)) {
            *at = (*at)->next;
            collector->finding_count--;
        } else {
            at = &(*at)->next;
        }
    }
}

/* ---- Images that share a layer --------------------------------------------------------------- */

/* What became of something in `layer` in another image that has the layer. */
static enum veto_state state_in(const struct resolving *r, const struct veto_origin *origin,
                                const struct veto_origin *layer,
                                const struct image_set_layer *user)
{
    struct resolved_image *image = image_of(r, user->origin->parent);
    const struct veto_origin *file = file_in_layer(origin, layer);
    if (!image || !file || file->kind != VETO_ORIGIN_ENTRY)
        return VETO_STATE_PRESENT;
    return ask(image, user->origin->layer->index, span_from_bytes(file->name))->state;
}

/* Of all images the first in the order of reports has it, whoever was read; of those where it is
 * still a fault, if there are any. */
static int move_to_first(struct resolving *r, struct collected_finding *found,
                         const struct veto_origin *layer, const struct image_set_layer *own)
{
    const struct image_set_layer *first = own, *user = own->stored ? own->stored->users : NULL;
    bool is_gone_in_first = is_gone(&found->finding);
    for (; user; user = user->next) {
        bool is_gone_here = is_fault(found->finding.rule) &&
                            state_in(r, found->finding.place.origin, layer, user) !=
                                    VETO_STATE_PRESENT;
        bool is_before = origin_compare(user->origin, first->origin) < 0;
        if (is_gone_here == is_gone_in_first ? is_before : is_gone_in_first) {
            first = user;
            is_gone_in_first = is_gone_here;
        }
    }
    return first == own ? 0 : move_finding(r, found, layer, first);
}

static int resolve_finding(struct resolving *r, struct collected_finding *found)
{
    struct resolved_image *image;
    const struct veto_origin *link = origin_find(found->finding.place.origin, VETO_ORIGIN_LAYER);
    const struct image_set_layer *own = layer_of(r, link, &image);
    if (!own)
        return 0;
    set_state(&found->finding, image, link);
    if (r->unlisted)
        return move_to_first(r, found, link, own);
    const struct image_set_layer *other = own->stored ? own->stored->users : NULL;
    for (; other; other = other->next)
        if (other != own && repeat(r, found, link, other) < 0)
            return -1;
    return 0;
}

/* New findings are put before the first: those are not looked at again. */
static int resolve_worker(struct resolving *r)
{
    struct collected_finding *f = r->worker->collector.findings;
    for (; f && !sink_stopped(&r->worker->sink); f = f->next)
        if (resolve_finding(r, f) < 0)
            return -1;
    return 0;
}

static bool is_gone_everywhere(const struct resolving *r, const struct veto_origin *origin)
{
    struct resolved_image *image;
    const struct veto_origin *link = origin_find(origin, VETO_ORIGIN_LAYER);
    const struct image_set_layer *own = layer_of(r, link, &image);
    const struct image_set_layer *user = own && own->stored ? own->stored->users : NULL;
    if (!user)
        return false;
    for (; user; user = user->next)
        if (state_in(r, origin, link, user) == VETO_STATE_PRESENT)
            return false;
    return true;
}

/* Those that were too many to be listed are gone with the file, too. */
static void drop_unlisted(const struct resolving *r, struct quotas *quotas)
{
    for (struct quota *quota = quotas->first; quota; quota = quota->next)
        if (quota->unlisted && is_fault(quota->rule) && is_gone_everywhere(r, quota->origin))
            quota->unlisted = 0;
}

/* Whether there are too many does not depend on which worker found what. */
static void count_repeated(struct resolving *r, struct worker *workers, size_t count)
{
    char text[160];
    size_t repeated = 0;
    for (size_t i = 0; i < count; i++)
        for (struct collected_finding *f = workers[i].collector.findings; f; f = f->next)
            repeated += count_others(r, f);
    r->unlisted = repeated > MAX_REPEATED ? repeated : 0;
    if (r->unlisted == 0)
        return;
    snprintf(text, sizeof(text),
             "findings in layers that several images share are listed for one of them alone: they "
             "would be %zu more",
             r->unlisted);
    const struct veto_problem problem = {
        .kind = VETO_PROBLEM_UNJUDGED,
        .origin = origin_target(r->images[0].image->origin),
        .text = text,
    };
    collector_add_problem(&workers[0].collector, &problem);
}

int image_places_resolve(struct worker *workers, size_t count, const struct base_layers *bases,
                         struct veto_error *error)
{
    size_t images = count_images(workers, count);
    cleanup(free_ptr) struct resolved_image *items = calloc(images + 1, sizeof(*items));
    struct resolving resolving = { .images = items, .bases = bases };
    if (!items)
        return error_no_memory(error);
    if (images == 0)
        return 0;
    fill_images(&resolving, workers, count);
    count_repeated(&resolving, workers, count);
    for (size_t i = 0; i < count; i++) {
        resolving.worker = &workers[i];
        if (resolve_worker(&resolving) < 0)
            return error_no_memory(error);
        drop_gone(&workers[i].collector);
        drop_unlisted(&resolving, &workers[i].collector.quotas);
        drop_unlisted(&resolving, &workers[i].collector.derived);
    }
    return 0;
}
