/* SPDX-License-Identifier: Apache-2.0 */
#include "match/sieve.h"

#include "base/macro.h"
#include "match/sieve_form.h"
#if defined(__SSE2__) && !defined(VETO_PORTABLE)
#include <immintrin.h>
#define HAS_WIDE_BYTES 1
#else
#define HAS_WIDE_BYTES 0
#endif

/* Texts, sets and paths lie behind the sieve, within its own length. */
static bool is_whole(const struct sieve *sieve)
{
    uint64_t behind = sieve->text_count * (uint64_t)sizeof(struct sieve_text) +
                      sieve->set_count * (uint64_t)sizeof(struct byte_set) +
                      sieve->path_count * (uint64_t)sizeof(struct sieve_path);
    return sieve->path_count <= SIEVE_PATHS && behind <= sieve->len - sizeof(*sieve);
}

int sieve_in_place(const struct sieve **out, struct span *images, struct veto_error *error)
{
    const struct sieve *sieve = (const void *)images->data;
    if (images->len < sizeof(*sieve) || (uintptr_t)images->data % SIEVE_ALIGN ||
        sieve->len < sizeof(*sieve) || sieve->len > images->len || !is_whole(sieve))
        return error_set(error, VETO_ERROR_FORMAT, "damaged");
    *out = sieve->text_count ? sieve : NULL;
    *images = span_from(*images, sieve->len);
    return 0;
}

/* Steps that cost nothing to speak of, and how many for each byte do. */
enum { STEPS_FREE = 4096, STEPS_FOR_BYTE = 16 };

/* Bytes from each of which a way goes on. */
struct walked {
    uint32_t begin, end;
};

struct search {
    const struct sieve *sieve;
    struct span text;
    sieve_callback found;
    void *payload;
    size_t steps; /* on the ways of texts */
    struct walked walked[SIEVE_PATHS];
};

/* ---- Places that passed ---------------------------------------------------------------------- */

static uint64_t word_at(struct span text, size_t at)
{
    uint64_t word = 0;
    if (likely(text.len - at >= sizeof(word)))
        memcpy(&word, text.data + at, sizeof(word));
    else
        memcpy(&word, text.data + at, text.len - at);
    return word;
}

static bool stands_at(struct search *search, const struct sieve_text *text, size_t at)
{
    struct span bytes = search->text;
    size_t begin = at - text->fragment, end = begin + text->len;
    const struct byte_set *sets = sieve_sets(search->sieve);
    if (at < text->fragment || end > bytes.len ||
        ((word_at(bytes, begin) ^ text->value) & text->mask) != 0)
        return false;
    return (begin == 0 || set_has(&sets[text->precede], (unsigned char)bytes.data[begin - 1])) &&
           (end == bytes.len || set_has(&sets[text->follow], (unsigned char)bytes.data[end]));
}

/* Texts of many ways on which nothing ends would be gone over for each of them: then all pass. */
static bool is_worn_out(const struct search *search, size_t at)
{
    return search->steps > STEPS_FREE && search->steps / STEPS_FOR_BYTE > at;
}

/* Which byte from `from` to `last` ends the way? */
static size_t walk(struct search *search, size_t number, size_t from, size_t last)
{
    const struct byte_set *sets = sieve_sets(search->sieve);
    const struct sieve_path *path = &sieve_paths(search->sieve)[number];
    const struct byte_set *through = &sets[path->through], *until = &sets[path->until];
    struct walked *walked = &search->walked[number];
    bool is_known = from >= walked->begin && from < walked->end;
    size_t begin = is_known ? walked->end : from, at = begin;
    while (at < last && set_has(through, (unsigned char)search->text.data[at]) &&
           !set_has(until, (unsigned char)search->text.data[at]))
        at++;
    search->steps += at - begin;
    walked->begin = is_known ? walked->begin : (uint32_t)from;
    walked->end = (uint32_t)at;
    return at;
}

/* Does what follows the text, which ends at byte `end`, lead to where it must? */
static bool leads_on(struct search *search, const struct sieve_text *text, size_t number,
                     size_t end)
{
    const struct sieve_path *path = &sieve_paths(search->sieve)[number];
    size_t last = end + MIN(search->text.len - end, (size_t)text->after);
    size_t at = walk(search, number, end, last);
    if (at >= last)
        return path->or_end && last == search->text.len;
    return set_has(&sieve_sets(search->sieve)[path->until], (unsigned char)search->text.data[at]);
}

