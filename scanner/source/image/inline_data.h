/* SPDX-License-Identifier: Apache-2.0 */
/* OCI image-spec, descriptor `data`: a small blob that stands in the manifest itself, in base64. */
#ifndef VETO_SOURCE_IMAGE_INLINE_DATA_H
#define VETO_SOURCE_IMAGE_INLINE_DATA_H

#include "base/arena.h"

/* RFC 4648 §4, padding required, nothing else in it. False where it is not that, or without memory. */
bool inline_data_decode(struct arena *arena, struct span text, struct span *bytes);

#endif
