/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two questions about 64 bytes at once, a bit for each byte's answer: may it be of a run (letters,
 * digits, hyphens, underscores), and is it a digit, a capital, a small letter. The answers are the
 * same in each of four ways: byte by byte, with what every x86-64 has, with AVX2, and with AVX-512.
 */
#ifndef VETO_MATCH_BYTE_CLASSES_H
#define VETO_MATCH_BYTE_CLASSES_H

#include <stdint.h>
#if defined(__SSE2__) && !defined(VETO_PORTABLE)
#include <immintrin.h>
#define HAS_WIDE_BYTES 1
#else
#define HAS_WIDE_BYTES 0
#endif

#include "base/ascii.h"

enum { CLASS_BYTES = 64 };

struct byte_classes {
    uint64_t digits, upper, lower;
};

/* What is asked, in one of the ways; of CLASS_BYTES bytes. */
struct class_reader {
    uint64_t (*run_bytes)(const char *bytes);
    struct byte_classes (*classes)(const char *bytes);
};

static inline uint64_t plain_run_bytes(const char *bytes)
{
    uint64_t bits = 0;
    for (int i = 0; i < CLASS_BYTES; i++)
        bits |= (uint64_t)(ascii_is_alnum(bytes[i]) || bytes[i] == '-' || bytes[i] == '_') << i;
    return bits;
}

static inline struct byte_classes plain_classes(const char *bytes)
{
    struct byte_classes classes = { 0 };
    for (int i = 0; i < CLASS_BYTES; i++) {
        classes.digits |= (uint64_t)ascii_is_digit(bytes[i]) << i;
        classes.upper |= (uint64_t)ascii_is_upper(bytes[i]) << i;
        classes.lower |= (uint64_t)ascii_is_lower(bytes[i]) << i;
    }
    return classes;
}

#if HAS_WIDE_BYTES

/* ---- Sixteen bytes --------------------------------------------------------------------------- */

static inline __m128i sse2_between(__m128i bytes, char first, char last)
{
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8((char)(first - 1))),
                         _mm_cmplt_epi8(bytes, _mm_set1_epi8((char)(last + 1))));
}

static inline uint64_t sse2_bits(__m128i answers, int first)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(answers) << first;
}

static inline uint64_t sse2_run_bytes(const char *bytes)
{
    uint64_t bits = 0;
    for (int i = 0; i < CLASS_BYTES; i += 16) {
        __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        __m128i letters = sse2_between(_mm_or_si128(some, _mm_set1_epi8(0x20)), 'a', 'z');
        __m128i joins = _mm_or_si128(_mm_cmpeq_epi8(some, _mm_set1_epi8('-')),
                                     _mm_cmpeq_epi8(some, _mm_set1_epi8('_')));
        __m128i any = _mm_or_si128(_mm_or_si128(letters, joins), sse2_between(some, '0', '9'));
        bits |= sse2_bits(any, i);
    }
    return bits;
}

static inline struct byte_classes sse2_classes(const char *bytes)
{
    struct byte_classes classes = { 0 };
    for (int i = 0; i < CLASS_BYTES; i += 16) {
        __m128i some = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));
        classes.digits |= sse2_bits(sse2_between(some, '0', '9'), i);
        classes.upper |= sse2_bits(sse2_between(some, 'A', 'Z'), i);
        classes.lower |= sse2_bits(sse2_between(some, 'a', 'z'), i);
    }
    return classes;
}

/* ---- Thirty-two bytes ------------------------------------------------------------------------ */

#define WITH_AVX2 __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

WITH_AVX2 static inline __m256i avx2_between(__m256i bytes, char first, char last)
{
    return _mm256_and_si256(_mm256_cmpgt_epi8(bytes, _mm256_set1_epi8((char)(first - 1))),
                            _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), bytes));
}

WITH_AVX2 static inline uint64_t avx2_bits(__m256i answers, int first)
{
    return (uint64_t)(unsigned)_mm256_movemask_epi8(answers) << first;
}

