/* SPDX-License-Identifier: Apache-2.0 */
#include "match/token.h"

#include <stdint.h>
#if defined(__x86_64__) && !defined(VETO_PORTABLE)
#include <immintrin.h>
#endif

#include "base/macro.h"
#include "match/expected_pairs.h"

enum {
    WORD = 64, /* bytes that are looked at together, a bit each */
    SYMBOL_DIGIT = 1,
    SYMBOL_LAST_HEX_LOWER = 7,
    SYMBOL_UPPER = 28,
    SYMBOL_LAST_HEX_UPPER = 33,
    STRANGE_OF_TWENTY = 7, /* pairs; a name has three or four, what was drawn has sixteen */
    MANY_DIGITS = 8,
    LONG_RUN = 40,
    STRETCH = 32, /* of a long run's symbols, with so many strange pairs: */
    STRANGE_IN_STRETCH = 13,
};

static unsigned symbol_of(char byte)
{
    return symbols[(unsigned char)byte];
}

/* ---- Drawn or written ------------------------------------------------------------------------ */

static bool is_hex(unsigned symbol)
{
    return symbol <= SYMBOL_LAST_HEX_LOWER ||
           (symbol >= SYMBOL_UPPER && symbol <= SYMBOL_LAST_HEX_UPPER);
}

/* Digits, of whatever base up to 16, meet too few letters to be strange by their pairs. */
static bool holds_number(const char *run, size_t len)
{
    size_t stretch = 0, digits = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned symbol = symbol_of(run[i]);
        if (symbol == 0)
            continue;
        if (!is_hex(symbol)) {
            stretch = digits = 0;
            continue;
        }
        stretch++;
        digits += symbol == SYMBOL_DIGIT;
        if (stretch >= TOKEN_LEAST && digits >= 2)
            return true;
    }
    return false;
}

/* Pairs of neighbours tell: what people write is made of those that languages have. */
static bool looks_drawn(const char *run, size_t len)
{
    size_t strange = 0, seen = 0;
    unsigned before = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned symbol = symbol_of(run[i]);
        strange += !(expected_behind[before] >> symbol & 1);
        seen += symbol != 0;
        before = symbol;
    }
    return (strange && strange * 20 >= seen * STRANGE_OF_TWENTY) || holds_number(run, len);
}

/* In a long run what was drawn may stand among words. */
static bool holds_drawn(const char *run, size_t len)
{
    uint32_t stretch = 0, strange = 0;
    unsigned before = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned symbol = symbol_of(run[i]);
        unsigned is_strange = !(expected_behind[before] >> symbol & 1);
        before = symbol;
        if (symbol == 0)
            continue;
        strange += is_strange - (stretch >> (STRETCH - 1));
        stretch = stretch << 1 | is_strange;
        if (strange >= STRANGE_IN_STRETCH)
            return true;
    }
    return holds_number(run, len);
}

/* ---- Runs ------------------------------------------------------------------------------------ */

/* What a processor does well with many bytes at once. */
struct reader {
    uint64_t (*read)(const char *word); /* bit N: byte N of WORD bytes may be of a run */
    /* Whether a run turns so often from digits to letters, or from one case to the other, that it
     * is worth to be looked at pair by pair. NULL: all are. */
    bool (*turns_often)(const char *run, size_t len);
};

static uint64_t read_plainly(const char *word)
{
    uint64_t bits = 0;
    for (int i = 0; i < WORD; i++)
        bits |= (uint64_t)(symbol_of(word[i]) || word[i] == '-' || word[i] == '_') << i;
    return bits;
}

#if defined(__x86_64__) && !defined(VETO_PORTABLE)
static uint64_t read_16_at_once(const char *word)
{
    uint64_t bits = 0;
    for (int i = 0; i < WORD; i += 16) {
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(word + i));
        __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));
        __m128i letters = _mm_and_si128(_mm_cmpgt_epi8(folded, _mm_set1_epi8('a' - 1)),
                                        _mm_cmpgt_epi8(_mm_set1_epi8('z' + 1), folded));
        __m128i digits = _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8('0' - 1)),
                                       _mm_cmpgt_epi8(_mm_set1_epi8('9' + 1), bytes));
        __m128i joins = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
        __m128i any = _mm_or_si128(_mm_or_si128(letters, digits), joins);
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(any) << i;
    }
    return bits;
}

