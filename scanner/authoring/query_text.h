/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nodes as text: values as JSON, paths, and trees for people. What a terminal should not see is
 * escaped, not replaced: values and paths stay what they are.
 */
#ifndef VETO_AUTHORING_QUERY_TEXT_H
#define VETO_AUTHORING_QUERY_TEXT_H

#include "doc/jsonpath.h"

/* On one line, as a query sees it: of members with the same key the last. */
void query_append_value(struct buf *to, const struct node *node);
/* The normalized path. */
void query_append_path(struct buf *to, const struct jsonpath_place *place);
/*
 * A line a node, with all members. `label` names the root. `yaml` is the source, whose tags are
 * shown; empty for other documents.
 */
void query_append_tree(struct buf *to, const struct node *root, const char *label,
                       struct span yaml);

#endif
