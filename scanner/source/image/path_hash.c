/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/path_hash.h"

#include <unistd.h>

#include "base/macro.h"

/*
 * A polynomial whose coefficients are seven bytes each, at a secret point of the field of this
 * prime: paths that differ agree in as many points as they have coefficients, at most.
 */
#define PRIME ((UINT64_C(1) << 61) - 1)

enum { PRIME_BITS = 61, WORD_BYTES = 7, HALF_BITS = 31, REST_BITS = PRIME_BITS - HALF_BITS };

#define LOW(number, bits) ((number) & ((UINT64_C(1) << (bits)) - 1))

static uint64_t reduce(uint64_t number)
{
    number = LOW(number, PRIME_BITS) + (number >> PRIME_BITS);
    return number >= PRIME ? number - PRIME : number;
}

/* Of numbers below the prime, in halves: 2^61 is 1, and 2^62 is 2. */
static uint64_t multiply(uint64_t a, uint64_t b)
{
    uint64_t a_high = a >> HALF_BITS, a_low = LOW(a, HALF_BITS);
    uint64_t b_high = b >> HALF_BITS, b_low = LOW(b, HALF_BITS);
    uint64_t middle = a_high * b_low + a_low * b_high;
    return reduce(2 * a_high * b_high + (middle >> REST_BITS) +
                  (LOW(middle, REST_BITS) << HALF_BITS) + a_low * b_low);
}

bool path_key_is_one(uint64_t key)
{
    return key > 1 && key < PRIME;
}

uint64_t path_key_make(void)
{
    uint64_t bits = 0;
    if (getentropy(&bits, sizeof(bits)) < 0)
        bits = (uint64_t)(uintptr_t)&bits * UINT64_C(0x9e3779b97f4a7c15);
    uint64_t key = reduce(bits);
    return path_key_is_one(key) ? key : 2;
}

struct path_hasher path_hasher_begin(uint64_t key)
{
    return (struct path_hasher){ key, 1 };
}

/* The last word of a part, even if it is empty, has a mark above its bytes that says how many there
 * are: so the parts can be told. */
void path_hasher_add(struct path_hasher *hasher, struct span part)
{
    uint64_t sum = hasher->sum;
    size_t at = 0;
    for (; part.len - at > WORD_BYTES; at += WORD_BYTES) {
        uint64_t word = 0;
        for (size_t i = 0; i < WORD_BYTES; i++)
            word = word << 8 | (unsigned char)part.data[at + i];
        sum = multiply(reduce(sum + word), hasher->key);
    }
    uint64_t mark = part.len - at + 1, last = 0;
    for (; at < part.len; at++)
        last = last << 8 | (unsigned char)part.data[at];
    hasher->sum = multiply(reduce(sum + (mark << 8 * WORD_BYTES | last)), hasher->key);
}

uint64_t path_hasher_hash(const struct path_hasher *hasher)
{
    return hasher->sum + 1;
}

uint64_t path_hash(uint64_t key, struct span path)
{
    struct path_hasher hasher = path_hasher_begin(key);
    struct span part;
    while (path.len && span_next_field(&path, '/', &part))
        path_hasher_add(&hasher, part);
    return path_hasher_hash(&hasher);
}
