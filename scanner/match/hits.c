/* SPDX-License-Identifier: Apache-2.0 */
#include "match/hits.h"

#include <stdlib.h>

enum {
    HITS_FIRST = 256,
    /* 48 MB. Ranges of one rule lie its reach apart: a rule has at most 65 000 in a piece. */
    HITS_MAX = 4 * 1024 * 1024,
};

int hits_init(struct hits *hits, size_t rules)
{
    *hits = (struct hits){ .newest = calloc(rules + 1, sizeof(*hits->newest)) };
    return hits->newest ? 0 : -1;
}

void hits_release(struct hits *hits)
{
    free(hits->ranges);
    free(hits->newest);
    *hits = (struct hits){ 0 };
}

void hits_begin(struct hits *hits, uint32_t own_begin, uint32_t own_end)
{
    for (size_t i = 0; i < hits->count; i++)
        hits->newest[hits->ranges[i].rule] = 0;
    hits->count = 0;
    hits->own_begin = own_begin;
    hits->own_end = own_end;
}

/* A unit owns the byte before an end: is the end itself beyond the border? */
static bool same_side(uint32_t border, uint32_t a, uint32_t b)
{
    return (a <= border) == (b <= border);
}

static bool join(const struct hits *hits, struct hit_range *range, uint32_t end, uint32_t reach)
{
    uint32_t nearest = end < range->first ? range->first : range->last;
    if (end >= range->first && end <= range->last)
        return true;
    if ((end > nearest ? end - nearest : nearest - end) > reach ||
        !same_side(hits->own_begin, nearest, end) || !same_side(hits->own_end, nearest, end))
        return false;
    range->first = MIN(range->first, end);
    range->last = MAX(range->last, end);
    return true;
}

static int grow(struct hits *hits)
{
    size_t wanted = hits->capacity ? hits->capacity * 2 : HITS_FIRST;
    if (wanted > HITS_MAX)
        return -1;
    struct hit_range *larger = reallocarray(hits->ranges, wanted, sizeof(*larger));
    if (!larger)
        return -1;
    hits->ranges = larger;
    hits->capacity = wanted;
    return 0;
}

int hits_add(struct hits *hits, uint32_t rule, uint32_t end, uint32_t reach)
{
    uint32_t newest = hits->newest[rule];
    if (newest && join(hits, &hits->ranges[newest - 1], end, reach))
        return 0;
    if (hits->count == hits->capacity && grow(hits) < 0)
        return -1;
    hits->ranges[hits->count++] = (struct hit_range){ rule, end, end };
    hits->newest[rule] = (uint32_t)hits->count;
    return 0;
}

static int by_rule_and_end(const void *a, const void *b)
{
    const struct hit_range *x = a, *y = b;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    return (x->first > y->first) - (x->first < y->first);
}

void hits_sort(struct hits *hits)
{
    if (hits->count > 1)
        qsort(hits->ranges, hits->count, sizeof(*hits->ranges), by_rule_and_end);
}
