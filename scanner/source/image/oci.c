/* SPDX-License-Identifier: Apache-2.0 */
/* OCI image layouts: index → (index →)* manifest → configuration and layers. */
#include <stdio.h>

#include "base/digest.h"
#include "source/image/attached.h"
#include "source/image/census.h"
#include "source/image/choice.h"
#include "source/image/document.h"
#include "source/image/graph.h"
#include "source/image/inline_data.h"
#include "source/image/names.h"
#include "unit/problem.h"

/* A manifest that was read. */
struct seen_manifest {
    const struct veto_origin *image; /* NULL: it is none, or was left out */
    bool is_left_out;
};

struct place_in_index {
    const struct json_value *descriptor; /* NULL for a manifest that stands alone */
    struct span digest;                  /* or what the manifest is called */
    int depth;
    const struct json_value *around; /* descriptor of the index that it stands in; NULL = none */
    struct census *census;           /* of that index, or of the manifest alone */
    struct seen_manifest *seen;      /* NULL for a manifest that stands alone */
};

struct store_file *graph_find_blob(const struct image_graph *graph, struct span digest)
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

/* A blob of its own, or else the one that stands in the descriptor. */
static struct store_file *find_described(struct image_graph *graph,
                                         const struct json_value *descriptor)
{
    struct span digest = json_text(json_field(descriptor, "digest")), bytes;
    struct span data = json_text(json_field(descriptor, "data"));
    struct store_file *file = graph_find_blob(graph, digest);
    if (file || !inline_data_decode(graph->arena, data, &bytes))
        return file;
    file = ARENA_NEW(graph->arena, struct store_file);
    if (file)
        *file = (struct store_file){
            .path = arena_span(graph->arena, digest),
            .size = bytes.len,
            .kept = bytes,
            .is_inline = true,
        };
    return file;
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
        struct span media_type = json_text(json_field(layer, "mediaType"));
        struct span digest = json_text(json_field(layer, "digest"));
        parts->layers[i] = (struct layer_parts){
            .name = digest,
            .digest = digest,
            .file = find_described(graph, layer),
            .foreign = json_count(json_field(layer, "urls")) > 0 ||
                       span_find(media_type, SPAN("nondistributable")) != SIZE_MAX ||
                       span_find(media_type, SPAN("foreign")) != SIZE_MAX,
        };
    }
}

static bool has_any_blob(const struct image_parts *parts)
{
    bool any = parts->config != NULL;
    for (size_t i = 0; i < parts->layer_count; i++)
        any |= parts->layers[i].file != NULL;
    return any;
}

/* Of an index's entry; empty where it does not say. */
static struct span platform_of_entry(struct image_graph *graph, const struct json_value *descriptor)
{
    const struct json_value *platform = json_field(descriptor, "platform");
    const char *variant = json_chars(json_field(platform, "variant"));
    if (json_kind_of(platform) != JSON_KIND_OBJECT)
        return SPAN_EMPTY;
    const char *text = arena_printf(graph->arena, "%s/%s%s%s",
                                    json_chars(json_field(platform, "os")),
                                    json_chars(json_field(platform, "architecture")),
                                    *variant ? "/" : "", variant);
    return text ? span_of(text) : SPAN_EMPTY;
}

/* Windows has an image for each of its versions. */
static struct span census_platform(struct image_graph *graph, const struct json_value *descriptor)
{
    struct span platform = platform_of_entry(graph, descriptor);
    const char *version = json_chars(json_field(json_field(descriptor, "platform"), "os.version"));
    const char *text = *version ? arena_printf(graph->arena, "%.*s %s", (int)platform.len,
                                               platform.data, version)
                                : NULL;
    return text ? span_of(text) : platform;
}

/* BuildKit's, which stands among the images that it tells about. */
static bool is_attestation(const struct json_value *descriptor)
{
    return descriptor_annotation(descriptor, "vnd.docker.reference.type").len > 0;
}

