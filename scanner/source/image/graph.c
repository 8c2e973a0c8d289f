/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/graph.h"

#include <stdlib.h>

#include "source/image/choice.h"
#include "source/image/document.h"
#include "source/image/history.h"
#include "unit/problem.h"

void graph_open(struct image_graph *graph, struct unit_sink *sink, struct store *store,
                struct arena *arena, struct image_set *set, const struct veto_origin *target)
{
    *graph = (struct image_graph){
        .sink = sink, .target = target, .store = store, .arena = arena, .set = set
    };
    table_init(&graph->seen);
    table_init(&graph->noted);
    table_init(&graph->names);
    config_scanner_open(&graph->config, sink, arena);
}

void graph_close(struct image_graph *graph)
{
    table_release(&graph->seen);
    table_release(&graph->noted);
    table_release(&graph->names);
    config_scanner_close(&graph->config);
    free(graph->layers);
    graph->layers = NULL;
}

static const char *kept_text(struct arena *arena, struct span text)
{
    const char *copy = text.len ? arena_strndup(arena, text.data, text.len) : NULL;
    return copy ? copy : "";
}

/* os/architecture[/variant] */
static const char *platform_of(struct arena *arena, const struct image_parts *parts,
                               const struct json_value *config)
{
    const char *os = json_chars(json_member(config, "os"));
    if (!*os)
        return kept_text(arena, parts->platform);
    const char *variant = json_chars(json_member(config, "variant"));
    const char *text = arena_printf(arena, "%s%s%s%s%s", os, *os ? "/" : "",
                                    json_chars(json_member(config, "architecture")),
                                    *variant ? "/" : "", variant);
    return text ? text : "";
}

static struct veto_origin *make_origin(struct image_graph *graph, const struct image_parts *parts,
                                       const struct json_value *config)
{
    struct arena *arena = graph->arena;
    struct veto_image *image = ARENA_NEW(arena, struct veto_image);
    struct veto_origin *origin = ARENA_NEW(arena, struct veto_origin);
    if (!image || !origin)
        return NULL;
    *image = (struct veto_image){
        .reference = kept_text(arena, parts->reference),
        .other_references = kept_text(arena, parts->other_references),
        .manifest_digest = kept_text(arena, parts->manifest_digest),
        .config_digest = kept_text(arena, parts->config_digest),
        .platform = platform_of(arena, parts, config),
    };
    struct span name = parts->reference.len         ? parts->reference
                       : parts->name.len            ? parts->name
                       : parts->manifest_digest.len ? parts->manifest_digest
                                                    : parts->config_digest;
    *origin = (struct veto_origin){
        .kind = VETO_ORIGIN_IMAGE,
        .parent = graph->target,
        .name = span_to_bytes(arena_span(arena, name)),
        .ordinal = (uint32_t)graph->set->image_count,
        .image = image,
    };
    return origin;
}

static int add_layer(struct image_graph *graph, struct image_layer *layer)
{
    if (graph->count == graph->capacity) {
        size_t capacity = graph->capacity ? 2 * graph->capacity : 16;
        struct image_layer **layers = realloc(graph->layers, capacity * sizeof(*layers));
        if (!layers)
            return -1;
        graph->layers = layers;
        graph->capacity = capacity;
    }
    graph->layers[graph->count++] = layer;
    return 0;
}

static void report_absent(struct image_graph *graph, const struct layer_parts *parts,
                          const struct veto_origin *origin)
{
    if (parts->foreign)
        problem_add(graph->sink, VETO_PROBLEM_ABSENT, origin,
                    "a foreign layer, which is not in the file: %.*s", (int)parts->name.len,
                    parts->name.data);
    else
        problem_add(graph->sink, VETO_PROBLEM_UNREAD, origin, "the layer is not in the file: %.*s",
                    (int)parts->name.len, parts->name.data);
}

/* A layer of the image that is being planned. */
struct planned {
    struct image_set_image *image;
    uint32_t index;
    struct span diff_id;
    const char *instruction;
};

