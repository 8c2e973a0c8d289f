/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Docker's manifests of old, schema 1: `fsLayers` and `history` run side by side, the newest first,
 * and each entry of the history is a configuration, written as JSON in a text.
 */
#include <stdio.h>

#include "base/digest.h"
#include "source/image/graph.h"
#include "source/image/history.h"
#include "unit/problem.h"

enum { MAX_COMMAND = 1024 * 1024, MAX_NAME = 4096, MAX_EMPTY_LAYER = 64 };

/* 1024 zeros, as Go's gzip packs them. */
#define EMPTY_LAYER "a3ed95caeb02ffe68cdd9fd84406680ae93d633cb16422d00e8a7c22955b46d4"

struct schema1 {
    struct image_graph *graph;
    struct json_value **configurations; /* the lowest first; NULL where one is no JSON */
    size_t count;                       /* of layers or of the history, whichever are more */
    size_t layer_count; /* that the manifest names; the highest entries are theirs */
    const char **instructions;
    struct image_parts parts;
    char step[32]; /* what the configuration at hand is in the history */
};

static struct json_value *read_configuration(const struct json_value *entry)
{
    struct json_value *configuration = NULL;
    struct span text = json_text(json_field(entry, "v1Compatibility"));
    return json_parse(&configuration, text, NULL) == 0 ? configuration : NULL;
}

/* The command that made it, as one line. */
static const char *instruction_of(struct arena *arena, const struct json_value *configuration)
{
    const struct json_value *command =
            json_member(json_member(configuration, "container_config"), "Cmd");
    struct buf line = buf_make(MAX_COMMAND);
    for (size_t i = 0; i < json_count(command); i++) {
        if (i)
            buf_append_char(&line, ' ');
        buf_append(&line, json_text(json_element(command, i)));
    }
    const char *instruction = history_instruction(arena, buf_span(&line));
    buf_release(&line);
    return instruction;
}

static bool is_file_empty_layer(struct store *store, const struct store_file *file)
{
    unsigned char hash[SHA256_BYTES];
    char hex[2 * SHA256_BYTES + 1] = "";
    struct buf bytes = buf_make(MAX_EMPTY_LAYER);
    if (store_load(store, file, &bytes, NULL) == 0 && digest_sha256(buf_span(&bytes), hash))
        hex_encode(hash, sizeof(hash), hex);
    buf_release(&bytes);
    return strcmp(hex, EMPTY_LAYER) == 0;
}

/* By its name, and by what it is where it is there: anything may be called so. */
static bool is_empty_layer(struct store *store, struct span digest, const struct store_file *file)
{
    return span_is(digest, "sha256:" EMPTY_LAYER) && (!file || is_file_empty_layer(store, file));
}

/* An entry that made no layer stands beside the empty one; whatever else it names is a layer. */
static void fill_layers(struct schema1 *self, const struct json_value *layers)
{
    struct image_parts *parts = &self->parts;
    for (size_t i = 0; i < self->count; i++) {
        const struct json_value *configuration = self->configurations[i];
        size_t from_top = self->count - 1 - i;
        struct span digest = json_text(json_field(json_element(layers, from_top), "blobSum"));
        if (from_top >= self->layer_count)
            continue;
        struct store_file *file = graph_find_blob(self->graph, digest);
        if (json_truth(json_member(configuration, "throwaway")) &&
            is_empty_layer(self->graph->store, digest, file)) {
            if (file)
                file->used = true;
            continue;
        }
        self->instructions[parts->layer_count] =
                instruction_of(self->graph->arena, configuration);
        parts->layers[parts->layer_count++] = (struct layer_parts){
            .name = digest,
            .digest = digest,
            .file = file,
        };
    }
}

static void fill_reference(struct schema1 *self, const struct json_value *manifest)
{
    struct span name = json_text(json_field(manifest, "name"));
    struct span tag = json_text(json_field(manifest, "tag"));
    const char *reference =
            name.len && tag.len
                    ? arena_printf(self->graph->arena, "%.*s:%.*s", MIN((int)name.len, MAX_NAME),
                                   name.data, MIN((int)tag.len, MAX_NAME), tag.data)
                    : NULL;
    if (reference)
        self->parts.reference = span_of(reference);
}

/* Of the configurations, the oldest first, each is what other forms have as an entry of the history. */
static void scan_older_configurations(struct schema1 *self, const struct veto_origin *image)
{
    struct config_scanner *scanner = &self->graph->config;
    bool only_new = scanner->only_new;
    scanner->only_new = true;
    for (size_t i = 0; i + 1 < self->count; i++) {
        snprintf(self->step, sizeof(self->step), "history[%zu]", i);
        config_scan(scanner, self->configurations[i], image);
    }
    scanner->only_new = only_new;
}

static void add_image(struct schema1 *self, const struct json_value *manifest)
{
    const struct json_value *layers = json_field(manifest, "fsLayers");
    const struct json_value *history = json_field(manifest, "history");
    struct arena *arena = self->graph->arena;
    self->layer_count = json_count(layers);
    self->count = MAX(self->layer_count, json_count(history));
    self->configurations = ARENA_ARRAY(arena, self->count + 1, struct json_value *);
    self->instructions = ARENA_ARRAY(arena, self->count + 1, const char *);
    self->parts.layers = ARENA_ARRAY(arena, self->count + 1, struct layer_parts);
    if (!self->configurations || !self->instructions || !self->parts.layers) {
        problem_add(self->graph->sink, VETO_PROBLEM_UNREAD, self->graph->target, "out of memory");
        return;
    }
    if (json_count(history) != self->layer_count)
        problem_add(self->graph->sink, VETO_PROBLEM_UNJUDGED, self->graph->target,
                    "the manifest names %zu layers, its history %zu", self->layer_count,
                    json_count(history));
    for (size_t i = 0; i < self->count; i++)
        self->configurations[i] = read_configuration(json_element(history, self->count - 1 - i));
    fill_layers(self, layers);
    fill_reference(self, manifest);
    self->parts.instructions = self->instructions;
    self->parts.known_config_text =
            json_text(json_field(json_element(history, 0), "v1Compatibility"));
    self->parts.known_config = self->count ? self->configurations[self->count - 1] : NULL;
    snprintf(self->step, sizeof(self->step), "history[%zu]", self->count ? self->count - 1 : 0);
    self->graph->config.step = self->step;
    const struct veto_origin *image = graph_add_image(self->graph, &self->parts);
    if (image)
        scan_older_configurations(self, image);
    self->graph->config.step = NULL;
    for (size_t i = 0; i < self->count; i++)
        if (self->configurations[i])
            json_release(self->configurations[i]);
}

void graph_add_schema1(struct image_graph *graph, const struct json_value *manifest,
                       struct span digest)
{
    struct schema1 self = { .graph = graph, .parts.manifest_digest = digest };
    add_image(&self, manifest);
}