static void miss_image(struct image_graph *graph, const struct place_in_index *place,
                       const struct image_parts *parts, const char *what, const char *by_design)
{
    const struct image_choice *choice = graph->sink->image_choice;
    bool is_wanted = graph_is_wanted(graph, parts, NULL);
    struct absence absence = {
        .what = what,
        .by_design = by_design,
        .digest = place->digest,
        .platform = census_platform(graph, place->descriptor),
        .is_beside = is_attestation(place->descriptor),
        .is_wanted = is_wanted,
        .is_platform_wanted = is_wanted && choice && choice->platform && parts->platform.len,
    };
    census_miss(place->census, &absence);
}

/* ---- What is no image ------------------------------------------------------------------------ */

static bool is_image_config(struct span media_type)
{
    return media_type.len == 0 ||
           span_is(media_type, "application/vnd.oci.image.config.v1+json") ||
           span_is(media_type, "application/vnd.docker.container.image.v1+json");
}

static bool is_statement(struct span media_type)
{
    return span_starts(media_type, SPAN("application/vnd.in-toto")) ||
           span_starts(media_type, SPAN("application/vnd.dev.cosign.")) ||
           span_starts(media_type, SPAN("application/vnd.dsse.")) ||
           span_starts(media_type, SPAN("application/vnd.dev.sigstore."));
}

/* cosign's have the configuration of an image. */
static bool are_statements(const struct json_value *layers)
{
    for (size_t i = 0; i < json_count(layers); i++)
        if (!is_statement(json_text(json_field(json_element(layers, i), "mediaType"))))
            return false;
    return json_count(layers) > 0;
}

static bool is_layer(struct span media_type)
{
    return span_starts(media_type, SPAN("application/vnd.oci.image.layer.")) ||
           span_starts(media_type, SPAN("application/vnd.docker.image.rootfs."));
}

/* Whoever runs images minds the configuration and the layers, not what else the manifest is called.
 */
static bool is_called_artifact(const struct json_value *manifest)
{
    struct span type = json_text(json_field(json_field(manifest, "config"), "mediaType"));
    const struct json_value *layers = json_field(manifest, "layers");
    if (json_text(json_field(manifest, "artifactType")).len == 0)
        return false;
    if (type.len == 0 || !is_image_config(type))
        return true;
    for (size_t i = 0; i < json_count(layers); i++)
        if (is_layer(json_text(json_field(json_element(layers, i), "mediaType"))))
            return false;
    return true;
}

/* BuildKit's attestations, signatures, charts, bills of materials: their layers are documents. */
static bool is_artifact(const struct json_value *manifest, const struct place_in_index *place)
{
    return is_attestation(place->descriptor) || is_called_artifact(manifest) ||
           !is_image_config(json_text(json_field(json_field(manifest, "config"), "mediaType"))) ||
           are_statements(json_field(manifest, "layers"));
}

static void miss_document(struct image_graph *graph, const struct place_in_index *place,
                          struct span digest)
{
    const char *what = arena_printf(graph->arena, "a document of %.*s", (int)place->digest.len,
                                    place->digest.data);
    struct absence absence = {
        .what = what ? what : "a document",
        .by_design = what ? what : "a document",
        .digest = digest,
        .is_beside = is_attestation(place->descriptor),
        .is_wanted = !image_choice_is_made(graph->sink->image_choice),
    };
    census_miss(place->census, &absence);
}

/* It is looked at as what it is, beside the images; a blob inside of the manifest is part of that. */
static void add_document_blob(struct image_graph *graph, const struct json_value *descriptor,
                              const struct place_in_index *place)
{
    struct span digest = json_text(json_field(descriptor, "digest")), data;
    struct store_file *file = graph_find_blob(graph, digest);
    if (file) {
        file->is_document = true;
        file->digest = arena_span(graph->arena, digest);
    } else if (inline_data_decode(graph->arena, json_text(json_field(descriptor, "data")),
                                  &data)) {
        struct veto_origin origin = { .kind = VETO_ORIGIN_ENTRY,
                                      .parent = graph->target,
                                      .name = span_to_bytes(digest) };
        struct unit unit = unit_whole(data, &origin);
        document_verify(graph->sink, data, digest, &origin, "the document");
        graph->sink->operations->scan(graph->sink, &unit);
    } else {
        miss_document(graph, place, digest);
    }
}

