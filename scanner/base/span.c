/* SPDX-License-Identifier: Apache-2.0 */
#include "base/span.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/ascii.h"
#include "base/macro.h"

bool span_is_one_of(struct span s, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(s, words[i]))
            return true;
    return false;
}

int span_compare(struct span a, struct span b)
{
    size_t common = MIN(a.len, b.len);
    int order = common ? memcmp(a.data, b.data, common) : 0;
    if (order)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool span_eq_nocase(struct span a, struct span b)
{
    return a.len == b.len && span_starts_nocase(a, b);
}

bool span_starts_nocase(struct span s, struct span prefix)
{
    if (s.len < prefix.len)
        return false;
    for (size_t i = 0; i < prefix.len; i++)
        if (ascii_lower(s.data[i]) != ascii_lower(prefix.data[i]))
            return false;
    return true;
}

bool span_ends_nocase(struct span s, struct span suffix)
{
    return s.len >= suffix.len && span_starts_nocase(span_from(s, s.len - suffix.len), suffix);
}

/* memmem makes a table first, which costs more than looking through a word or a line. */
static size_t find_in_short(struct span s, struct span needle)
{
    const char *at = s.data, *end = s.data + (s.len - needle.len) + 1;
    while (at < end && (at = memchr(at, needle.data[0], (size_t)(end - at)))) {
        if (memcmp(at, needle.data, needle.len) == 0)
            return (size_t)(at - s.data);
        at++;
    }
    return SIZE_MAX;
}

#ifdef __SSE2__

/* A place is looked at where the first and the last byte are right: sixteen places at a time. */
enum { PLACES = 16 };

static unsigned places_of_ends(const char *at, const char *at_last, __m128i first, __m128i last)
{
    __m128i front = _mm_loadu_si128((const __m128i *)(const void *)at);
    __m128i back = _mm_loadu_si128((const __m128i *)(const void *)at_last);
    return (unsigned)_mm_movemask_epi8(
            _mm_and_si128(_mm_cmpeq_epi8(front, first), _mm_cmpeq_epi8(back, last)));
}

static size_t find_anywhere(struct span s, struct span needle)
{
    const __m128i first = _mm_set1_epi8(needle.data[0]);
    const __m128i last = _mm_set1_epi8(needle.data[needle.len - 1]);
    size_t at = 0;
    for (; s.len - at >= PLACES + needle.len - 1; at += PLACES) {
        const char *front = s.data + at;
        unsigned places = places_of_ends(front, front + needle.len - 1, first, last);
        for (; places; places &= places - 1) {
            size_t place = (size_t)__builtin_ctz(places);
            if (memcmp(front + place, needle.data, needle.len) == 0)
                return at + place;
        }
    }
    struct span rest = span_from(s, at);
    size_t found = rest.len < needle.len ? SIZE_MAX : find_in_short(rest, needle);
    return found == SIZE_MAX ? SIZE_MAX : at + found;
}

#else

static size_t find_anywhere(struct span s, struct span needle)
{
    enum { SHORT = 256 };
    if (s.len <= SHORT)
        return find_in_short(s, needle);
    const char *at = memmem(s.data, s.len, needle.data, needle.len);
    return at ? (size_t)(at - s.data) : SIZE_MAX;
}

#endif

size_t span_find(struct span s, struct span needle)
{
    enum { SHORT_NEEDLE = 32 };
    if (needle.len == 0)
        return 0;
    if (s.len < needle.len)
        return SIZE_MAX;
    /* Of long needles only memmem compares few bytes, whatever the text. */
    if (needle.len <= SHORT_NEEDLE)
        return find_anywhere(s, needle);
    const char *at = memmem(s.data, s.len, needle.data, needle.len);
    return at ? (size_t)(at - s.data) : SIZE_MAX;
}

size_t span_find_nocase(struct span s, struct span needle)
{
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (span_starts_nocase(span_from(s, i), needle))
            return i;
    return SIZE_MAX;
}

struct span span_trim(struct span s)
{
    while (s.len && ascii_is_space(s.data[0]))
        s = span_from(s, 1);
    while (s.len && ascii_is_space(s.data[s.len - 1]))
        s.len--;
    return s;
}

struct span span_basename(struct span path)
{
    for (size_t i = path.len; i > 0; i--)
        if (path.data[i - 1] == '/')
            return span_from(path, i);
    return path;
}

bool span_next_line(struct span *rest, struct span *line)
{
    if (!span_next_field(rest, '\n', line))
        return false;
    if (line->len && line->data[line->len - 1] == '\r')
        line->len--;
    return true;
}

bool span_next_field(struct span *rest, char separator, struct span *field)
{
    if (rest->len == 0)
        return false;
    size_t end = span_find_char(*rest, separator);
    *field = span_sub(*rest, 0, end);
    *rest = span_from(*rest, end + 1);
    return true;
}

bool span_to_uint(struct span s, uint64_t *out)
{
    uint64_t value = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!ascii_is_digit(s.data[i]))
            return false;
        if (mul_overflows(value, (uint64_t)10, &value) ||
            add_overflows(value, (uint64_t)(s.data[i] - '0'), &value))
            return false;
    }
    *out = value;
    return true;
}
