/* SPDX-License-Identifier: Apache-2.0 */
/* Borrowed bytes: a pointer and a length, never terminated. All foreign bytes travel as spans. */
#ifndef VETO_BASE_SPAN_H
#define VETO_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/macro.h"
#include "veto/veto.h"

struct span {
    const char *data;
    size_t len;
};

#define SPAN(literal) ((struct span) { (literal), sizeof(literal) - 1 })
#define SPAN_EMPTY ((struct span) { "", 0 })

static inline struct span span_of(const char *text)
{
    return (struct span) { text, strlen(text) };
}

static inline struct span span_from_bytes(struct veto_bytes bytes)
{
    return (struct span) { bytes.data, bytes.len };
}

static inline struct veto_bytes span_to_bytes(struct span span)
{
    return (struct veto_bytes) { span.data, span.len };
}

static inline bool span_eq(struct span a, struct span b)
{
    if (a.len != b.len)
        return false;
    /* The first byte tells most of them apart without a call. */
    return a.len == 0 || (a.data[0] == b.data[0] && memcmp(a.data, b.data, a.len) == 0);
}

/* Most words of a list differ in their first letter already. */
static forced_inline bool span_is(struct span a, const char *text)
{
    return a.len ? a.data[0] == text[0] && span_eq(a, span_of(text)) : text[0] == '\0';
}

/* From `begin`, at most `len` bytes; both are cut to what is there. */
static inline struct span span_sub(struct span s, size_t begin, size_t len)
{
    if (begin > s.len)
        begin = s.len;
    if (len > s.len - begin)
        len = s.len - begin;
    return (struct span) { s.data + begin, len };
}

static inline struct span span_from(struct span s, size_t begin)
{
    return span_sub(s, begin, SIZE_MAX);
}

static inline bool span_starts(struct span s, struct span prefix)
{
    return s.len >= prefix.len && memcmp(s.data, prefix.data, prefix.len) == 0;
}

static inline bool span_ends(struct span s, struct span suffix)
{
    return s.len >= suffix.len && memcmp(s.data + s.len - suffix.len, suffix.data, suffix.len) == 0;
}

/* Index of the first `c`, or the length where there is none. */
static inline size_t span_find_char(struct span s, char c)
{
    const char *at = s.len ? memchr(s.data, c, s.len) : NULL;
    return at ? (size_t)(at - s.data) : s.len;
}

/* Is it one of these words? */
bool span_is_one_of(struct span s, const char *const *words, size_t count);
/* Order by bytes, a prefix before what it begins. */
int span_compare(struct span a, struct span b);
/* ASCII letters of either case are equal; all else is bytes. */
bool span_eq_nocase(struct span a, struct span b);
bool span_starts_nocase(struct span s, struct span prefix);
bool span_ends_nocase(struct span s, struct span suffix);
/* Index of the first `needle`, or SIZE_MAX. */
size_t span_find(struct span s, struct span needle);
size_t span_find_nocase(struct span s, struct span needle);
/* Without spaces, tabs, CR and LF at either end. */
struct span span_trim(struct span s);
/* What follows the last '/', or all. */
struct span span_basename(struct span path);
/* The line at the front of `rest`, without its end; `rest` moves behind it. False at the end. */
bool span_next_line(struct span *rest, struct span *line);
/* Up to the next `separator`; `rest` moves behind it. False at the end. */
bool span_next_field(struct span *rest, char separator, struct span *field);
/* Decimal digits alone; false on anything else or overflow. */
bool span_to_uint(struct span s, uint64_t *out);

#endif
