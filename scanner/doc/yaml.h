/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML 1.2 (core schema) by the events of libyaml. The only place that includes yaml.h.
 *
 * Depth, nodes and bytes are bounded, aliases and merge keys counted by what they expand to; a
 * stream that breaks a bound is refused as a whole. What is not UTF-8 is refused before it is read.
 * Merge keys (`<<`) are carried out: members that stand in the object itself win over merged ones,
 * earlier merged objects over later ones. A key that is no scalar is known by its source text.
 */
#ifndef VETO_DOC_YAML_H
#define VETO_DOC_YAML_H

#include "doc/encoding.h"
#include "doc/node.h"

enum {
    YAML_MAX_DEPTH = 200,
    YAML_MAX_NODES = 4 * 1000 * 1000,
    YAML_MAX_BYTES = DOCUMENT_MAX_BYTES,
};

/*
 * A stream's documents, as the children of one array node. Messages begin `line:column: `. The tree
 * does not point into `text`.
 */
int yaml_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error);

/* The version of the library behind this. */
const char *yaml_library(void);

#endif