static bool gets_through(struct search *search, const struct sieve_text *text, size_t end)
{
    bool leads = true;
    for (size_t i = 0; i < COVER_WAYS && text->paths[i] && leads; i++)
        leads = is_worn_out(search, end) || leads_on(search, text, text->paths[i], end);
    return leads;
}

/* `at`: of the fragment. */
static int try_texts(struct search *search, const struct sieve_text *text, size_t at)
{
    for (;; text++) {
        size_t begin = at - text->fragment, end = begin + text->len;
        if (stands_at(search, text, at) && gets_through(search, text, end)) {
            begin -= MIN(begin, (size_t)text->before);
            end += MIN(search->text.len - end, (size_t)text->after);
            int status = search->found(begin, end, search->payload);
            if (status)
                return status;
        }
        if (text->is_last)
            return 0;
    }
}

/* A fragment may begin at byte `at`, and `is_short` where one of three bytes may. */
static inline int try_place(struct search *search, size_t at, bool is_short)
{
    const struct sieve *sieve = search->sieve;
    uint32_t fragment = (uint32_t)word_at(search->text, at);
    unsigned slot = sieve->slots[sieve_slot(fragment)];
    int status = slot ? try_texts(search, &sieve->texts[slot - 1], at) : 0;
    if (likely(!is_short) || status)
        return status;
    slot = sieve->short_slots[sieve_short_slot(fragment)];
    return slot ? try_texts(search, &sieve->texts[slot - 1], at) : 0;
}

/* ---- Byte by byte ---------------------------------------------------------------------------- */

/* A bit for each bucket of which a fragment may begin there. */
static unsigned buckets_at(const struct sieve *sieve, size_t bank, struct span text, size_t at)
{
    unsigned buckets = (unsigned char)text.data[at] < 128 ? UINT8_MAX : 0;
    for (size_t i = 0; i < SIEVE_POSITIONS; i++) {
        unsigned char byte = at + i < text.len ? (unsigned char)text.data[at + i] : 0;
        buckets &= sieve->buckets[bank][i][byte & 127];
    }
    return buckets;
}

static int find_plainly(struct search *search)
{
    for (size_t at = 0; at < search->text.len; at++) {
        unsigned first = buckets_at(search->sieve, 0, search->text, at), any = first;
        for (size_t bank = 1; bank < SIEVE_BANKS; bank++)
            any |= buckets_at(search->sieve, bank, search->text, at);
        int status = any ? try_place(search, at, first >> SIEVE_SHORT & 1) : 0;
        if (status)
            return status;
    }
    return 0;
}

/* ---- Sixty-four bytes ------------------------------------------------------------------------ */

#if HAS_WIDE_BYTES

enum {
    BLOCK = 64,
    HALF = BLOCK / 2,
    REACH = BLOCK + SIEVE_POSITIONS - 1,
    CHUNK_BLOCKS = 64,
    CHUNK = CHUNK_BLOCKS * BLOCK,
};

#define WITH_VBMI                                                                                  \
    __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")))

/* Those of a chunk that passed. */
struct places {
    uint16_t items[CHUNK + BLOCK];
    size_t count;
    uint64_t is_short[CHUNK_BLOCKS + 2]; /* a bit for each byte: a text of three may begin there */
};

struct masks {
    __m512i lower[SIEVE_BANKS][SIEVE_POSITIONS], upper[SIEVE_BANKS][SIEVE_POSITIONS];
};

/* For each byte of a block the buckets of which a fragment may begin there. */
WITH_VBMI static inline __m512i buckets_of(const struct masks *masks, size_t bank,
                                           const __m512i bytes[SIEVE_POSITIONS])
{
    __m512i buckets =
            _mm512_permutex2var_epi8(masks->lower[bank][0], bytes[0], masks->upper[bank][0]);
    for (size_t i = 1; i < SIEVE_POSITIONS; i++)
        buckets =
                _mm512_and_si512(buckets, _mm512_permutex2var_epi8(masks->lower[bank][i], bytes[i],
                                                                   masks->upper[bank][i]));
    return buckets;
}

/*
 * Sixty-four at once, without a branch for each place: whether there is one is what a processor
 * guesses worst.
 */
