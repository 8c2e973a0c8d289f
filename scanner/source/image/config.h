/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of an image's configuration that hold secrets, each as a small unit of its own: the
 * environment, labels, commands, the history, annotations. Origins are of kind CONFIG and named
 * `Env`, `Labels`, `history[3]`, ….
 */
#ifndef VETO_SOURCE_IMAGE_CONFIG_H
#define VETO_SOURCE_IMAGE_CONFIG_H

#include "base/arena.h"
#include "base/json.h"
#include "base/table.h"
#include "unit/sink.h"

/* What was scanned already: documents of one image repeat one another. */
struct config_scanner {
    struct unit_sink *sink;
    struct arena *arena;
    struct table seen;
    bool only_new; /* leave out what was seen */
    /* What `container_config.Cmd` is, where the document tells of one step; NULL = only itself. */
    const char *step;
};

void config_scanner_open(struct config_scanner *scanner, struct unit_sink *sink,
                         struct arena *arena);
void config_scanner_close(struct config_scanner *scanner);

/* The configuration document (OCI image-spec, docker's, or the per-layer one of old docker). */
void config_scan(struct config_scanner *scanner, const struct json_value *config,
                 const struct veto_origin *image);
/* An object of strings, as annotations are. */
void config_scan_pairs(struct config_scanner *scanner, const struct json_value *pairs,
                       const char *name, const struct veto_origin *image);
/* Whether a document is such a configuration at all. */
bool config_is_one(const struct json_value *config);

#endif
