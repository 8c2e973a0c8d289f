/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What only the whole of an image can say of a finding in one of its layers: whether the file is
 * still there in the final file system, and which other images hold the same layer.
 */
#ifndef VETO_RUN_LAYERS_IMAGE_PLACES_H
#define VETO_RUN_LAYERS_IMAGE_PLACES_H

#include "run/layers/base_layers.h"
#include "run/worker.h"

/*
 * After the last task, before findings are merged: fills their states and whether they are in
 * layers of a base, adds a finding for each other image that has the layer, and drops faults of
 * configuration in files that are gone.
 */
int image_places_resolve(struct worker *workers, size_t count, const struct base_layers *bases,
                         struct veto_error *error);

#endif