__attribute__((target("avx2"))) static uint64_t read_32_at_once(const char *word)
{
    uint64_t bits = 0;
    for (int i = 0; i < WORD; i += 32) {
        __m256i bytes = _mm256_loadu_si256((const __m256i *)(const void *)(word + i));
        __m256i folded = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
        __m256i letters = _mm256_and_si256(_mm256_cmpgt_epi8(folded, _mm256_set1_epi8('a' - 1)),
                                           _mm256_cmpgt_epi8(_mm256_set1_epi8('z' + 1), folded));
        __m256i digits = _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8('0' - 1)),
                                          _mm256_cmpgt_epi8(_mm256_set1_epi8('9' + 1), bytes));
        __m256i joins = _mm256_or_si256(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('-')),
                                        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('_')));
        __m256i any = _mm256_or_si256(_mm256_or_si256(letters, digits), joins);
        bits |= (uint64_t)(unsigned)_mm256_movemask_epi8(any) << i;
    }
    return bits;
}
/* Bit N: byte N of 16 is between them. */
static unsigned is_between(__m128i bytes, char first, char last)
{
    __m128i below = _mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1)));
    __m128i above = _mm_cmpgt_epi8(_mm_set1_epi8((char)(last + 1)), bytes);
    return (unsigned)_mm_movemask_epi8(_mm_and_si128(below, above));
}

/*
 * Names turn at each word: too seldom for what has no digit in it. Where there are digits two turns
 * are enough, since there may be few of them, and where there are many none is needed.
 */
__attribute__((target("popcnt"))) static bool turns_often(const char *run, size_t len)
{
    unsigned joins = 0;
    size_t turns = 0, digits_seen = 0;
    for (size_t i = 0; i + 1 < len; i += 15) {
        const char *at = run + MIN(i, len - 16);
        __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)at);
        unsigned digits = is_between(bytes, '0', '9'), lower = is_between(bytes, 'a', 'z');
        unsigned upper = is_between(bytes, 'A', 'Z'), letters = lower | upper;
        unsigned turn = (digits & letters >> 1) | (letters & digits >> 1) | (lower & upper >> 1) |
                        (upper & upper >> 1);
        turns += (size_t)__builtin_popcount(turn);
        digits_seen += (size_t)__builtin_popcount(digits);
        joins |= ~(digits | letters) & 0xffff;
    }
    if (digits_seen)
        return turns >= 2 || !joins || digits_seen >= MANY_DIGITS;
    return turns * 4 >= len || (turns == 0 && !joins);
}
#endif

static struct reader fastest_reader(void)
{
#if defined(__x86_64__) && !defined(VETO_PORTABLE)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"))
        return (struct reader) { read_32_at_once, turns_often };
    return (struct reader) { read_16_at_once, NULL };
#else
    return (struct reader) { read_plainly, NULL };
#endif
}

static int zeros_below(uint64_t bits)
{
    return bits ? __builtin_ctzll(bits) : WORD;
}

static int zeros_above(uint64_t bits)
{
    return bits ? __builtin_clzll(bits) : WORD;
}

/* Bit N: from byte N on, TOKEN_LEAST bytes of the word are set. */
static uint64_t beginnings(uint64_t bits)
{
    _Static_assert(TOKEN_LEAST == 16, "four doublings");
    bits &= bits >> 1;
    bits &= bits >> 2;
    bits &= bits >> 4;
    return bits & bits >> 8;
}

struct search {
    struct reader reader;
    struct span text;
    token_callback found;
    void *payload;
    size_t open; /* where the run begins that reaches to the end of what was read */
};

static int tell(const struct search *search, size_t begin, size_t end)
{
    const char *run = search->text.data + begin;
    size_t len = end - begin;
    if ((search->reader.turns_often && !search->reader.turns_often(run, len)) ||
        !(len > LONG_RUN ? holds_drawn : looks_drawn)(run, len))
        return 0;
    return search->found(begin, end, search->payload);
}

/* The word that begins at byte `at` of the text, `bits` of which may be of a run. */
static int read_word(struct search *search, size_t at, uint64_t bits)
{
    if (bits == UINT64_MAX)
        return 0;
    int head = zeros_below(~bits);
    int status = 0;
    if (at + (size_t)head - search->open >= TOKEN_LEAST)
        status = tell(search, search->open, at + (size_t)head);
    uint64_t inner = head ? bits & ~(UINT64_MAX >> (WORD - head)) : bits;
    for (uint64_t left = beginnings(inner); left && !status;) {
        int begin = zeros_below(left), end = begin + zeros_below(~(bits >> begin));
        if (end == WORD)
            break;
        status = tell(search, at + (size_t)begin, at + (size_t)end);
        left &= UINT64_MAX << (end - TOKEN_LEAST) << 1;
    }
    search->open = at + WORD - (size_t)zeros_above(~bits);
    return status;
}

int tokens_find(struct span text, token_callback found, void *payload)
{
    struct search search = {
        .reader = fastest_reader(),
        .text = text,
        .found = found,
        .payload = payload,
    };
    size_t at = 0;
    for (; text.len - at >= WORD; at += WORD) {
        int status = read_word(&search, at, search.reader.read(text.data + at));
        if (status)
            return status;
    }
    char last[WORD] = { 0 };
    if (text.len > at)
        memcpy(last, text.data + at, text.len - at);
    return read_word(&search, at, read_plainly(last));
}
