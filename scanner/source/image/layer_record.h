/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the reading of a layer tells of it beside the findings, as bytes: its index, its notes, and
 * the digest of its tar. Whoever has them need not read a layer of the same bytes again.
 */
#ifndef VETO_SOURCE_IMAGE_LAYER_RECORD_H
#define VETO_SOURCE_IMAGE_LAYER_RECORD_H

#include "base/pack.h"
#include "source/image/image_set.h"

/* Whether all is there, and does not depend on what other layers the image has. */
bool layer_record_is_whole(const struct stored_layer *stored);
void layer_record_pack(struct buf *to, const struct stored_layer *stored);
/*
 * Into a layer that is prepared and not yet read. False where the bytes are not sound, or the layer
 * has more paths than may be kept of this one; it is as it was then.
 */
bool layer_record_unpack(struct pack_reader *from, struct stored_layer *stored);

#endif