static struct image_layer *make_layer(struct image_graph *graph, const struct layer_parts *parts,
                                      const struct planned *planned)
{
    struct image_layer *layer = ARENA_NEW(graph->arena, struct image_layer);
    if (!layer)
        return NULL;
    struct span digest = parts->digest.len ? parts->digest : planned->diff_id;
    layer->info = (struct veto_layer){
        .index = planned->index,
        .digest = kept_text(graph->arena, parts->digest),
        .diff_id = kept_text(graph->arena, planned->diff_id),
        .instruction = planned->instruction,
    };
    layer->origin = (struct veto_origin){
        .kind = VETO_ORIGIN_LAYER,
        .parent = planned->image->origin,
        .name = { "", 0 },
        .layer = &layer->info,
    };
    layer->file = parts->file;
    layer->digest = arena_span(graph->arena, digest);
    layer->digest_of_tar = parts->digest.len == 0;
    return layer;
}

/* An image that shares a layer may say something else of it than the one that it is read for. */
static void add_claim(struct image_layer *first, struct image_layer *layer)
{
    if (span_eq(first->digest, layer->digest) &&
        strcmp(first->info.diff_id, layer->info.diff_id) == 0)
        return;
    layer->next = first->next;
    first->next = layer;
}

/* Plans one layer; one that an earlier image has is read as that one's. Negative without memory. */
static int plan_layer(struct image_graph *graph, const struct layer_parts *parts,
                      const struct planned *planned)
{
    struct image_layer *layer = make_layer(graph, parts, planned);
    if (!layer)
        return -1;
    struct image_layer *first = parts->file ? parts->file->payload : NULL;
    if (first)
        layer->stored = first->stored;
    else if (parts->file && !(layer->stored = image_set_store(graph->set, parts->file->size)))
        return -1;
    if (image_set_fill(graph->set, planned->image, planned->index, &layer->origin,
                       layer->stored) < 0)
        return -1;
    if (!parts->file)
        report_absent(graph, parts, &layer->origin);
    if (first)
        add_claim(first, layer);
    if (!parts->file || first)
        return 0;
    parts->file->used = true;
    parts->file->payload = layer;
    return add_layer(graph, layer);
}

static void plan_layers(struct image_graph *graph, const struct image_parts *parts,
                        const struct json_value *config, struct span text,
                        const struct veto_origin *image)
{
    const struct json_value *diff_ids = json_member(json_member(config, "rootfs"), "diff_ids");
    const char **instructions =
            parts->instructions ? parts->instructions
                                : history_instructions(graph->arena, json_member(config, "history"), parts->layer_count);
    bool is_known = json_count(diff_ids) == parts->layer_count;
    if (diff_ids && !is_known)
        problem_add(graph->sink, VETO_PROBLEM_UNJUDGED, image,
                    "the configuration names %zu layers, the manifest %zu", json_count(diff_ids),
                    parts->layer_count);
    struct planned planned = { .image = image_set_add(graph->set, image, parts->layer_count) };
    if (planned.image && !image_set_keep_config(graph->set, planned.image, text))
        problem_add(graph->sink, VETO_PROBLEM_UNJUDGED, image,
                    "too many configurations: this one is not audited");
    for (size_t i = 0; i < parts->layer_count; i++) {
        planned.index = (uint32_t)i;
        planned.diff_id = is_known ? json_text(json_element(diff_ids, i)) : SPAN_EMPTY;
        planned.instruction = instructions ? instructions[i] : "";
        if (!planned.image || plan_layer(graph, &parts->layers[i], &planned) < 0) {
            problem_add(graph->sink, VETO_PROBLEM_UNREAD, image, "out of memory");
            return;
        }
    }
}

static void scan_config(struct image_graph *graph, const struct document *config,
                        const struct veto_origin *image)
{
    if (config_is_one(config->root)) {
        config_scan(&graph->config, config->root, image);
        return;
    }
    /* Nobody knows what its members mean. */
    struct veto_origin origin = { .kind = VETO_ORIGIN_CONFIG,
                                  .parent = image,
                                  .name = span_to_bytes(SPAN("config")) };
    struct unit unit = unit_whole(buf_span(&config->bytes), &origin);
    graph->sink->operations->scan(graph->sink, &unit);
}

