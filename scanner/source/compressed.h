/* SPDX-License-Identifier: Apache-2.0 */
/* Content that is one compressed stream: a tar in it is opened, anything else is one content. */
#ifndef VETO_SOURCE_COMPRESSED_H
#define VETO_SOURCE_COMPRESSED_H

#include "source/content.h"

/* What follows a stream is named so: it is no part of what the stream unpacks to. */
#define BEHIND_COMPRESSED SPAN("[behind the compressed stream]")

/*
 * `container_is_stream(container)` holds. `state` is that of what is inside, of which `expected`
 * bytes will come, as somebody says who may be wrong; 0 = nobody does.
 */
void compressed_scan(struct unit_sink *sink, enum container container,
                     struct content_reader *reader, uint64_t expected,
                     const struct veto_origin *origin, struct content_state state);

#endif
