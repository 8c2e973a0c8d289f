/* SPDX-License-Identifier: Apache-2.0 */
#include "source/zip_gaps.h"

#include <stdlib.h>

#include "base/macro.h"

/*
 * APPNOTE.TXT 4.3: sizes of the fixed parts, and how far from the end the directory's end may lie.
 */
enum {
    END_SIZE = 22,
    END64_SIZE = 56,
    LOCATOR64_SIZE = 20,
    ENTRY_SIZE = 46,
    LOCAL_SIZE = 30,
    MAX_COMMENT = 65535,
    HAS_DESCRIPTOR = 1 << 3, /* general purpose flag */
    EXTRA64 = 1,             /* the extra field of what needs 64 bits */
};

#define IN_EXTRA64 UINT32_MAX

static uint64_t little(struct span bytes, size_t at, size_t len)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len && at + i < bytes.len; i++)
        value |= (uint64_t)(unsigned char)bytes.data[at + i] << 8 * i;
    return value;
}

static bool has_signature(struct span bytes, size_t at, const char *signature)
{
    return at <= bytes.len && span_starts(span_from(bytes, at), (struct span) { signature, 4 });
}

/* ---- The directory --------------------------------------------------------------------------- */

struct directory {
    size_t begin, end; /* of its entries */
    size_t prefix;     /* what stands before the zip itself */
};

/*
 * As its end record at `end` has it, or the one of 64 bits before that. Readers look for the first
 * entry where the directory should begin, and further on: here as far as `left` goes, which is for
 * all records together.
 */
static bool read_end(struct span zip, size_t end, uint64_t *left, struct directory *directory)
{
    uint64_t length = little(zip, end + 12, 4), offset = little(zip, end + 16, 4);
    size_t tail = LOCATOR64_SIZE + END64_SIZE;
    if (end >= tail && has_signature(zip, end - LOCATOR64_SIZE, "PK\6\7") &&
        has_signature(zip, end - tail, "PK\6\6")) {
        end -= tail;
        length = little(zip, end + 40, 8);
        offset = little(zip, end + 48, 8);
    }
    if (length > end || offset > end - length || length > *left)
        return false;
    *directory = (struct directory) { .begin = end - (size_t)length, .end = end };
    directory->prefix = directory->begin - (size_t)offset;
    size_t first = span_find(span_sub(zip, directory->begin, (size_t)length), SPAN("PK\1\2"));
    *left -= MIN((uint64_t)first, length);
    directory->begin += first == SIZE_MAX ? 0 : first;
    return length == 0 || first != SIZE_MAX;
}

/* The last end record that has a directory. */
static bool find_directory(struct span zip, size_t *end, struct directory *directory)
{
    if (zip.len < END_SIZE)
        return false;
    size_t last = zip.len - END_SIZE;
    size_t first = last > MAX_COMMENT ? last - MAX_COMMENT : 0;
    uint64_t left = 4 * (uint64_t)zip.len;
    for (size_t at = last + 1; at-- > first;) {
        if (has_signature(zip, at, "PK\5\6") && read_end(zip, at, &left, directory)) {
            *end = at;
            return true;
        }
    }
    return false;
}

static size_t entry_length(struct span zip, size_t at)
{
    return ENTRY_SIZE + (size_t)little(zip, at + 28, 2) + (size_t)little(zip, at + 30, 2) +
           (size_t)little(zip, at + 32, 2);
}

/* ---- One entry ------------------------------------------------------------------------------- */

/*
 * A size or an offset of the directory's entry at `at`: `field` in 4 bytes, or in the extra field.
 * That holds what needs it, in this order.
 */
static uint64_t wide(struct span zip, size_t at, size_t field)
{
    static const size_t fields[] = { 24, 20, 42 };
    if (little(zip, at + field, 4) != IN_EXTRA64)
        return little(zip, at + field, 4);
    struct span extra = span_sub(zip, at + ENTRY_SIZE + (size_t)little(zip, at + 28, 2),
                                 (size_t)little(zip, at + 30, 2));
    while (extra.len >= 4 && little(extra, 0, 2) != EXTRA64)
        extra = span_from(extra, 4 + (size_t)little(extra, 2, 2));
    size_t place = 4;
    for (size_t i = 0; fields[i] != field; i++)
        place += little(zip, at + fields[i], 4) == IN_EXTRA64 ? 8 : 0;
    return place + 8 <= extra.len ? little(extra, place, 8) : IN_EXTRA64;
}

/*
 * What may follow an entry: its checksum and its sizes, of 4 or of 8 bytes each. 0 = that is not
 * there.
 */
