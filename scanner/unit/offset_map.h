/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the bytes of a derived unit came from in the unit it was derived from. Bytes that are in no
 * piece were put there by the decoder, between spans that do not belong together.
 */
#ifndef VETO_UNIT_OFFSET_MAP_H
#define VETO_UNIT_OFFSET_MAP_H

#include "base/span.h"

/* `len` bytes from `at` on stand for `from_len` bytes from `from` on, evenly. */
struct map_piece {
    uint32_t at, len;
    uint32_t from, from_len;
};

struct offset_map {
    const struct map_piece *pieces; /* sorted by `at`, not overlapping */
    size_t count;
};

struct byte_range {
    size_t begin, end;
};

/*
 * What [begin, end) of the derived bytes came from. False where a byte of it came from nowhere: the
 * range reaches over a border.
 */
bool offset_map_range(const struct offset_map *map, struct byte_range derived,
                      struct byte_range *original);

#endif
