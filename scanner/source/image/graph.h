/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the documents of an image file to the list of layers to be read. Every form ends in
 * `graph_add_image`, which looks at the configuration and plans the layers. A layer that several
 * images share is read once, as the first one's; the image set knows whose it is beside.
 */
#ifndef VETO_SOURCE_IMAGE_GRAPH_H
#define VETO_SOURCE_IMAGE_GRAPH_H

#include "base/json.h"
#include "source/image/config.h"
#include "source/image/image_set.h"
#include "source/image/store.h"

struct image_layer {
    struct veto_origin origin;
    struct veto_layer info;
    const struct store_file *file;
    struct span digest; /* what the stored bytes must hash to; empty where nothing says */
    bool digest_of_tar; /* it is the tar's: nothing is known of compressed bytes */
    struct stored_layer *stored; /* the set's: what is to be known of its paths */
    struct image_layer *next;    /* the same bytes as a layer of another image, named differently */
};

struct image_graph {
    struct unit_sink *sink;
    const struct veto_origin *target;
    struct store *store;
    struct arena *arena;
    struct image_layer **layers;
    size_t count, capacity;
    struct table seen;  /* digests of manifests */
    struct table noted; /* the same → names that descriptors give them */
    struct table names; /* digests of configurations → RepoTags of a docker-archive */
    size_t artifacts;   /* manifests of what is no image: attestations, signatures, charts */
    size_t left_out;    /* images that were not asked for */
    struct config_scanner config;
    struct image_set *set; /* borrowed */
    const struct veto_origin *first_image; /* NULL = there is none yet */
};

void graph_open(struct image_graph *graph, struct unit_sink *sink, struct store *store,
                struct arena *arena, struct image_set *set, const struct veto_origin *target);
void graph_close(struct image_graph *graph);

/* What a form says of one layer. Texts live in the graph's arena. */
struct layer_parts {
    struct span name;   /* digest or path, for messages */
    struct span digest; /* of the stored bytes; empty where the form does not say */
    struct store_file *file;
    bool foreign; /* by design it lies elsewhere */
};

struct image_parts {
    struct span reference; /* repository and tag, where both are known */
    struct span other_references; /* more of them, with spaces between */
    struct span name;      /* what else it is called */
    struct span platform;  /* as an index has it; the configuration knows better */
    struct span manifest_digest;
    struct span config_digest; /* may be empty */
    struct store_file *config; /* NULL where it is absent */
    struct layer_parts *layers;
    size_t layer_count;
    const struct json_value *annotations;
    /* Of manifests that have both in them: */
    const struct json_value *known_config;
    struct span known_config_text;
    const char **instructions;
};

/*
 * Whether an image of that configuration and those layers was added, or left out by wish. Two forms
 * in one file name the same images; where one of them names other layers, it is another image.
 */
bool graph_has_image(const struct image_parts *parts);
/* Whether it is one of those that were asked for. `config` may be NULL. */
bool graph_is_wanted(struct image_graph *graph, const struct image_parts *parts,
                     const struct json_value *config);
/* The image's origin, which lives as long as the graph; NULL where it was not added. */
const struct veto_origin *graph_add_image(struct image_graph *graph,
                                          const struct image_parts *parts);

/* Where the blob of that digest is kept. Digests that are none are never made into a path. */
struct store_file *graph_find_blob(const struct image_graph *graph, struct span digest);
/* schema1.c: a manifest of schema 1. */
void graph_add_schema1(struct image_graph *graph, const struct json_value *manifest,
                       struct span digest);
/* oci.c: `index.json`, and a manifest that stands alone (skopeo's `dir:`). */
void graph_add_oci(struct image_graph *graph, struct store_file *index);
void graph_add_manifest(struct image_graph *graph, struct store_file *manifest);
/* docker.c: `manifest.json` of a docker-archive; first for its names alone, then for its images. */
void graph_read_names(struct image_graph *graph, struct store_file *manifest);
void graph_add_docker(struct image_graph *graph, struct store_file *manifest);
/* Once all images are known: the configurations that old docker kept for each layer. */
void graph_scan_old_configurations(struct image_graph *graph);

#endif
