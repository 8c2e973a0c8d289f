/* SPDX-License-Identifier: Apache-2.0 */
#include "source/zip_gaps.h"

#include <stdlib.h>

#include "base/macro.h"

/*
 * APPNOTE.TXT 4.3: sizes of the fixed parts, and how far from the end the directory's end may lie.
 */
enum {
    END_SIZE = 22,
    ENTRY_SIZE = 46,
    LOCAL_SIZE = 30,
    MAX_COMMENT = 65535,
    HAS_DESCRIPTOR = 1 << 3, /* general purpose flag */
    DESCRIPTOR_SIZE = 24,
};

static uint32_t little(struct span bytes, size_t at, size_t len)
{
    uint32_t value = 0;
    for (size_t i = 0; i < len; i++)
        value |= (uint32_t)(unsigned char)bytes.data[at + i] << 8 * i;
    return value;
}

static bool has_signature(struct span bytes, size_t at, const char *signature)
{
    return at <= bytes.len && span_starts(span_from(bytes, at), (struct span){ signature, 4 });
}

static bool find_end(struct span zip, size_t *end)
{
    if (zip.len < END_SIZE)
        return false;
    size_t last = zip.len - END_SIZE;
    size_t first = last > MAX_COMMENT ? last - MAX_COMMENT : 0;
    for (size_t at = last + 1; at-- > first;) {
        if (has_signature(zip, at, "PK\5\6")) {
            *end = at;
            return true;
        }
    }
    return false;
}

static int by_begin(const void *a, const void *b)
{
    const struct zip_range *left = a, *right = b;
    return (left->begin > right->begin) - (left->begin < right->begin);
}

/*
 * Where the entry at `at` of the directory has its bytes. `prefix`: what stands before the zip
 * itself.
 */
static struct zip_range range_of(struct span zip, size_t at, size_t prefix)
{
    size_t begin = prefix + little(zip, at + 42, 4);
    if (begin + LOCAL_SIZE > zip.len)
        return (struct zip_range){ 0, 0 };
    size_t len = LOCAL_SIZE + (size_t)little(zip, begin + 26, 2) + little(zip, begin + 28, 2) +
                 little(zip, at + 20, 4);
    if (little(zip, at + 8, 2) & HAS_DESCRIPTOR)
        len += DESCRIPTOR_SIZE - 4; /* at most; the next entry may begin within */
    return (struct zip_range){ begin, MIN(begin + len, zip.len) };
}

static size_t entry_length(struct span zip, size_t at)
{
    return ENTRY_SIZE + (size_t)little(zip, at + 28, 2) + little(zip, at + 30, 2) +
           little(zip, at + 32, 2);
}

static size_t count_entries(struct span zip, size_t at, size_t end)
{
    size_t count = 0;
    for (; at + ENTRY_SIZE <= end && has_signature(zip, at, "PK\1\2"); count++)
        at += entry_length(zip, at);
    return count;
}

bool zip_gaps_open(struct zip_gaps *gaps, struct span zip)
{
    size_t end;
    *gaps = (struct zip_gaps){ .zip = zip };
    if (!find_end(zip, &end))
        return false;
    size_t length = little(zip, end + 12, 4), offset = little(zip, end + 16, 4);
    if (length > end || offset > end - length)
        return false;
    gaps->directory = end - length;
    size_t at = gaps->directory, prefix = gaps->directory - offset;
    gaps->count = count_entries(zip, at, end);
    gaps->named = calloc(gaps->count + 1, sizeof(*gaps->named));
    if (!gaps->named)
        return false;
    for (size_t i = 0; i < gaps->count; i++, at += entry_length(zip, at))
        gaps->named[i] = range_of(zip, at, prefix);
    qsort(gaps->named, gaps->count, sizeof(*gaps->named), by_begin);
    return true;
}

void zip_gaps_close(struct zip_gaps *gaps)
{
    free(gaps->named);
    gaps->named = NULL;
}

bool zip_gaps_next(struct zip_gaps *gaps, struct span *gap)
{
    while (gaps->next <= gaps->count) {
        bool is_last = gaps->next == gaps->count;
        struct zip_range named = is_last ? (struct zip_range){ gaps->directory, gaps->zip.len }
                                         : gaps->named[gaps->next];
        size_t begin = gaps->reached;
        gaps->next++;
        gaps->reached = MAX(begin, named.end);
        if (named.begin <= begin)
            continue;
        struct span between = span_sub(gaps->zip, begin, named.begin - begin);
        size_t header = span_find(between, SPAN("PK\3\4"));
        if (header != SIZE_MAX) {
            *gap = span_from(between, header);
            return true;
        }
    }
    return false;
}
