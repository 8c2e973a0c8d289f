/* SPDX-License-Identifier: Apache-2.0 */
#include "literals/pairs.h"

#include "base/ascii.h"

static const uint32_t followers[] = {
#define FOLLOWED_BY(letters) (letters),
#include "literals/pair_list.def"
#undef FOLLOWED_BY
};

struct pair_count pairs_in(struct span text)
{
    struct pair_count count = { 0, 0 };
    for (size_t i = 1; i < text.len; i++) {
        char first = ascii_lower(text.data[i - 1]), second = ascii_lower(text.data[i]);
        if (!ascii_is_lower(first) || !ascii_is_lower(second))
            continue;
        count.all++;
        count.common += followers[first - 'a'] >> (second - 'a') & 1;
    }
    return count;
}
