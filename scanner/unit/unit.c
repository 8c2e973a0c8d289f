/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/unit.h"

#include "base/macro.h"

struct unit unit_whole(struct span bytes, const struct veto_origin *origin)
{
    struct span path = origin ? span_from_bytes(origin->name) : SPAN_EMPTY;
    return (struct unit){
        .bytes = bytes,
        .own_end = bytes.len,
        .first_line = 1,
        .first_column = 1,
        .is_first = true,
        .is_last = true,
        .kinds = kind_of(path, span_sub(bytes, 0, 4096)),
        .origin = origin,
        .decoding = "",
    };
}
