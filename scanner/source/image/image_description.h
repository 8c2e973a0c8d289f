/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An image as a document of its own, once all its layers were read: the configuration, the history,
 * and the files that were noted, with what became of them. It is what checks of images are asked
 * of; each of its parts knows where in the image it stands.
 */
#ifndef VETO_SOURCE_IMAGE_IMAGE_DESCRIPTION_H
#define VETO_SOURCE_IMAGE_IMAGE_DESCRIPTION_H

#include "base/buf.h"
#include "source/image/image_set.h"

/* Bytes [begin, end) of the text are about that part of the image. */
struct described_part {
    size_t begin, end;
    const char *config;            /* `Env`, `history[2]`; NULL for a file: */
    const struct noted_file *file;
    size_t layer;
    enum veto_state state;
    uint32_t state_layer;
};

struct image_description {
    struct buf text; /* JSON */
    size_t config_end; /* before it stands what somebody chose to write: there may be secrets in it */
    struct described_part *parts; /* in the order of the text */
    size_t part_count, part_capacity;
    struct arena arena;
    /* The first file that is a link to one whose text is not here; NULL = none. */
    const struct noted_file *unread;
    size_t unread_layer;
    size_t links; /* that were followed */
    bool failed;
};

enum { DESCRIPTION_MAX = 16 * 1024 * 1024 };

/*
 * Check `failed` at the end: then there was no memory, or too much to say. `base_layers` are the
 * lowest that are known to be a base's; 0 = nobody said.
 */
void image_description_make(struct image_description *description,
                            const struct image_set_image *image, size_t base_layers);
void image_description_release(struct image_description *description);

/* The part that byte `at` of the text belongs to; NULL where it is the image as a whole. */
const struct described_part *image_description_part(const struct image_description *description,
                                                    size_t at);

#endif
