/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The images of one file, and what their layers do to one another: kept from the time when the
 * manifests are read until findings are merged. It says whether a file of a layer is still there in
 * the final file system, and which other images share the layer.
 *
 * Each index is written by the one thread that reads its layer; once all tasks are done, the set is
 * only read.
 */
#ifndef VETO_SOURCE_IMAGE_IMAGE_SET_H
#define VETO_SOURCE_IMAGE_IMAGE_SET_H

#include "base/digest.h"
#include "base/table.h"
#include "source/image/layer_index.h"
#include "source/image/layer_notes.h"

/* A layer as one image has it. */
struct image_set_layer {
    const struct veto_origin *origin; /* of the layer in that image */
    struct stored_layer *stored;      /* NULL where it is not in the file */
    struct image_set_layer *next;     /* the same stored layer in another image */
};

/* A layer as the file has it: read once, whoever shares it. */
struct stored_layer {
    struct layer_index index;
    struct layer_notes notes;
    uint64_t size; /* of the stored bytes */
    bool is_plain; /* these are the tar itself; known once it was read, as what follows */
    char tar_digest[sizeof("sha512:") + DIGEST_MAX_HEX]; /* "" where nobody asked for it */
    struct image_set_layer *users, **users_end;
    struct stored_layer *next;
};

/* What else the file holds about an image. */
enum { ATTACHED_SIGNATURE = 1, ATTACHED_SBOM = 2, ATTACHED_PROVENANCE = 4 };

struct image_set_image {
    const struct veto_origin *origin;
    unsigned attached; /* source/image/attached.h; known once all manifests are */
    struct span config;             /* JSON; empty where it is not in the file */
    struct image_set_layer *layers; /* the lowest first */
    size_t layer_count;
    struct image_set_image *next;
};

struct image_set {
    struct arena arena;
    struct image_set_image *images, **images_end;
    struct stored_layer *stored;
    size_t image_count;
    size_t config_bytes;
    uint64_t path_key;     /* of the layers' indexes */
    struct table attached; /* digest of a manifest → what there is about it */
    struct image_set *next; /* whoever keeps several */
};

/* NULL without memory. */
struct image_set *image_set_create(void);
void image_set_free(struct image_set *set);

/* An image without its layers yet; copies the origin. NULL without memory, as all of these. */
struct image_set_image *image_set_add(struct image_set *set, const struct veto_origin *image,
                                      size_t layer_count);
struct stored_layer *image_set_store(struct image_set *set, uint64_t size);
/* Fills layer `index` of an image. Negative without memory. */
int image_set_fill(struct image_set *set, struct image_set_image *image, size_t index,
                   const struct veto_origin *layer, struct stored_layer *stored);
/* Keeps the configuration. False where all of them together are more than is kept. */
bool image_set_keep_config(struct image_set *set, struct image_set_image *image,
                           struct span config);
/* Whether its tar was hashed by the algorithm of `diff_id`; NULL: whoever does not ask. */
bool stored_layer_answers(const struct stored_layer *stored, const char *diff_id);
/* As it was before it was read. */
void stored_layer_forget(struct stored_layer *stored);
/* Once all layers are known: shares the memory for indexes among them. */
void image_set_divide(struct image_set *set);

/*
 * Whether the content that layer `index` has at `path` is there in the final file system, under
 * this or another name, and if not, which layer took it away.
 */
enum veto_state image_set_state(const struct image_set_image *image, size_t index,
                                struct span path, uint32_t *state_layer);
/* The same of the path itself, whatever other names its content has. */
enum veto_state image_set_path_state(const struct image_set_image *image, size_t index,
                                     struct span path, bool is_folder, uint32_t *state_layer);

#endif
