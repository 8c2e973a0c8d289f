/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading one layer: verified while it streams, inflated where it is compressed, whatever its media
 * type says.
 */
#ifndef VETO_SOURCE_IMAGE_LAYERS_H
#define VETO_SOURCE_IMAGE_LAYERS_H

#include "source/image/graph.h"

/*
 * `stored` are the layer's bytes as they lie in the file. `visit` is told what they hash to, and
 * whether they were whole; NULL where nobody asks.
 */
void layer_scan(struct unit_sink *sink, struct content_reader *stored,
                const struct image_layer *layer, struct layer_visit *visit);

/*
 * Asks for one read task per layer, so that the largest runs first. They borrow layers and store
 * from `parent`.
 */
void layers_ask(struct unit_sink *sink, struct image_layer *const *layers, size_t count,
                const struct store *store, struct read_task *parent);

#endif
