/* SPDX-License-Identifier: Apache-2.0 */
#include "match/token.h"

#include <stdint.h>
#include <string.h>

#include "base/macro.h"
#include "match/byte_classes.h"

enum {
    WORD = CLASS_BYTES,
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

/* A number as programs write it, with 0x before it or u and l behind: no key is written so. */
static bool is_constant(const char *run, size_t len)
{
    enum { LONGEST_HEX = 16 };
    size_t at = 0;
    while (len - at >= 2 && run[at] == '0' && (run[at + 1] | 0x20) == 'x')
        at += 2;
    size_t first = at;
    while (at < len && (first ? ascii_is_hex(run[at]) : ascii_is_digit(run[at])))
        at++;
    if (first && at - first > LONGEST_HEX)
        return false;
    while (at < len && ((run[at] | 0x20) == 'u' || (run[at] | 0x20) == 'l'))
        at++;
    return at == len;
}

/* A name of C++ as linkers know it. */
static bool is_mangled(const char *run)
{
    char scope = run[3];
    if (run[0] != '_' || run[1] != 'Z')
        return false;
    return (run[2] == 'N' && (ascii_is_digit(scope) || strchr("KS", scope))) ||
           (run[2] == 'T' && (ascii_is_upper(scope) || scope == 'h')) ||
           (run[2] == 'S' && ascii_is_lower(scope));
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
    return strange && strange * 10 >= seen * STRANGE_OF_TEN;
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
    return false;
}

/* ---- Runs ------------------------------------------------------------------------------------ */

/* All of it is compiled once for each way of reading classes. */
#define in_each_way __attribute__((always_inline)) static inline

struct search {
    struct span text;
    token_callback found;
    void *payload;
    struct class_reader reader;
};

/* Of a run's neighbours: pairs that turn, and digits with another byte behind. */
struct turns {
    size_t count, digits;
    bool has_join;
};

/* Bytes that another word's worth of text does not follow are copied first. */
in_each_way struct byte_classes classes_at(const struct search *search, size_t at)
{
    char last[WORD] = { 0 };
    if (search->text.len - at >= WORD)
        return search->reader.classes(search->text.data + at);
    memcpy(last, search->text.data + at, search->text.len - at);
    return search->reader.classes(last);
}

in_each_way struct turns turns_of(const struct search *search, size_t begin, size_t end)
{
    struct turns turns = { 0 };
    for (size_t at = begin; at + 1 < end; at += WORD - 1) {
        struct byte_classes of = classes_at(search, at);
        size_t len = MIN(end - at, (size_t)WORD);
        uint64_t pairs = UINT64_MAX >> (WORD - len) >> 1;
        uint64_t letters = of.upper | of.lower;
        uint64_t turn = (of.digits & letters >> 1) | (letters & (of.digits | of.upper) >> 1);
        turns.count += (size_t)__builtin_popcountll(turn & pairs);
        turns.digits += (size_t)__builtin_popcountll(of.digits & pairs);
        turns.has_join |= (~(of.digits | letters) & UINT64_MAX >> (WORD - len)) != 0;
    }
    return turns;
}

/*
 * Is a run worth to be looked at pair by pair? Names turn at each word: too seldom for what has no
 * digit in it. Where there are digits two turns are enough, since there may be few of them, and
 * where there are many none is needed.
 */
in_each_way bool turns_often(struct turns turns, size_t len)
{
    if (turns.digits)
        return turns.count >= 2 || !turns.has_join || turns.digits >= MANY_DIGITS;
    return turns.count * 6 >= len || (turns.count < 2 && !turns.has_join);
}

in_each_way int tell(const struct search *search, size_t begin, size_t end)
{
    const char *run = search->text.data + begin;
    size_t len = end - begin;
    struct turns turns = turns_of(search, begin, end);
    if (!turns_often(turns, len) || is_constant(run, len) || is_mangled(run))
        return 0;
    bool is_token = (len > LONG_RUN ? holds_drawn : looks_drawn)(run, len) ||
                    (turns.digits && holds_number(run, len));
    return is_token ? search->found(begin, end, search->payload) : 0;
}

in_each_way int zeros_above(uint64_t bits)
{
    return bits ? __builtin_clzll(bits) : WORD;
}

in_each_way int zeros_below(uint64_t bits)
{
    return bits ? __builtin_ctzll(bits) : WORD;
}

/* Bit N: from byte N on, TOKEN_LEAST bytes of the word are set. */
in_each_way uint64_t beginnings(uint64_t bits)
{
    _Static_assert(TOKEN_LEAST == 16, "four doublings");
    bits &= bits >> 1;
    bits &= bits >> 2;
    bits &= bits >> 4;
    return bits & bits >> 8;
}

/* The runs within a word, but for one that reaches to its end. */
in_each_way int tell_inner(const struct search *search, size_t at, uint64_t bits)
{
    int status = 0;
    for (uint64_t left = beginnings(bits); left && !status;) {
        int begin = zeros_below(left), end = begin + zeros_below(~(bits >> begin));
        if (end == WORD)
            break;
        status = tell(search, at + (size_t)begin, at + (size_t)end);
        left &= UINT64_MAX << (end - TOKEN_LEAST) << 1;
    }
    return status;
}

/*
 * The runs that end in the word which begins at byte `at` of the text; `open` bytes before it are
 * the beginning of the first.
 */
in_each_way int read_word(const struct search *search, size_t at, uint64_t bits, size_t open)
{
    size_t head = (size_t)zeros_below(~bits);
    if (head == WORD || likely(open + head < TOKEN_LEAST && !beginnings(bits)))
        return 0;
    int status = open + head >= TOKEN_LEAST ? tell(search, at - open, at + head) : 0;
    return status ? status : tell_inner(search, at, bits & UINT64_MAX << head);
}

/* How many bytes at the end of a word are the beginning of a run. */
in_each_way size_t open_behind(uint64_t bits, size_t open)
{
    size_t tail = (size_t)zeros_above(~bits);
    return tail == WORD ? open + WORD : tail;
}

in_each_way int find(const struct search *search)
{
    struct span text = search->text;
    size_t at = 0, open = 0;
    for (; text.len - at >= WORD; at += WORD) {
        uint64_t bits = search->reader.run_bytes(text.data + at);
        int status = read_word(search, at, bits, open);
        if (status)
            return status;
        open = open_behind(bits, open);
    }
    char last[WORD] = { 0 };
    memcpy(last, text.data + at, text.len - at);
    return read_word(search, at, search->reader.run_bytes(last), open);
}

/* ---- Ways ------------------------------------------------------------------------------------ */

static int find_plainly(struct search search)
{
    search.reader = (struct class_reader) { plain_run_bytes, plain_classes };
    return find(&search);
}

#if HAS_WIDE_BYTES
static int find_with_sse2(struct search search)
{
    search.reader = (struct class_reader) { sse2_run_bytes, sse2_classes };
    return find(&search);
}

WITH_AVX2 static int find_with_avx2(struct search search)
{
    search.reader = (struct class_reader) { avx2_run_bytes, avx2_classes };
    return find(&search);
}

WITH_AVX512 static int find_with_avx512(struct search search)
{
    search.reader = (struct class_reader) { avx512_run_bytes, avx512_classes };
    return find(&search);
}

enum token_way tokens_best_way(void)
{
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi2"))
        return TOKENS_SSE2;
    return __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi") ?
                   TOKENS_AVX512 :
                   TOKENS_AVX2;
}
#else
enum token_way tokens_best_way(void)
{
    return TOKENS_PLAIN;
}
#endif

int tokens_find_by(enum token_way way, struct span text, token_callback found, void *payload)
{
    struct search search = { .text = text, .found = found, .payload = payload };
    switch (way) {
#if HAS_WIDE_BYTES
    case TOKENS_AVX512:
        return find_with_avx512(search);
    case TOKENS_AVX2:
        return find_with_avx2(search);
    case TOKENS_SSE2:
        return find_with_sse2(search);
#endif
    default:
        return find_plainly(search);
    }
}

int tokens_find(struct span text, token_callback found, void *payload)
{
    return tokens_find_by(tokens_best_way(), text, found, payload);
}
