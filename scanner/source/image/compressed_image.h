/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An image archive that is compressed as a whole, which cannot be sought in: it is inflated twice,
 * once for its names and documents, once for its layers, in the order in which they come.
 */
#ifndef VETO_SOURCE_IMAGE_COMPRESSED_IMAGE_H
#define VETO_SOURCE_IMAGE_COMPRESSED_IMAGE_H

#include "source/image/graph.h"

struct compressed_image {
    int fd; /* borrowed */
    uint64_t size;
    const struct veto_origin *origin;
    struct store *store;
};

/* Whether a compressed stream that begins with these bytes is a tar that begins as images do. */
bool compressed_image_may_begin(struct span head);
bool compressed_image_may_be_one(int fd);

/*
 * Fills the store; small JSON documents are kept. Says nothing of troubles: the second time will.
 * Negative: it is no image.
 */
int compressed_image_index(struct compressed_image *image, struct unit_sink *sink);
/* Scans the layers that the store's files were planned as, and what belongs to no image. */
void compressed_image_scan(struct compressed_image *image, struct unit_sink *sink);
/* Scans it as any other file; `observer` sees what stands in a tar in it, and may be NULL. */
void compressed_image_scan_plain(struct compressed_image *image, struct unit_sink *sink,
                                 struct entry_observer *observer);

#endif
