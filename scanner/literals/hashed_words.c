/* SPDX-License-Identifier: Apache-2.0 */
#include "literals/hashed_words.h"

#include "base/ascii.h"
#include "base/macro.h"

enum { COMPARED = 16, SHORTEST = 32 /* digits: MD5's */ };

/* The first eight bytes of each, in order. */
static const uint64_t hashes[] = {
#include "literals/hashed_words.def"
};

static bool read_front(struct span value, uint64_t *front)
{
    *front = 0;
    for (size_t i = 0; i < value.len; i++) {
        int digit = ascii_hex_value(value.data[i]);
        if (digit < 0)
            return false;
        if (i < COMPARED)
            *front = *front << 4 | (uint64_t)digit;
    }
    return true;
}

bool is_hash_of_word(struct span value)
{
    uint64_t front;
    size_t low = 0, high = ARRAY_SIZE(hashes);
    if (value.len < SHORTEST || !read_front(value, &front))
        return false;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hashes[middle] < front)
            low = middle + 1;
        else
            high = middle;
    }
    return low < ARRAY_SIZE(hashes) && hashes[low] == front;
}