static size_t descriptor_length(struct span zip, size_t at, size_t named)
{
    size_t signature = has_signature(zip, at, "PK\7\10") ? 4 : 0;
    struct span descriptor = span_from(zip, at + signature);
    uint64_t packed = wide(zip, named, 20), size = wide(zip, named, 24);
    if (little(descriptor, 0, 4) != little(zip, named + 16, 4))
        return 0;
    for (size_t width = 8; width >= 4; width -= 4)
        if (descriptor.len >= 4 + 2 * width && little(descriptor, 4, width) == packed &&
            little(descriptor, 4 + width, width) == size)
            return signature + 4 + 2 * width;
    return 0;
}

/*
 * The bytes of the directory's entry at `at`. Where the local header has another size than the
 * directory, one reader believes this and another that: the larger one hides what follows.
 */
static struct zip_range range_of(struct span zip, size_t at, size_t prefix)
{
    uint64_t offset = wide(zip, at, 42), size = wide(zip, at, 20);
    if (zip.len < LOCAL_SIZE || offset > zip.len - LOCAL_SIZE - MIN(prefix, zip.len - LOCAL_SIZE))
        return (struct zip_range) { 0, 0 };
    size_t begin = prefix + (size_t)offset;
    if (!has_signature(zip, begin, "PK\3\4"))
        return (struct zip_range) { 0, 0 };
    size_t body = begin + LOCAL_SIZE + (size_t)little(zip, begin + 26, 2) +
                  (size_t)little(zip, begin + 28, 2);
    uint64_t local = little(zip, begin + 18, 4);
    if (local && local != IN_EXTRA64)
        size = MIN(size, local);
    size_t end = body < zip.len ? body + (size_t)MIN(size, (uint64_t)(zip.len - body)) : zip.len;
    if ((little(zip, at + 8, 2) | little(zip, begin + 6, 2)) & HAS_DESCRIPTOR)
        end += descriptor_length(zip, end, at);
    return (struct zip_range) { begin, end };
}

/* ---- All of them ----------------------------------------------------------------------------- */

static int by_begin(const void *a, const void *b)
{
    const struct zip_range *left = a, *right = b;
    return (left->begin > right->begin) - (left->begin < right->begin);
}

static size_t count_entries(struct span zip, const struct directory *directory, size_t *end)
{
    size_t count = 0;
    for (*end = directory->begin;
         *end + ENTRY_SIZE <= directory->end && has_signature(zip, *end, "PK\1\2"); count++)
        *end += entry_length(zip, *end);
    return count;
}

bool zip_gaps_open(struct zip_gaps *gaps, struct span zip)
{
    struct directory directory;
    size_t record, end_of_entries;
    *gaps = (struct zip_gaps) { .zip = zip };
    if (!find_directory(zip, &record, &directory))
        return false;
    size_t entries = count_entries(zip, &directory, &end_of_entries);
    gaps->named = calloc(entries + 2, sizeof(*gaps->named));
    if (!gaps->named)
        return false;
    size_t at = directory.begin;
    for (; gaps->count < entries; at += entry_length(zip, at))
        gaps->named[gaps->count++] = range_of(zip, at, directory.prefix);
    gaps->named[gaps->count++] =
            (struct zip_range) { directory.begin, MIN(end_of_entries, record) };
    gaps->named[gaps->count++] = (struct zip_range) { directory.end, record + END_SIZE };
    gaps->end = MIN(record + END_SIZE + (size_t)little(zip, record + 20, 2), zip.len);
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
    const size_t last = gaps->zip.len;
    while (gaps->reached < last) {
        size_t begin = gaps->reached;
        bool is_named = gaps->next < gaps->count && gaps->named[gaps->next].begin <= begin;
        if (is_named) {
            gaps->reached = MAX(begin, gaps->named[gaps->next].end);
            gaps->next++;
            continue;
        }
        size_t end = gaps->next < gaps->count ? MIN(gaps->named[gaps->next].begin, last) : last;
        if (begin < gaps->end)
            end = MIN(end, gaps->end);
        *gap = span_sub(gaps->zip, begin, end - begin);
        gaps->reached = end;
        return true;
    }
    return false;
}

struct span zip_behind_directory(struct span tail, bool *is_comment)
{
    size_t at = 0, comment = 0;
    while (has_signature(tail, at, "PK\1\2"))
        at += entry_length(tail, at);
    if (has_signature(tail, at, "PK\6\6"))
        at += END64_SIZE + LOCATOR64_SIZE;
    if (has_signature(tail, at, "PK\5\6")) {
        comment = (size_t)little(tail, at + 20, 2);
        at += END_SIZE;
    }
    struct span rest = span_from(tail, at);
    *is_comment = rest.len == comment;
    return rest;
}
