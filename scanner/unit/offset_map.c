/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/offset_map.h"

#include "base/macro.h"

/* The last piece that begins at or before `at`, or NULL. */
static const struct map_piece *piece_at(const struct offset_map *map, size_t at)
{
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (map->pieces[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &map->pieces[low - 1] : NULL;
}

static bool holds(const struct map_piece *piece, size_t at)
{
    return piece && at >= piece->at && at - piece->at < piece->len;
}

/* Where the original of the byte at `at` begins: a byte that shares one with others rounds down. */
static size_t original_begin(const struct map_piece *piece, size_t at)
{
    uint64_t scaled = (uint64_t)(at - piece->at) * piece->from_len;
    return piece->from + (size_t)(scaled / piece->len);
}

static size_t original_end(const struct map_piece *piece, size_t at)
{
    uint64_t scaled = (uint64_t)(at + 1 - piece->at) * piece->from_len;
    return piece->from + (size_t)((scaled + piece->len - 1) / piece->len);
}

bool offset_map_range(const struct offset_map *map, struct byte_range derived,
                      struct byte_range *original)
{
    if (derived.end <= derived.begin)
        return false;
    const struct map_piece *first = piece_at(map, derived.begin);
    const struct map_piece *last = piece_at(map, derived.end - 1);
    if (!holds(first, derived.begin) || !holds(last, derived.end - 1))
        return false;
    for (const struct map_piece *piece = first; piece < last; piece++)
        if (piece->at + piece->len != piece[1].at)
            return false;
    size_t begin = original_begin(first, derived.begin);
    size_t end = original_end(last, derived.end - 1);
    /* Pieces need not come in the order of the original. */
    original->begin = MIN(begin, end);
    original->end = MAX(begin, end);
    return true;
}
