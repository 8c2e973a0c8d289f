/* SPDX-License-Identifier: Apache-2.0 */
#include "match/byte_set.h"

#include "base/ascii.h"
#include "base/macro.h"

void set_add(struct byte_set *set, unsigned char byte)
{
    set->bits[byte / 64] |= (uint64_t)1 << (byte % 64);
}

void set_add_range(struct byte_set *set, unsigned first, unsigned last)
{
    for (unsigned byte = first; byte <= last && byte < 256; byte++)
        set_add(set, (unsigned char)byte);
}

void set_add_all(struct byte_set *set, const struct byte_set *other)
{
    for (size_t i = 0; i < ARRAY_SIZE(set->bits); i++)
        set->bits[i] |= other->bits[i];
}

bool set_is_within(const struct byte_set *small, const struct byte_set *large)
{
    for (size_t i = 0; i < ARRAY_SIZE(small->bits); i++)
        if (small->bits[i] & ~large->bits[i])
            return false;
    return true;
}

bool set_is_empty(const struct byte_set *set)
{
    const struct byte_set none = { { 0 } };
    return set_is_within(set, &none);
}

void set_invert(struct byte_set *set)
{
    for (size_t i = 0; i < ARRAY_SIZE(set->bits); i++)
        set->bits[i] = ~set->bits[i];
}

void set_fold(struct byte_set *set)
{
    for (unsigned c = 'a'; c <= 'z'; c++) {
        unsigned char lower = (unsigned char)c, upper = (unsigned char)ascii_upper((char)c);
        if (set_has(set, lower) || set_has(set, upper)) {
            set_add(set, lower);
            set_add(set, upper);
        }
    }
}

unsigned set_count_folded(const struct byte_set *set)
{
    unsigned count = 0;
    for (unsigned byte = 0; byte < 256; byte++) {
        bool doubled =
                ascii_is_upper((char)byte) && set_has(set, (unsigned char)ascii_lower((char)byte));
        count += set_has(set, (unsigned char)byte) && !doubled;
    }
    return count;
}
