/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What images are called: by the descriptors of their manifest, of which an index may have several,
 * by those of the index of all platforms, and by a manifest.json beside them.
 */
#ifndef VETO_SOURCE_IMAGE_NAMES_H
#define VETO_SOURCE_IMAGE_NAMES_H

#include "source/image/graph.h"

struct span descriptor_annotation(const struct json_value *descriptor, const char *key);

/* Notes what a descriptor calls its manifest. Its text must outlive the names' use. */
void names_note(struct image_graph *graph, const struct json_value *descriptor);
/* Notes a tag that a manifest.json gives the image of that configuration. */
void names_note_tag(struct image_graph *graph, struct span config_digest, struct span tag);
/* Its tags behind `parts->reference`, which is the first of them where it is empty. */
void names_fill_tags(struct image_graph *graph, struct image_parts *parts);
/* The names of the image whose configuration is known; `around`: of the index, or NULL. */
void names_fill(struct image_graph *graph, const struct json_value *descriptor,
                const struct json_value *around, struct image_parts *parts);

#endif
