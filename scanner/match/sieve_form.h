/* SPDX-License-Identifier: Apache-2.0 */
/* A sieve as it lies in memory: for who makes it and who searches with it. */
#ifndef VETO_MATCH_SIEVE_FORM_H
#define VETO_MATCH_SIEVE_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "match/byte_set.h"
#include "match/cover.h"

enum {
    SIEVE_POSITIONS = 4, /* bytes of a text that are looked at first: its fragment */
    SIEVE_FRAGMENT = 4,
    SIEVE_BANKS = 4,
    SIEVE_BUCKETS = 8 * SIEVE_BANKS,
    SIEVE_SHORT = 0, /* the bucket of texts of three bytes */
    SIEVE_SLOT_BITS = 13,
    SIEVE_SLOTS = 1 << SIEVE_SLOT_BITS,
    SIEVE_PATHS = 1024,
};

struct sieve_text {
    uint64_t value, mask; /* of its first eight bytes, as they lie in memory */
    uint32_t before, after;
    uint8_t len;
    uint8_t fragment;           /* where that begins */
    uint16_t precede, follow;   /* the sets of what may stand beside it */
    uint16_t paths[COVER_WAYS]; /* where all of them lead on, it passes; 0: none */
    bool is_last;               /* of its slot */
};

/* A way, which many texts have in common. */
struct sieve_path {
    uint16_t through, until; /* sets */
    uint16_t or_end;
};

/*
 * Each text is in one of the buckets, a bit of the masks: a byte may be the fragment's byte N of a
 * text of bucket B where bit B is set both for its lower and its upper half. Slots are found by a
 * product over the fragment.
 */
struct sieve {
    uint64_t len; /* of the image */
    uint32_t text_count, set_count, path_count; /* the first path is none */
    _Alignas(64) uint8_t buckets[SIEVE_BANKS][SIEVE_POSITIONS][128];
    uint16_t slots[SIEVE_SLOTS];       /* 1 + the index of the first text of the slot; 0: none */
    uint16_t short_slots[SIEVE_SLOTS]; /* the same of the texts of three bytes */
    struct sieve_text texts[];         /* behind them the sets, and behind those the paths */
};

static inline const struct byte_set *sieve_sets(const struct sieve *sieve)
{
    return (const struct byte_set *)(const void *)(sieve->texts + sieve->text_count);
}

static inline const struct sieve_path *sieve_paths(const struct sieve *sieve)
{
    return (const struct sieve_path *)(const void *)(sieve_sets(sieve) + sieve->set_count);
}

/* Letters of either case count as one, and so do some other bytes. */
static inline uint32_t sieve_slot(uint32_t fragment)
{
    return (fragment | 0x20202020) * 0x9E3779B1U >> (32 - SIEVE_SLOT_BITS);
}

static inline uint32_t sieve_short_slot(uint32_t fragment)
{
    return sieve_slot(fragment & 0xFFFFFF);
}

#endif