WITH_VBMI static inline void write_down(struct places *places, uint64_t passed, size_t at)
{
    const __m512i each = _mm512_set_epi8(
            63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46, 45, 44, 43, 42,
            41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20,
            19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    __m512i chosen = _mm512_maskz_compress_epi8(passed, each);
    __m512i first = _mm512_set1_epi16((short)at);
    uint16_t *items = places->items + places->count;
    _mm512_storeu_si512(
            items, _mm512_add_epi16(first, _mm512_cvtepu8_epi16(_mm512_castsi512_si256(chosen))));
    size_t count = (size_t)_mm_popcnt_u64(passed);
    if (unlikely(count > HALF))
        _mm512_storeu_si512(items + HALF,
                            _mm512_add_epi16(first, _mm512_cvtepu8_epi16(
                                                            _mm512_extracti64x4_epi64(chosen, 1))));
    places->count += count;
}

/* `at`: of the block in its chunk. */
WITH_VBMI static inline void look_at(const struct masks *masks, const char *block, size_t at,
                                     struct places *places)
{
    __m512i bytes[SIEVE_POSITIONS];
    for (size_t i = 0; i < SIEVE_POSITIONS; i++) {
        bytes[i] = _mm512_loadu_si512(block + i);
        /* Else the compiler loads them again for each bank, across cache lines. */
        __asm__("" : "+v"(bytes[i]));
    }
    __m512i any = buckets_of(masks, 0, bytes);
    __m512i with_short = any;
    for (size_t bank = 1; bank < SIEVE_BANKS; bank++)
        any = _mm512_or_si512(any, buckets_of(masks, bank, bytes));
    places->is_short[at / BLOCK] =
            _mm512_test_epi8_mask(with_short, _mm512_set1_epi8(1 << SIEVE_SHORT));
    uint64_t ascii = ~_mm512_movepi8_mask(bytes[0]);
    write_down(places, _mm512_test_epi8_mask(any, any) & ascii, at);
}

static bool is_short_place(const struct places *places, size_t at)
{
    return places->is_short[at / BLOCK] >> at % BLOCK & 1;
}

/* Of the chunk that begins at byte `begin`. */
static int try_places(struct search *search, struct places *places, size_t begin)
{
    size_t count = places->count;
    places->count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = places->items[i];
        if (unlikely(begin + at >= search->text.len))
            return 0;
        int status = try_place(search, begin + at, is_short_place(places, at));
        if (status)
            return status;
    }
    return 0;
}

WITH_VBMI static struct masks masks_of(const struct sieve *sieve)
{
    struct masks masks;
    for (size_t bank = 0; bank < SIEVE_BANKS; bank++) {
        for (size_t i = 0; i < SIEVE_POSITIONS; i++) {
            masks.lower[bank][i] = _mm512_loadu_si512(sieve->buckets[bank][i]);
            masks.upper[bank][i] = _mm512_loadu_si512(sieve->buckets[bank][i] + BLOCK);
        }
    }
    return masks;
}

WITH_VBMI static int find_with_vbmi(struct search *search)
{
    const struct masks masks = masks_of(search->sieve);
    struct places places;
    places.count = 0;
    struct span text = search->text;
    size_t begin = 0;
    while (text.len - begin >= REACH) {
        size_t blocks = MIN((text.len - begin - REACH) / BLOCK + 1, (size_t)CHUNK_BLOCKS);
        for (size_t i = 0; i < blocks; i++)
            look_at(&masks, text.data + begin + i * BLOCK, i * BLOCK, &places);
        int status = try_places(search, &places, begin);
        if (status)
            return status;
        begin += blocks * BLOCK;
    }
    /* What is left is shorter than two blocks, and zeros are in no text. */
    char last[2 * BLOCK + REACH] = { 0 };
    memcpy(last, text.data + begin, text.len - begin);
    for (size_t i = 0; begin + i < text.len; i += BLOCK)
        look_at(&masks, last + i, i, &places);
    return try_places(search, &places, begin);
}

enum sieve_way sieve_best_way(void)
{
    bool has_all = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") &&
                   __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2");
    return has_all ? SIEVE_VBMI : SIEVE_PLAIN;
}

#else

enum sieve_way sieve_best_way(void)
{
    return SIEVE_PLAIN;
}
#endif

int sieve_find(enum sieve_way way, const struct sieve *sieve, struct span text,
               sieve_callback found, void *payload)
{
    struct search search;
    search.sieve = sieve;
    search.text = text;
    search.found = found;
    search.payload = payload;
    search.steps = 0;
    memset(search.walked, 0, sieve->path_count * sizeof(*search.walked));
#if HAS_WIDE_BYTES
    if (way == SIEVE_VBMI)
        return find_with_vbmi(&search);
#endif
    (void)way;
    return find_plainly(&search);
}
