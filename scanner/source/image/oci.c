/* SPDX-License-Identifier: Apache-2.0 */
/* OCI image layouts: index → (index →)* manifest → configuration and layers. */
#include <stdio.h>

#include "base/digest.h"
#include "source/image/document.h"
#include "source/image/graph.h"
#include "unit/problem.h"

struct place_in_index {
    const struct json_value *descriptor; /* NULL for a manifest that stands alone */
    struct span digest;                  /* or what the manifest is called */
    int depth;
    bool among_others; /* other manifests stand beside it: its blobs may be left out by design */
};

static struct span annotation(const struct json_value *descriptor, const char *key)
{
    return json_text(json_member(json_member(descriptor, "annotations"), key));
}

/* Where the blob of that digest is kept. Digests that are none are never made into a path. */
static struct store_file *find_blob(const struct image_graph *graph, struct span digest)
{
    enum digest_algorithm algorithm;
    struct span hex;
    char path[256];
    if (!digest_parse(digest, &algorithm, &hex))
        return NULL;
    int len = snprintf(path, sizeof(path), "blobs/%s/%.*s",
                       algorithm == DIGEST_SHA256 ? "sha256" : "sha512", (int)hex.len, hex.data);
    struct store_file *file = store_find(graph->store, (struct span){ path, (size_t)len });
    return file ? file : store_find(graph->store, hex);
}

static void fill_layers(struct image_graph *graph, const struct json_value *layers,
                        struct image_parts *parts)
{
    parts->layer_count = json_count(layers);
    parts->layers = ARENA_ARRAY(graph->arena, parts->layer_count + 1, struct layer_parts);
    if (!parts->layers)
        parts->layer_count = 0;
    for (size_t i = 0; i < parts->layer_count; i++) {
        const struct json_value *layer = json_element(layers, i);
        struct span media_type = json_text(json_member(layer, "mediaType"));
        struct span digest = json_text(json_member(layer, "digest"));
        parts->layers[i] = (struct layer_parts){
            .name = digest,
            .digest = digest,
            .file = find_blob(graph, digest),
            .foreign = json_count(json_member(layer, "urls")) > 0 ||
                       span_find(media_type, SPAN("nondistributable")) != SIZE_MAX ||
                       span_find(media_type, SPAN("foreign")) != SIZE_MAX,
        };
    }
}

/* `t` is a tag, `app:t` and `host/app` are names. */
static bool is_reference(struct span name)
{
    return span_find_char(name, ':') < name.len || span_find_char(name, '/') < name.len;
}

static void fill_names(struct image_graph *graph, const struct place_in_index *place,
                       struct image_parts *parts)
{
    enum digest_algorithm algorithm;
    struct span hex;
    parts->reference = annotation(place->descriptor, "io.containerd.image.name");
    const char *tag = digest_parse(parts->config_digest, &algorithm, &hex)
                              ? table_get(&graph->names, hex)
                              : NULL;
    if (parts->reference.len == 0 && tag)
        parts->reference = span_of(tag);
    parts->name = annotation(place->descriptor, "org.opencontainers.image.ref.name");
    if (parts->reference.len == 0 && is_reference(parts->name))
        parts->reference = parts->name;
}

static bool has_any_blob(const struct image_parts *parts)
{
    bool any = parts->config != NULL;
    for (size_t i = 0; i < parts->layer_count; i++)
        any |= parts->layers[i].file != NULL;
    return any;
}

