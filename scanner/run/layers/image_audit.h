/* SPDX-License-Identifier: Apache-2.0 */
/* Checks of whole images: asked once all layers were read, of what they come to together. */
#ifndef VETO_RUN_LAYERS_IMAGE_AUDIT_H
#define VETO_RUN_LAYERS_IMAGE_AUDIT_H

#include "run/layers/base_layers.h"
#include "run/worker.h"

/*
 * After the last task, and after `image_places_resolve`: what is found is each image's own. Troubles
 * become problems of the image.
 */
void image_audit_run(struct worker *workers, size_t count, const struct base_layers *bases);

#endif
