/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/runs.h"

#include "base/ascii.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * A run of RUN_MIN covers one of the windows that begin every STRIDE bytes, wherever it begins. No
 * byte below '+' is a digit, and in ordinary text nearly every window has a blank, a quote or a
 * bracket, which all are: one comparison of sixteen bytes passes over it.
 */
enum { WINDOW = 16, STRIDE = RUN_MIN - WINDOW + 1 };

int base64_digit(char c)
{
    if (ascii_is_upper(c))
        return c - 'A';
    if (ascii_is_lower(c))
        return c - 'a' + 26;
    if (ascii_is_digit(c))
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

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
    while (run.begin > floor && base64_digit(bytes.data[run.begin - 1]) >= 0)
        run.begin--;
    while (run.end < bytes.len && base64_digit(bytes.data[run.end]) >= 0)
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
        if (base64_digit(bytes.data[i + WINDOW - 1]) < 0)
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
