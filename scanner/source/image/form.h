/* SPDX-License-Identifier: Apache-2.0 */
/* Which forms of image a store holds; one file may be written in two at once. */
#ifndef VETO_SOURCE_IMAGE_FORM_H
#define VETO_SOURCE_IMAGE_FORM_H

#include "source/image/graph.h"

enum image_form {
    FORM_OCI = 1 << 0,    /* oci-layout, index.json, blobs/ */
    FORM_DOCKER = 1 << 1, /* manifest.json, an array */
    FORM_DIR = 1 << 2,    /* skopeo's `dir:`: version, manifest.json, an object */
};

/* A set of forms; 0 = no image. */
unsigned form_of(struct store *store);
/* A whole file system, as `docker export` writes it: no image, and no history. */
bool form_is_file_system(const struct store *store);
/* The same of an archive that is not indexed: the marks of its members, put together by `|`. */
unsigned form_mark_of(struct span path);
bool form_marks_file_system(unsigned marks);
/* A look at three names, before a whole folder is listed. */
bool form_folder_may_be_one(int fd);
/*
 * Whether an archive's member can be one of an image: at the top, a blob, in a folder of old
 * docker, or anywhere else a layer.
 */
bool form_may_have_member(struct span path);
/* The same of the first member of a tar that begins so. */
bool form_may_have_header(struct span head);

void form_build_graph(struct image_graph *graph);

#endif
