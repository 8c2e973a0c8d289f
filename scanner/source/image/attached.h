/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a layout holds beside its images and about them: signatures, bills of materials, provenance.
 * They are manifests of their own that name an image by digest: as `subject` (OCI 1.1), in an
 * annotation (BuildKit), or as a tag that is made of the digest (cosign).
 */
#ifndef VETO_SOURCE_IMAGE_ATTACHED_H
#define VETO_SOURCE_IMAGE_ATTACHED_H

#include "base/json.h"
#include "source/image/image_set.h"

/* Remembers in the set what `manifest`, which is no image, is to an image. */
void attached_note(struct image_set *set, const struct json_value *manifest,
                   const struct json_value *descriptor);
/* Once all manifests are known: tells every image what it has. */
void attached_settle(struct image_set *set);

#endif