static void add_artifact(struct image_graph *graph, const struct json_value *manifest,
                         const struct place_in_index *place)
{
    const struct json_value *layers = json_field(manifest, "layers");
    graph->artifacts++;
    attached_note(graph->set, manifest, place->descriptor);
    config_scan_pairs(&graph->config, json_field(manifest, "annotations"), "annotations",
                      graph->target);
    if (json_field(manifest, "config"))
        add_document_blob(graph, json_field(manifest, "config"), place);
    for (size_t i = 0; i < json_count(layers); i++)
        add_document_blob(graph, json_element(layers, i), place);
}

/* ---- What is one ----------------------------------------------------------------------------- */

static struct span digest_of_place(const struct place_in_index *place)
{
    enum digest_algorithm algorithm;
    struct span hex;
    return digest_parse(place->digest, &algorithm, &hex) ? place->digest : SPAN_EMPTY;
}

/* Where else its blob may be had, and what somebody noted beside it. */
static void scan_descriptor(struct image_graph *graph, const struct json_value *descriptor)
{
    config_scan_pairs(&graph->config, json_field(descriptor, "annotations"), "annotations",
                      graph->target);
    config_scan_pairs(&graph->config, json_field(descriptor, "urls"), "urls", graph->target);
}

static void count_image(struct image_graph *graph, const struct place_in_index *place,
                        const struct veto_origin *image)
{
    struct span platform = census_platform(graph, place->descriptor);
    if (image)
        census_count(place->census, platform.len ? platform : span_of(image->image->platform));
}

static void add_manifest(struct image_graph *graph, const struct json_value *manifest,
                         const struct place_in_index *place)
{
    const struct json_value *config = json_field(manifest, "config");
    struct image_parts parts = {
        .manifest_digest = digest_of_place(place),
        .config_digest = json_text(json_field(config, "digest")),
        .platform = platform_of_entry(graph, place->descriptor),
        .annotations = json_field(manifest, "annotations"),
    };
    parts.config = find_described(graph, config);
    fill_layers(graph, json_field(manifest, "layers"), &parts);
    scan_descriptor(graph, config);
    for (size_t i = 0; i < json_count(json_field(manifest, "layers")); i++)
        scan_descriptor(graph, json_element(json_field(manifest, "layers"), i));
    names_fill(graph, place->descriptor, place->around, &parts);
    if (!has_any_blob(&parts)) {
        miss_image(graph, place, &parts, "an image", "an image for another platform");
        return;
    }
    const struct veto_origin *image = graph_add_image(graph, &parts);
    count_image(graph, place, image);
    if (place->seen)
        *place->seen = (struct seen_manifest) { image, image == NULL };
}

static void add_schema1(struct image_graph *graph, const struct json_value *manifest,
                        const struct place_in_index *place)
{
    graph_add_schema1(graph, manifest, digest_of_place(place));
    census_count(place->census, SPAN_EMPTY);
}

static void add_index(struct image_graph *graph, const struct json_value *index,
                      const struct place_in_index *around);

/* What a document is follows from its members: media types lie. */
static void add_document(struct image_graph *graph, const struct json_value *document,
                         const struct place_in_index *place)
{
    if (json_kind_of(json_field(document, "manifests")) == JSON_KIND_ARRAY)
        add_index(graph, document, place);
    else if (json_kind_of(json_field(document, "fsLayers")) == JSON_KIND_ARRAY)
        add_schema1(graph, document, place);
    else if (json_kind_of(json_field(document, "layers")) != JSON_KIND_ARRAY &&
             json_kind_of(json_field(document, "blobs")) != JSON_KIND_ARRAY)
        problem_add(graph->sink, VETO_PROBLEM_UNREAD, graph->target,
                    "neither an index nor a manifest that is known here: %.*s",
                    (int)place->digest.len, place->digest.data);
    else if (is_artifact(document, place))
        add_artifact(graph, document, place);
    else
        add_manifest(graph, document, place);
}

