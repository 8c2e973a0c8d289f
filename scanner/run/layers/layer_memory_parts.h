/* SPDX-License-Identifier: Apache-2.0 */
/* What layer_memory.c and layer_settle.c share. */
#ifndef VETO_RUN_LAYERS_LAYER_MEMORY_PARTS_H
#define VETO_RUN_LAYERS_LAYER_MEMORY_PARTS_H

#include "base/digest.h"
#include "run/layers/cache.h"
#include "run/layers/layer_memory.h"

/* A task that waits for the end of a layer. */
struct layer_waiter {
    struct read_task *task;
    struct layer_waiter *next;
};

/* A layer in another file, of the same bytes. */
struct layer_follower {
    const struct veto_origin *layer;
    struct layer_follower *next;
};

struct layer_finding {
    const struct veto_finding *finding;
    const struct veto_origin *layer; /* the link in its origin */
    struct layer_finding *next;
};

struct layer_problem {
    const struct veto_problem *problem;
    const struct veto_origin *layer;
    struct layer_problem *next;
};

/* A layer that is read, or was. */
struct layer_entry {
    uint64_t size;
    char sha256[65];
    bool is_done;
    bool is_valid;    /* it was read to its end, and hashed */
    bool is_recalled; /* by an earlier run */
    bool is_partial;  /* not all of it can be told again */
    const struct veto_origin *layer;
    struct stored_layer *stored;
    struct layer_counts counts;
    struct layer_waiter *waiters;
    struct layer_follower *followers;
    struct layer_finding *findings; /* once all were read */
    struct layer_problem *problems;
    struct layer_entry *next_of_size, *next;
};

struct layer_memory {
    const struct worker_shared *shared;
    struct arena arena; /* under pool_exclusive while threads run */
    struct table by_size;
    struct layer_entry *entries;
    struct cache *cache;
    const char *cache_path; /* NULL = there is none, or it could not be opened */
    char key[DIGEST_MAX_HEX];
};

/* What an earlier run has found, into this worker's collector. False where it cannot be used. */
bool layer_recall(struct worker *worker, struct layer_entry *entry, const struct layer_visit *visit,
                  struct span value);
/* Keeps it for later runs. */
void layer_keep(struct layer_memory *memory, const struct layer_entry *entry);

#endif
