/* SPDX-License-Identifier: Apache-2.0 */
/*
 * docker-archives: `manifest.json` is an array of {Config, RepoTags, Layers}, in any case: what
 * loads them is written in Go.
 */
#include "base/ascii.h"
#include "source/image/document.h"
#include "source/image/graph.h"
#include "source/image/names.h"
#include "unit/problem.h"

enum { SHA256_HEX = 64, MAX_TAGS = 64 * 1024 };

/*
 * The digest that a path like `<hex>.json`, `blobs/sha256/<hex>` or `sha256:<hex>` claims; empty
 * where it does not.
 */
static struct span claimed_digest(struct arena *arena, struct span path)
{
    struct span name = span_basename(path);
    if (span_starts(name, SPAN("sha256:")))
        name = span_from(name, 7);
    if (span_ends(name, SPAN(".json")))
        name = span_sub(name, 0, name.len - 5);
    if (name.len != SHA256_HEX)
        return SPAN_EMPTY;
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_hex(name.data[i]))
            return SPAN_EMPTY;
    const char *digest = arena_printf(arena, "sha256:%.*s", SHA256_HEX, name.data);
    return digest ? span_of(digest) : SPAN_EMPTY;
}

static void fill_layers(struct image_graph *graph, const struct json_value *layers,
                        struct image_parts *parts)
{
    parts->layer_count = json_count(layers);
    parts->layers = ARENA_ARRAY(graph->arena, parts->layer_count + 1, struct layer_parts);
    if (!parts->layers)
        parts->layer_count = 0;
    for (size_t i = 0; i < parts->layer_count; i++) {
        struct span path = json_text(json_element(layers, i));
        parts->layers[i] = (struct layer_parts){
            .name = path,
            /* Names of other forms are identities of docker's own, or the tar's digest. */
            .digest = span_starts(path, SPAN("blobs/")) ? claimed_digest(graph->arena, path)
                                                        : SPAN_EMPTY,
            .file = store_find(graph->store, path),
        };
    }
}

/* The names behind the first, with spaces between. */
static struct span other_tags(struct arena *arena, const struct json_value *tags)
{
    struct buf text = buf_make(MAX_TAGS);
    for (size_t i = 1; i < json_count(tags); i++) {
        if (text.len)
            buf_append_char(&text, ' ');
        buf_append(&text, json_text(json_element(tags, i)));
    }
    struct span kept = arena_span(arena, buf_span(&text));
    buf_release(&text);
    return kept.data ? kept : SPAN_EMPTY;
}

static void add_image(struct image_graph *graph, const struct json_value *element)
{
    struct span config = json_text(json_field(element, "Config"));
    const struct json_value *tags = json_field(element, "RepoTags");
    struct image_parts parts = {
        .reference = json_text(json_element(tags, 0)),
        .other_references = other_tags(graph->arena, tags),
        .config_digest = claimed_digest(graph->arena, config),
        .config = store_find(graph->store, config),
    };
    /* Elements of one configuration are one image to whoever loads them. */
    if (parts.config_digest.len)
        names_fill_tags(graph, &parts);
    fill_layers(graph, json_field(element, "Layers"), &parts);
    /* An OCI index beside the manifest may have named it already. */
    if (!graph_has_image(&parts))
        graph_add_image(graph, &parts);
}

static int load_manifest(struct image_graph *graph, struct store_file *manifest,
                         struct document *document)
{
    return document_load(document, graph->sink, graph->store, manifest,
                         graph->sink->limits->max_manifest, SPAN_EMPTY, graph->target,
                         "manifest.json");
}

void graph_add_docker(struct image_graph *graph, struct store_file *manifest)
{
    struct document document;
    if (load_manifest(graph, manifest, &document) < 0)
        return;
    for (size_t i = 0; i < json_count(document.root) && !sink_stopped(graph->sink); i++)
        add_image(graph, json_element(document.root, i));
    document_release(&document);
}

void graph_read_names(struct image_graph *graph, struct store_file *manifest)
{
    struct document document;
    if (load_manifest(graph, manifest, &document) < 0)
        return;
    for (size_t i = 0; i < json_count(document.root); i++) {
        const struct json_value *element = json_element(document.root, i);
        const struct json_value *tags = json_field(element, "RepoTags");
        struct span digest =
                claimed_digest(graph->arena, json_text(json_field(element, "Config")));
        for (size_t j = 0; j < json_count(tags); j++)
            names_note_tag(graph, digest, json_text(json_element(tags, j)));
    }
    document_release(&document);
}

/* `<id>/json` beside `<id>/layer.tar`: the configuration that docker once kept for each layer. */
void graph_scan_old_configurations(struct image_graph *graph)
{
    if (!graph->first_image)
        return;
    graph->config.only_new = true;
    for (size_t i = 0; i < graph->store->count && !sink_stopped(graph->sink); i++) {
        struct store_file *file = graph->store->files[i];
        struct document document;
        if (file->used || file->link.len || file->path.len != SHA256_HEX + 5 ||
            !span_ends(file->path, SPAN("/json")))
            continue;
        if (document_load(&document, graph->sink, graph->store, file,
                          graph->sink->limits->max_config, SPAN_EMPTY, graph->first_image,
                          "a layer's configuration") < 0)
            continue;
        config_scan(&graph->config, document.root, graph->first_image);
        document_release(&document);
    }
}