/* Its names are those that the index gives it. */
static void miss_manifest(struct image_graph *graph, const struct place_in_index *place)
{
    struct image_parts parts = {
        .manifest_digest = digest_of_place(place),
        .platform = platform_of_entry(graph, place->descriptor),
    };
    names_fill(graph, place->descriptor, place->around, &parts);
    miss_image(graph, place, &parts, "the manifest", "the manifest");
}

/* What was left out under one name may be the one that was asked for under another. */
static bool is_done(struct image_graph *graph, const struct place_in_index *place,
                    const struct seen_manifest *seen)
{
    const struct image_choice *choice = graph->sink->image_choice;
    if (!seen)
        return false;
    count_image(graph, place, seen->image);
    return !seen->is_left_out || !choice || !choice->name;
}

static void add_blob(struct image_graph *graph, struct place_in_index *place)
{
    struct document document;
    char what[256];
    struct store_file *file = find_described(graph, place->descriptor);
    struct span digest = arena_span(graph->arena, place->digest);
    if (is_done(graph, place, table_get(&graph->seen, digest)))
        return;
    if (!file) {
        miss_manifest(graph, place);
        return;
    }
    place->seen = ARENA_NEW(graph->arena, struct seen_manifest);
    if (!place->seen || table_set(&graph->seen, digest, place->seen) < 0)
        return;
    snprintf(what, sizeof(what), "the manifest %.100s", digest.data);
    if (document_load(&document, graph->sink, graph->store, file, graph->sink->limits->max_manifest,
                      digest, graph->target, what) < 0)
        return;
    add_document(graph, document.root, place);
    document_release(&document);
}

static void add_index(struct image_graph *graph, const struct json_value *index,
                      const struct place_in_index *around)
{
    const struct json_value *manifests = json_field(index, "manifests");
    struct place_in_index place = {
        .depth = around ? around->depth + 1 : 0,
        .around = around ? around->descriptor : NULL,
    };
    if (place.depth > graph->sink->limits->max_index_depth) {
        problem_add(graph->sink, VETO_PROBLEM_UNREAD, graph->target,
                    "indexes are nested deeper than %d", graph->sink->limits->max_index_depth);
        return;
    }
    struct census census;
    census_open(&census, graph, around ? around->census : NULL);
    place.census = &census;
    config_scan_pairs(&graph->config, json_field(index, "annotations"), "annotations",
                      graph->target);
    for (size_t i = 0; i < json_count(manifests); i++)
        names_note(graph, json_element(manifests, i));
    for (size_t i = 0; i < json_count(manifests) && !sink_stopped(graph->sink); i++) {
        place.descriptor = json_element(manifests, i);
        place.digest = json_text(json_field(place.descriptor, "digest"));
        scan_descriptor(graph, place.descriptor);
        add_blob(graph, &place);
    }
    census_close(&census);
}

void graph_add_oci(struct image_graph *graph, struct store_file *index)
{
    struct document document;
    if (document_load(&document, graph->sink, graph->store, index,
                      graph->sink->limits->max_manifest, SPAN_EMPTY, graph->target,
                      "index.json") < 0)
        return;
    add_index(graph, document.root, NULL);
    document_release(&document);
}

void graph_add_manifest(struct image_graph *graph, struct store_file *manifest)
{
    struct document document;
    struct census census;
    if (document_load(&document, graph->sink, graph->store, manifest,
                      graph->sink->limits->max_manifest, SPAN_EMPTY, graph->target,
                      "manifest.json") < 0)
        return;
    census_open(&census, graph, NULL);
    add_document(graph, document.root,
                 &(struct place_in_index) { .digest = SPAN("manifest.json"), .census = &census });
    census_close(&census);
    document_release(&document);
}
