/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one layer does to the file system, gathered while its tar is read: which paths it has, which
 * of lower layers it takes away, and its hard links. Paths are kept as hashes, eight bytes each, so
 * that a layer of 50 000 files takes 400 kB; nothing is unpacked. Each index has a key for them:
 * one that was kept by an earlier run has that run's.
 *
 * Filled by one thread, then finished, then only read.
 */
#ifndef VETO_SOURCE_IMAGE_LAYER_INDEX_H
#define VETO_SOURCE_IMAGE_LAYER_INDEX_H

#include "base/arena.h"
#include "source/entry_observer.h"
#include "source/image/path_hash.h"

enum path_mark {
    PATH_FILE,     /* anything that is no folder */
    PATH_FOLDER,   /* that the tar names, with its mode */
    PATH_IMPLIED,  /* a folder that the tar does not name, but something in it */
    PATH_WHITEOUT, /* what lower layers have of that name is gone */
    PATH_OPAQUE,   /* what lower layers have in that folder is gone */
    PATH_MARKS,
};

struct hard_link {
    struct span path;
    uint64_t target; /* hash of a path */
};

struct layer_index {
    uint64_t key;    /* of the hashes */
    uint64_t *marks; /* sorted once finished: hash and mark */
    size_t count, capacity, most;
    size_t told; /* how many there were before equal ones were joined; known once finished */
    struct hard_link *links; /* sorted by target once finished */
    size_t link_count, link_capacity;
    struct arena names;   /* of the links */
    uint64_t last_folder; /* whose own folders were noted */
    bool finished;        /* the layer was read to its end */
    bool is_cut;          /* it has more paths than may be kept */
};

/* Keeps `most` paths. */
void layer_index_open(struct layer_index *index, size_t most, uint64_t key);
void layer_index_release(struct layer_index *index);

void layer_index_add(struct layer_index *index, const struct tar_entry *entry);
void layer_index_finish(struct layer_index *index);

/* Paths are asked for by their hashes with the index's key. */
bool layer_index_has(const struct layer_index *index, uint64_t path, enum path_mark mark);
/* The links to that path: `*count` of them from the returned one on. */
const struct hard_link *layer_index_links(const struct layer_index *index, uint64_t target,
                                          size_t *count);

/* What a name says: `.wh.x` takes away x. Empty where it is an ordinary one. */
struct span whiteout_of(struct span name);
bool is_opaque_mark(struct span name);
/* A file that a builder put beside the image's own: it is in no container's file system. */
bool is_builders_own(struct span path);
/* Is it a mark that takes something away, or does it lie in one? */
bool is_below_whiteout(struct span path);

#endif
