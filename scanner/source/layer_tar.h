/* SPDX-License-Identifier: Apache-2.0 */
/* What a layer holds once it is unpacked: a tar, or what should have been one. */
#ifndef VETO_SOURCE_LAYER_TAR_H
#define VETO_SOURCE_LAYER_TAR_H

#include "source/content.h"

/* `inside` is the state of the members. What begins with no tar is a problem of `origin`. */
void layer_tar_scan(struct unit_sink *sink, struct content_reader *reader,
                    const struct veto_origin *origin, struct content_state inside);

#endif
