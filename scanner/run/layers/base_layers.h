/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layers of base images: what is found in them was not put there by whoever built on them. Known by
 * their diff_ids, from an image in any form or from a list that somebody wrote down.
 */
#ifndef VETO_RUN_LAYERS_BASE_LAYERS_H
#define VETO_RUN_LAYERS_BASE_LAYERS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/table.h"
#include "source/image/image_set.h"
#include "source/limits.h"

/* The diff_ids of one base image, the lowest first. */
struct base_chain {
    struct span *diff_ids;
    size_t count;
    struct base_chain *next;
};

struct base_layers {
    struct arena arena;
    struct base_chain *chains;
    struct table diff_ids; /* of all chains: layers that claim one of them are to be verified */
};

struct base_layers base_layers_make(void);
void base_layers_release(struct base_layers *bases);

/*
 * Adds the images of an archive or layout at `path`; or a file of diff_ids, one a line, or an
 * image's configuration as JSON.
 */
int base_layers_load(struct base_layers *bases, const char *path, const struct limits *limits,
                     struct veto_error *error);

/* How many of the image's lowest layers are those of a base, byte for byte as they were read. */
size_t base_layers_count(const struct base_layers *bases, const struct image_set_image *image);

#endif
