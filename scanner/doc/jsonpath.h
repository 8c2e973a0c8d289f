/* SPDX-License-Identifier: Apache-2.0 */
/*
 * JSONPath (RFC 9535), complete, over the trees of doc/node.h, whatever their syntax was.
 *
 * A query is compiled once into an arena, is immutable then and may be shared by threads. It sees a
 * tree as the consumers of most formats do: of members with the same key the last one counts, and
 * the others are neither selected nor counted. Numbers are compared exactly. The
 * expressions of match() and search() are run by what the caller lends.
 *
 * Life cycle: jsonpath_compile, then any number of jsonpath_select.
 */
#ifndef VETO_DOC_JSONPATH_H
#define VETO_DOC_JSONPATH_H

#include "base/buf.h"
#include "doc/node.h"

struct jsonpath;

/*
 * Runs the expressions of match() and search(). `search` says by `*found` whether `pattern` matches
 * `text`, with `whole` all of it, else somewhere; both are valid UTF-8, and a pattern that is no
 * I-Regexp (doc/iregexp.h) matches nothing. It may look at `*work` characters, one as often as it
 * likes, and takes off what it did; it may keep what it translated and compiled.
 * Negative, with the error filled, where it cannot tell.
 */
struct jsonpath_regex {
    int (*search)(struct span pattern, bool whole, struct span text, bool *found, uint64_t *work,
                  void *payload, struct veto_error *error);
    void *payload;
};

/* A selected node and the way to it: `parent` is NULL for the root. */
struct jsonpath_place {
    const struct jsonpath_place *parent;
    const struct node *node;
    size_t index; /* as an element of an array */
};

struct jsonpath_selected {
    const struct jsonpath_place *place;
    const struct jsonpath_selected *next;
};

/* In the order of RFC 9535, a node that is selected twice standing there twice. */
struct jsonpath_nodes {
    const struct jsonpath_selected *first;
    size_t count;
};

/* The message begins `character N: `. The query does not point into `text`. */
int jsonpath_compile(const struct jsonpath **out, struct span text, struct arena *arena,
                     struct veto_error *error);

/*
 * Of a tree in whose root something is marked as not known (enum node_hole) only what is selected
 * whatever that may be is selected.
 *
 * `regex` may be NULL for a query without match() and search(). What is selected lives in `arena`.
 * Fails where the work that query and document make together is beyond measure.
 */
int jsonpath_select(const struct jsonpath *query, const struct node *root,
                    const struct jsonpath_regex *regex, struct arena *arena,
                    struct jsonpath_nodes *out, struct veto_error *error);

/* Whether it might select anything, whatever is not known may be. */
int jsonpath_is_possible(const struct jsonpath *query, const struct node *root,
                         const struct jsonpath_regex *regex, bool *out, struct veto_error *error);

/* Appends the normalized path (RFC 9535 §2.7). */
bool jsonpath_append_path(struct buf *to, const struct jsonpath_place *place);

#endif
