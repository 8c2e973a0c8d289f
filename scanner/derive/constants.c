/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings in compiled Python. A string of marshal is a letter of its type, its length and its
 * bytes; nothing else is read, since what else there is differs from version to version.
 */
#include "derive/decoder.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { SHORTEST = 8, LONGEST_HEAD = 5, REFERENCED = 0x80, WORD = 64 };

_Static_assert(SHORTEST == 8, "next_text finds as many in a row");

/* How many bytes of length stand behind a type; 0 for what is no string. */
static const unsigned char length_bytes[256] = {
    ['z'] = 1, ['z' | REFERENCED] = 1, ['Z'] = 1, ['Z' | REFERENCED] = 1,
    ['a'] = 4, ['a' | REFERENCED] = 4, ['A'] = 4, ['A' | REFERENCED] = 4,
    ['u'] = 4, ['u' | REFERENCED] = 4, ['s'] = 4, ['s' | REFERENCED] = 4,
    ['t'] = 4, ['t' | REFERENCED] = 4,
};

/* Does a string begin at `at`? Where its bytes do, and how many. */
static bool string_at(struct span bytes, size_t at, struct byte_range *string)
{
    size_t wide = length_bytes[(unsigned char)bytes.data[at]];
    if (!wide || at + 1 + wide > bytes.len)
        return false;
    size_t len = 0;
    for (size_t i = wide; i > 0; i--)
        len = len << 8 | (unsigned char)bytes.data[at + i];
    *string = (struct byte_range) { at + 1 + wide, at + 1 + wide + len };
    return len >= SHORTEST && len <= bytes.len - string->begin;
}

/* ---- Stretches of text ----------------------------------------------------------------------- */

#ifdef __SSE2__

static uint64_t text_bits_of_part(const char *bytes)
{
    __m128i part = _mm_loadu_si128((const __m128i *)(const void *)bytes);
    __m128i blank = _mm_set1_epi8(' ');
    __m128i is_above = _mm_cmpeq_epi8(_mm_max_epu8(part, blank), part);
    __m128i is_line = _mm_or_si128(_mm_cmpeq_epi8(part, _mm_set1_epi8('\n')),
                                   _mm_cmpeq_epi8(part, _mm_set1_epi8('\r')));
    __m128i is_tab = _mm_cmpeq_epi8(part, _mm_set1_epi8('\t'));
    return (uint64_t)(unsigned)_mm_movemask_epi8(
            _mm_or_si128(is_above, _mm_or_si128(is_line, is_tab)));
}

/* Bit N: byte N of the WORD at `bytes` is text. */
static uint64_t text_bits(const char *bytes)
{
    return text_bits_of_part(bytes) | text_bits_of_part(bytes + 16) << 16 |
           text_bits_of_part(bytes + 32) << 32 | text_bits_of_part(bytes + 48) << 48;
}

#else

static bool is_text(unsigned char c)
{
    return c >= ' ' || c == '\t' || c == '\n' || c == '\r';
}

static uint64_t text_bits(const char *bytes)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < WORD; i++)
        bits |= (uint64_t)is_text((unsigned char)bytes[i]) << i;
    return bits;
}

#endif

/* The same of what lies at `at`, where nothing may be behind. */
static uint64_t text_bits_at(struct span bytes, size_t at)
{
    char last[WORD] = { 0 };
    if (bytes.len - at >= WORD)
        return text_bits(bytes.data + at);
    memcpy(last, bytes.data + at, bytes.len - at);
    return text_bits(last);
}

static size_t end_of_text(struct span bytes, size_t at)
{
    while (at < bytes.len) {
        uint64_t others = ~text_bits_at(bytes, at);
        if (others)
            return at + (size_t)__builtin_ctzll(others);
        at += WORD;
    }
    return bytes.len;
}

/* The next SHORTEST bytes of text or more, from `*at` on, which moves behind them. */
static bool next_text(struct span bytes, size_t *at, struct byte_range *text)
{
    /* What begins in the last bytes of a word is seen whole in the next one. */
    for (size_t i = *at; i < bytes.len; i += WORD - SHORTEST) {
        uint64_t bits = text_bits_at(bytes, i);
        bits &= bits >> 1;
        bits &= bits >> 2;
        bits &= bits >> 4;
        if (!bits)
            continue;
        text->begin = i + (size_t)__builtin_ctzll(bits);
        text->end = *at = end_of_text(bytes, text->begin + SHORTEST);
        return true;
    }
    return false;
}

/* ---- Strings --------------------------------------------------------------------------------- */

/*
 * The strings in one stretch of text; their types and lengths may stand before it, but not before
 * `*behind`, where the last string ended.
 */
static bool put_strings(struct span bytes, struct byte_range around, size_t *behind,
                        struct derived_text *text)
{
    const kind_set kinds = text->from->kinds & (KIND_TEST | KIND_VENDORED);
    size_t at = MAX(*behind, around.begin - MIN(around.begin, (size_t)LONGEST_HEAD));
    while (at + SHORTEST < around.end) {
        struct byte_range string;
        if (!string_at(bytes, at, &string) || string.begin < around.begin ||
            string.end > around.end) {
            at++;
            continue;
        }
        derived_begin(text, "Python constants", KIND_CODE | KIND_PYTHON | kinds);
        if (!derived_copy(text, string.begin, string.end - string.begin))
            return false;
        *behind = at = string.end;
    }
    return true;
}

void decode_constants(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct span name = unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY;
    struct byte_range stretch;
    if (!(unit->kinds & KIND_BINARY) || unit->parent || !span_ends(name, SPAN(".pyc")))
        return;
    for (size_t at = 0, behind = 0; next_text(unit->bytes, &at, &stretch);)
        if (!put_strings(unit->bytes, stretch, &behind, text))
            return;
}
