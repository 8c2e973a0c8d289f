/* SPDX-License-Identifier: Apache-2.0 */
/*
 * YAML 1.2 (core schema) by the events of libyaml. The only place that includes yaml.h.
 * Depth, nodes and alias expansion are bounded; a document that breaks a bound is refused.
 */
#ifndef VETO_DOC_YAML_H
#define VETO_DOC_YAML_H

#include "doc/node.h"

enum { YAML_MAX_DEPTH = 200, YAML_MAX_NODES = 4 * 1000 * 1000, YAML_MAX_BYTES = 16 * 1024 * 1024 };

/* A stream's documents, as the children of one array node. Messages begin `line:column: `. */
int yaml_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error);

#endif