static bool is_named(const struct image_choice *choice, const struct image_parts *parts)
{
    struct span rest = parts->other_references, other;
    bool named = image_choice_is_named(choice, parts->reference) ||
                 image_choice_is_named(choice, parts->name) ||
                 image_choice_is_named(choice, parts->manifest_digest) ||
                 image_choice_is_named(choice, parts->config_digest);
    while (!named && span_next_field(&rest, ' ', &other))
        named = image_choice_is_named(choice, other);
    return named;
}

/* What is not looked at by wish is not what belongs to nobody. */
static void leave_out(struct image_graph *graph, const struct image_parts *parts)
{
    graph->left_out++;
    for (size_t i = 0; i < parts->layer_count; i++)
        if (parts->layers[i].file)
            parts->layers[i].file->used = true;
}

bool graph_is_wanted(struct image_graph *graph, const struct image_parts *parts,
                     const struct json_value *config)
{
    const struct image_choice *choice = graph->sink->image_choice;
    return !image_choice_is_made(choice) ||
           (is_named(choice, parts) &&
            image_choice_has_platform(choice,
                                      span_of(platform_of(graph->arena, parts, config))));
}

static const struct veto_origin *add_wanted(struct image_graph *graph,
                                            const struct image_parts *parts,
                                            const struct document *config)
{
    const struct json_value *root = parts->known_config ? parts->known_config : config->root;
    const struct veto_origin *image = make_origin(graph, parts, root);
    graph->sink->counts.images++;
    if (!image || arena_failed(graph->arena)) {
        problem_add(graph->sink, VETO_PROBLEM_UNREAD, graph->target, "out of memory");
        return NULL;
    }
    if (!graph->first_image)
        graph->first_image = image;
    graph->sink->operations->image(graph->sink, image);
    if (!parts->config && !parts->known_config)
        problem_add(graph->sink, VETO_PROBLEM_UNREAD, image,
                    "the image's configuration is not in the file: %.*s",
                    (int)parts->config_digest.len, parts->config_digest.data);
    if (parts->known_config)
        config_scan(&graph->config, parts->known_config, image);
    else if (config->root)
        scan_config(graph, config, image);
    config_scan_pairs(&graph->config, parts->annotations, "annotations", image);
    plan_layers(graph, parts, root,
                parts->known_config ? parts->known_config_text : buf_span(&config->bytes), image);
    return image;
}

/* ---- Which images are known ------------------------------------------------------------------ */

struct known_image {
    const struct layer_parts *layers;
    size_t layer_count;
    struct known_image *next; /* of the same configuration */
};

static bool is_same_layer(const struct layer_parts *a, const struct layer_parts *b)
{
    if (a->file || b->file)
        return a->file == b->file;
    return a->digest.len ? span_eq(a->digest, b->digest) : span_eq(a->name, b->name);
}

static bool has_layers(const struct known_image *image, const struct image_parts *parts)
{
    if (image->layer_count != parts->layer_count)
        return false;
    for (size_t i = 0; i < parts->layer_count; i++)
        if (!is_same_layer(&image->layers[i], &parts->layers[i]))
            return false;
    return true;
}

bool graph_has_image(const struct image_parts *parts)
{
    const struct known_image *image = parts->config ? parts->config->images : NULL;
    while (image && !has_layers(image, parts))
        image = image->next;
    return image != NULL;
}

/* Without memory it will be looked at again. */
static void know_image(struct image_graph *graph, const struct image_parts *parts)
{
    struct known_image *image =
            parts->config ? ARENA_NEW(graph->arena, struct known_image) : NULL;
    if (!image)
        return;
    *image = (struct known_image){ parts->layers, parts->layer_count, parts->config->images };
    parts->config->images = image;
}

const struct veto_origin *graph_add_image(struct image_graph *graph,
                                          const struct image_parts *parts)
{
    struct document config = { 0 };
    const struct veto_origin *image = NULL;
    know_image(graph, parts);
    if (parts->config)
        document_load(&config, graph->sink, graph->store, parts->config,
                      graph->sink->limits->max_config, parts->config_digest, graph->target,
                      "the image's configuration");
    if (graph_is_wanted(graph, parts, parts->known_config ? parts->known_config : config.root))
        image = add_wanted(graph, parts, &config);
    else
        leave_out(graph, parts);
    document_release(&config);
    return image;
}
