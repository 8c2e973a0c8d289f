/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How much was met in each layer, by one thread: what a summary must count again where the layer is
 * not read again.
 */
#ifndef VETO_RUN_LAYERS_LAYER_TALLY_H
#define VETO_RUN_LAYERS_LAYER_TALLY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/table.h"
#include "judge/judge.h"

struct layer_counts {
    uint64_t files, bytes, archives;
    uint64_t skipped[VETO_FILE_LINK + 1];
    uint64_t dropped[DROP_REASONS];
};

void layer_counts_add(struct layer_counts *to, const struct layer_counts *from);

struct layer_tally {
    const struct veto_origin *layer;
    struct layer_counts counts;
    bool is_dated; /* what was found depends on the day */
};

struct layer_tallies {
    struct arena arena;
    struct table by_layer;
    struct layer_tally *last;
};

void layer_tallies_open(struct layer_tallies *tallies);
void layer_tallies_release(struct layer_tallies *tallies);
/* That of the layer that `origin` is in; NULL where it is in none, or without memory. */
struct layer_tally *layer_tally_of(struct layer_tallies *tallies, const struct veto_origin *origin);
/* The same, where there is one already. */
const struct layer_tally *layer_tally_find(const struct layer_tallies *tallies,
                                           const struct veto_origin *layer);

/* What tells layers apart, as bytes: the chain without what is shown of it. */
void layer_identity_append(struct buf *to, const struct veto_origin *layer);

#endif
