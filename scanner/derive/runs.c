/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/runs.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * A run of RUN_MIN covers one of the windows that begin every STRIDE bytes, wherever it begins. No
 * byte below '+' is a digit, and in ordinary text nearly every window has a blank, a quote or a
 * bracket, which all are: one comparison of sixteen bytes passes over it.
 */
enum { WINDOW = 16, STRIDE = RUN_MIN - WINDOW + 1 };

/* clang-format off */
const uint8_t base64_values[256] = {
    ['A'] = 1, ['B'] = 2, ['C'] = 3, ['D'] = 4, ['E'] = 5, ['F'] = 6, ['G'] = 7, ['H'] = 8,
    ['I'] = 9, ['J'] = 10, ['K'] = 11, ['L'] = 12, ['M'] = 13, ['N'] = 14, ['O'] = 15, ['P'] = 16,
    ['Q'] = 17, ['R'] = 18, ['S'] = 19, ['T'] = 20, ['U'] = 21, ['V'] = 22, ['W'] = 23,
    ['X'] = 24, ['Y'] = 25, ['Z'] = 26, ['a'] = 27, ['b'] = 28, ['c'] = 29, ['d'] = 30,
    ['e'] = 31, ['f'] = 32, ['g'] = 33, ['h'] = 34, ['i'] = 35, ['j'] = 36, ['k'] = 37,
    ['l'] = 38, ['m'] = 39, ['n'] = 40, ['o'] = 41, ['p'] = 42, ['q'] = 43, ['r'] = 44,
    ['s'] = 45, ['t'] = 46, ['u'] = 47, ['v'] = 48, ['w'] = 49, ['x'] = 50, ['y'] = 51,
    ['z'] = 52, ['0'] = 53, ['1'] = 54, ['2'] = 55, ['3'] = 56, ['4'] = 57, ['5'] = 58,
    ['6'] = 59, ['7'] = 60, ['8'] = 61, ['9'] = 62, ['+'] = 63, ['/'] = 64, ['-'] = 63,
    ['_'] = 64,
};
/* clang-format on */

#ifdef __SSE2__
static bool may_hold_run(const char *window)
{
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)window);
    return _mm_movemask_epi8(_mm_cmplt_epi8(bytes, _mm_set1_epi8('+'))) == 0;
}
#else
static bool may_hold_run(const char *window)
{
    for (size_t i = 0; i < WINDOW; i++)
        if (window[i] < '+')
            return false;
    return true;
}
#endif

static struct byte_range around(struct span bytes, size_t floor, size_t at)
{
    struct byte_range run = { at, at };
    while (run.begin > floor && is_base64_digit(bytes.data[run.begin - 1]))
        run.begin--;
    while (run.end < bytes.len && is_base64_digit(bytes.data[run.end]))
        run.end++;
    return run;
}

struct byte_range run_around(struct span bytes, size_t at, size_t floor)
{
    return around(bytes, floor, at);
}

bool run_next(struct span bytes, size_t *at, struct byte_range *run)
{
    size_t floor = *at;
    for (size_t i = floor; i + WINDOW <= bytes.len; i += STRIDE) {
        if (!may_hold_run(bytes.data + i))
            continue;
        if (!is_base64_digit(bytes.data[i + WINDOW - 1]))
            continue;
        *run = around(bytes, floor, i + WINDOW - 1);
        if (run->end - run->begin >= RUN_MIN) {
            *at = run->end;
            return true;
        }
        /* The next run begins behind this one; the windows are laid out anew from there. */
        if (run->end > i + STRIDE) {
            floor = run->end;
            i = run->end - STRIDE;
        }
    }
    *at = bytes.len;
    return false;
}