/*
 * A byte is looked up by its lower half, which gives the upper halves (a bit each) that it makes a
 * run's byte with: 2 for the hyphen, 3 for digits, 4 to 7 for letters, 5 for the underscore too.
 */
WITH_AVX2 static inline uint64_t avx2_run_bytes(const char *bytes)
{
    enum { HYPHEN = 1, DIGIT = 2, FIRST_HALF = 4, UPPER_REST = 8, LOWER_REST = 16 };
    enum {
        FIRST = DIGIT | UPPER_REST | LOWER_REST,
        DIGITS = FIRST | FIRST_HALF,
        LETTERS = FIRST_HALF | UPPER_REST | LOWER_REST,
    };
    const __m256i by_low = _mm256_setr_epi8(
            FIRST, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, LETTERS,
            FIRST_HALF, FIRST_HALF, FIRST_HALF | HYPHEN, FIRST_HALF, FIRST_HALF | UPPER_REST,
            FIRST, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, DIGITS, LETTERS,
            FIRST_HALF, FIRST_HALF, FIRST_HALF | HYPHEN, FIRST_HALF, FIRST_HALF | UPPER_REST);
    const __m256i by_high = _mm256_setr_epi8(
            0, 0, HYPHEN, DIGIT, FIRST_HALF, UPPER_REST, FIRST_HALF, LOWER_REST, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, HYPHEN, DIGIT, FIRST_HALF, UPPER_REST, FIRST_HALF, LOWER_REST, 0, 0, 0, 0, 0, 0,
            0, 0);
    uint64_t bits = 0;
    for (int i = 0; i < CLASS_BYTES; i += 32) {
        __m256i some = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + i));
        __m256i high = _mm256_and_si256(_mm256_srli_epi16(some, 4), _mm256_set1_epi8(15));
        __m256i both = _mm256_and_si256(_mm256_shuffle_epi8(by_low, some),
                                        _mm256_shuffle_epi8(by_high, high));
        bits |= avx2_bits(_mm256_cmpgt_epi8(both, _mm256_setzero_si256()), i);
    }
    return bits;
}

WITH_AVX2 static inline struct byte_classes avx2_classes(const char *bytes)
{
    struct byte_classes classes = { 0 };
    for (int i = 0; i < CLASS_BYTES; i += 32) {
        __m256i some = _mm256_loadu_si256((const __m256i *)(const void *)(bytes + i));
        classes.digits |= avx2_bits(avx2_between(some, '0', '9'), i);
        classes.upper |= avx2_bits(avx2_between(some, 'A', 'Z'), i);
        classes.lower |= avx2_bits(avx2_between(some, 'a', 'z'), i);
    }
    return classes;
}

/* ---- Sixty-four bytes ------------------------------------------------------------------------ */

#define WITH_AVX512 \
    __attribute__((target("avx512f,avx512bw,avx512vbmi,bmi,bmi2,lzcnt,popcnt")))

/* Of ASCII: 1 where it may be of a run. */
static const unsigned char run_table[128] __attribute__((aligned(64))) = {
    ['-'] = 1, ['_'] = 1,
    ['0'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ['A'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    ['a'] = 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};

WITH_AVX512 static inline uint64_t avx512_run_bytes(const char *bytes)
{
    __m512i some = _mm512_loadu_si512(bytes);
    __m512i is_run = _mm512_permutex2var_epi8(_mm512_load_si512(run_table), some,
                                              _mm512_load_si512(run_table + CLASS_BYTES));
    return _mm512_test_epi8_mask(is_run, is_run) & ~_mm512_movepi8_mask(some);
}

WITH_AVX512 static inline uint64_t avx512_between(__m512i bytes, char first, char last)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, _mm512_set1_epi8(first)),
                                  _mm512_set1_epi8((char)(last - first)));
}

WITH_AVX512 static inline struct byte_classes avx512_classes(const char *bytes)
{
    __m512i some = _mm512_loadu_si512(bytes);
    return (struct byte_classes) {
        .digits = avx512_between(some, '0', '9'),
        .upper = avx512_between(some, 'A', 'Z'),
        .lower = avx512_between(some, 'a', 'z'),
    };
}

#endif

#endif
