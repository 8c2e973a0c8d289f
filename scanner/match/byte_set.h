/* SPDX-License-Identifier: Apache-2.0 */
/* Any of the 256 bytes, as a character class holds them. */
#ifndef VETO_MATCH_BYTE_SET_H
#define VETO_MATCH_BYTE_SET_H

#include <stdbool.h>
#include <stdint.h>

struct byte_set {
    uint64_t bits[4];
};

void set_add(struct byte_set *set, unsigned char byte);
void set_add_range(struct byte_set *set, unsigned first, unsigned last);
void set_add_all(struct byte_set *set, const struct byte_set *other);
bool set_is_empty(const struct byte_set *set);
/* Has `large` every byte of `small`? */
bool set_is_within(const struct byte_set *small, const struct byte_set *large);
void set_invert(struct byte_set *set);
/* Adds the other case of each letter. */
void set_fold(struct byte_set *set);

static inline bool set_has(const struct byte_set *set, unsigned char byte)
{
    return set->bits[byte / 64] >> (byte % 64) & 1;
}

/* How many bytes are in it, where the two cases of a letter count as one. */
unsigned set_count_folded(const struct byte_set *set);

#endif