static void add_manifest(struct image_graph *graph, const struct json_value *manifest,
                         const struct place_in_index *place)
{
    enum digest_algorithm algorithm;
    struct span hex;
    const struct json_value *config = json_member(manifest, "config");
    struct image_parts parts = {
        .manifest_digest =
                digest_parse(place->digest, &algorithm, &hex) ? place->digest : SPAN_EMPTY,
        .config_digest = json_text(json_member(config, "digest")),
        .annotations = json_member(manifest, "annotations"),
    };
    parts.config = find_blob(graph, parts.config_digest);
    fill_layers(graph, json_member(manifest, "layers"), &parts);
    fill_names(graph, place, &parts);
    if (place->among_others && !has_any_blob(&parts))
        problem_add(graph->sink, VETO_PROBLEM_ABSENT, graph->target,
                    "an image for another platform is not in the file: %.*s",
                    (int)place->digest.len, place->digest.data);
    else
        graph_add_image(graph, &parts);
}

static void add_index(struct image_graph *graph, const struct json_value *index, int depth);

/* What a document is follows from its members: media types lie. */
static void add_document(struct image_graph *graph, const struct json_value *document,
                         const struct place_in_index *place)
{
    if (json_kind_of(json_member(document, "manifests")) == JSON_KIND_ARRAY)
        add_index(graph, document, place->depth + 1);
    else if (json_kind_of(json_member(document, "layers")) == JSON_KIND_ARRAY)
        add_manifest(graph, document, place);
    else
        problem_add(graph->sink, VETO_PROBLEM_UNREAD, graph->target,
                    "neither an index nor a manifest that is known here: %.*s",
                    (int)place->digest.len, place->digest.data);
}

static void add_blob(struct image_graph *graph, const struct place_in_index *place)
{
    struct document document;
    char what[256];
    struct store_file *file = find_blob(graph, place->digest);
    struct span seen = arena_span(graph->arena, place->digest);
    if (table_get(&graph->seen, seen))
        return;
    if (!file) {
        problem_add(graph->sink, place->among_others ? VETO_PROBLEM_ABSENT : VETO_PROBLEM_UNREAD,
                    graph->target, "the manifest is not in the file: %.*s", (int)place->digest.len,
                    place->digest.data);
        return;
    }
    if (table_set(&graph->seen, seen, file) < 0)
        return;
    snprintf(what, sizeof(what), "the manifest %.100s", seen.data);
    if (document_load(&document, graph->sink, graph->store, file, graph->sink->limits->max_manifest,
                      seen, graph->target, what) < 0)
        return;
    add_document(graph, document.root, place);
    document_release(&document);
}

static void add_index(struct image_graph *graph, const struct json_value *index, int depth)
{
    const struct json_value *manifests = json_member(index, "manifests");
    if (depth > graph->sink->limits->max_index_depth) {
        problem_add(graph->sink, VETO_PROBLEM_UNREAD, graph->target,
                    "indexes are nested deeper than %d", graph->sink->limits->max_index_depth);
        return;
    }
    config_scan_pairs(&graph->config, json_member(index, "annotations"), "annotations",
                      graph->target);
    for (size_t i = 0; i < json_count(manifests) && !sink_stopped(graph->sink); i++) {
        const struct json_value *descriptor = json_element(manifests, i);
        struct place_in_index place = {
            .descriptor = descriptor,
            .digest = json_text(json_member(descriptor, "digest")),
            .depth = depth,
            .among_others = json_count(manifests) > 1,
        };
        add_blob(graph, &place);
    }
}

void graph_add_oci(struct image_graph *graph, struct store_file *index)
{
    struct document document;
    if (document_load(&document, graph->sink, graph->store, index,
                      graph->sink->limits->max_manifest, SPAN_EMPTY, graph->target,
                      "index.json") < 0)
        return;
    add_index(graph, document.root, 0);
    document_release(&document);
}

void graph_add_manifest(struct image_graph *graph, struct store_file *manifest)
{
    struct document document;
    if (document_load(&document, graph->sink, graph->store, manifest,
                      graph->sink->limits->max_manifest, SPAN_EMPTY, graph->target,
                      "manifest.json") < 0)
        return;
    add_document(graph, document.root,
                 &(struct place_in_index){ .digest = SPAN("manifest.json") });
    document_release(&document);
}
