/* SPDX-License-Identifier: Apache-2.0 */
#include "match/token.h"

#include <stdint.h>
#if defined(__SSE2__) && !defined(VETO_PORTABLE)
#include <emmintrin.h>
#endif

#include "base/ascii.h"
#include "base/macro.h"

enum {
    WORD = 64, /* bytes that are looked at together, a bit each */
    SYMBOL_DIGIT = 1,
    SYMBOL_LOWER = 2,
    SYMBOL_LAST_HEX_LOWER = 7,
    SYMBOL_UPPER = 28,
    SYMBOL_LAST_HEX_UPPER = 33,
    STRANGE_OF_TEN = 3, /* pairs; a name has one or two, what was drawn has eight */
    MANY_DIGITS = 8,
    LONG_RUN = 40,
    STRETCH = 32, /* of a long run's symbols, with so many strange pairs: */
    STRANGE_IN_STRETCH = 13,
};

/* SYMBOL_DIGIT for digits, then a to z, from SYMBOL_UPPER on A to Z; 0 for everything else. */
static const unsigned char symbols[256] = {
    ['0'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ['A'] = 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
    41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53,
    ['a'] = 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
    15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,
};

/*
 * Bit N of entry M: symbol N behind symbol M is nothing strange. A letter that words have there is
 * none, but for a capital behind a small one: with those a word begins, twice in a name, and
 * everywhere in what was drawn. A digit beside a letter is strange.
 */
static const uint64_t expected_behind[] = {
    UINT64_MAX,
    1 | 1 << SYMBOL_DIGIT,
#define FOLLOWED_BY(letters) 1 | (uint64_t)(letters) << SYMBOL_LOWER,
#include "literals/pair_list.def"
#undef FOLLOWED_BY
#define FOLLOWED_BY(letters) \
    1 | (uint64_t)(letters) << SYMBOL_LOWER | (uint64_t)(letters) << SYMBOL_UPPER,
#include "literals/pair_list.def"
#undef FOLLOWED_BY
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
    return (strange && strange * 10 >= seen * STRANGE_OF_TEN) || holds_number(run, len);
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

/* Of a run's neighbours: pairs that turn, and digits with another byte behind. */
struct turns {
    size_t count, digits;
    bool has_join;
};

/*
 * Two questions are asked of most bytes: which may be of a run (bit N: byte N of WORD), and how
 * often a run turns from digits to letters or to a capital. They are answered sixteen bytes at a
 * time where the processor can, and one by one elsewhere, with the same answers.
 */
#if defined(__SSE2__) && !defined(VETO_PORTABLE)
static __m128i load(const char *bytes)
{
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

static __m128i between(__m128i bytes, char first, char last)
{
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1))),
                         _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1))));
}

static uint64_t bytes_of_runs(const char *word)
{
    uint64_t bits = 0;
    for (int i = 0; i < WORD; i += 16) {
        __m128i bytes = load(word + i);
        __m128i letters = between(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
        __m128i joins = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('-')),
                                     _mm_cmpeq_epi8(bytes, _mm_set1_epi8('_')));
        __m128i any = _mm_or_si128(_mm_or_si128(letters, joins), between(bytes, '0', '9'));
        bits |= (uint64_t)(unsigned)_mm_movemask_epi8(any) << i;
    }
    return bits;
}

/* Sixteen bytes are fifteen pairs; the last sixteen hold some that were counted before. */
static struct turns turns_of(const char *run, size_t len)
{
    struct turns turns = { 0 };
    for (size_t i = 0; i + 1 < len; i += 15) {
        size_t at = MIN(i, len - 16);
        unsigned fresh = (0x7fffU << (i - at)) & 0x7fff;
        __m128i bytes = load(run + at);
        unsigned digits = (unsigned)_mm_movemask_epi8(between(bytes, '0', '9'));
        unsigned upper = (unsigned)_mm_movemask_epi8(between(bytes, 'A', 'Z'));
        unsigned letters = (unsigned)_mm_movemask_epi8(between(bytes, 'a', 'z')) | upper;
        unsigned turn = (digits & letters >> 1) | (letters & (digits | upper) >> 1);
        turns.count += (size_t)__builtin_popcount(turn & fresh);
        turns.digits += (size_t)__builtin_popcount(digits & fresh);
        turns.has_join |= (digits | letters) != 0xffff;
    }
    return turns;
}
#else
static uint64_t bytes_of_runs(const char *word)
{
    uint64_t bits = 0;
    for (int i = 0; i < WORD; i++)
        bits |= (uint64_t)(symbol_of(word[i]) || word[i] == '-' || word[i] == '_') << i;
    return bits;
}

static struct turns turns_of(const char *run, size_t len)
{
    struct turns turns = { .has_join = symbol_of(run[len - 1]) == 0 };
    for (size_t i = 0; i + 1 < len; i++) {
        char first = run[i], second = run[i + 1];
        turns.count += (ascii_is_digit(first) && ascii_is_alpha(second)) ||
                       (ascii_is_alpha(first) && (ascii_is_digit(second) || ascii_is_upper(second)));
        turns.digits += ascii_is_digit(first);
        turns.has_join |= symbol_of(first) == 0;
    }
    return turns;
}
#endif

/*
 * Is a run worth to be looked at pair by pair? Names turn at each word: too seldom for what has no
 * digit in it. Where there are digits two turns are enough, since there may be few of them, and
 * where there are many none is needed.
 */
static bool turns_often(const char *run, size_t len)
{
    struct turns turns = turns_of(run, len);
    if (turns.digits)
        return turns.count >= 2 || !turns.has_join || turns.digits >= MANY_DIGITS;
    return turns.count * 6 >= len || (turns.count < 2 && !turns.has_join);
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
    struct span text;
    token_callback found;
    void *payload;
    size_t open; /* where the run begins that reaches to the end of what was read */
};

static int tell(const struct search *search, size_t begin, size_t end)
{
    const char *run = search->text.data + begin;
    size_t len = end - begin;
    if (!turns_often(run, len) ||
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
    struct search search = { .text = text, .found = found, .payload = payload };
    size_t at = 0;
    for (; text.len - at >= WORD; at += WORD) {
        int status = read_word(&search, at, bytes_of_runs(text.data + at));
        if (status)
            return status;
    }
    char last[WORD] = { 0 };
    if (text.len > at)
        memcpy(last, text.data + at, text.len - at);
    return read_word(&search, at, bytes_of_runs(last));
}
