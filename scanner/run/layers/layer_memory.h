/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layers that were read already, in this run or an earlier one, so that none is read twice: a base
 * is under many images. A layer is the same where its stored bytes, as this run has hashed them,
 * are; nobody's claim counts. Of a layer that is being read the same moment the end is waited for.
 *
 * What was found is told of every image that has the layer, as if each had been read.
 */
#ifndef VETO_RUN_LAYERS_LAYER_MEMORY_H
#define VETO_RUN_LAYERS_LAYER_MEMORY_H

#include "run/worker.h"

struct layer_memory;

/* `*out` is NULL where this scan must read all there is. */
int layer_memory_open(struct layer_memory **out, const struct worker_shared *shared,
                      struct veto_error *error);
void layer_memory_free(struct layer_memory *memory);

/* For the sink (unit/sink.h), on any thread. */
enum layer_turn layer_memory_begin(struct worker *worker, struct layer_visit *visit);
void layer_memory_end(struct worker *worker, struct layer_visit *visit);

/*
 * After the last task and before findings are told of further images: counts and problems of layers
 * that were not read again, and the cache. `memory` may be NULL.
 */
int layer_memory_settle(struct layer_memory *memory, struct worker *workers, unsigned count,
                        struct veto_error *error);

#endif
