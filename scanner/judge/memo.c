/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/memo.h"

#include <stdlib.h>

#include "base/macro.h"

enum { ENTRIES = 256, HASHED = 64 };

struct memo {
    uint64_t unit;
    struct memo_entry *entries; /* NULL until there is something to remember */
};

struct memo *memo_create(void)
{
    return calloc(1, sizeof(struct memo));
}

void memo_free(struct memo *memo)
{
    if (memo)
        free(memo->entries);
    free(memo);
}

void memo_forget(struct memo *memo)
{
    memo->unit++;
}

static void widen(struct span bytes, struct span part, size_t *begin, size_t *end)
{
    if (!part.data)
        return;
    size_t at = (size_t)(part.data - bytes.data);
    *begin = MIN(*begin, at);
    *end = MAX(*end, at + part.len);
}

/* All bytes of the unit that can have a say in the verdict. */
static struct span around(const struct match *match, struct span bytes)
{
    size_t begin = bytes.len, end = 0;
    widen(bytes, match->whole, &begin, &end);
    widen(bytes, match->secret, &begin, &end);
    for (size_t i = 0; i < match->capture_count; i++)
        widen(bytes, match->captures[i].text, &begin, &end);
    begin -= MIN(begin, (size_t)MEMO_REACH);
    end += MIN(bytes.len - end, (size_t)MEMO_REACH);
    return span_sub(bytes, begin, end - begin);
}

/* An entry is compared in full: a hash of the secret's beginning is enough to find it. */
static size_t place_of(const struct match *match)
{
    uint64_t hash = (uintptr_t)match->rule ^ (uint64_t)match->secret.len << 32;
    for (size_t i = 0; i < MIN(match->secret.len, (size_t)HASHED); i++)
        hash = (hash ^ (unsigned char)match->secret.data[i]) * UINT64_C(0x9e3779b97f4a7c15);
    return (hash >> 32) % ENTRIES;
}

static bool same_place(struct span a, struct span around_a, struct span b, struct span around_b)
{
    if (!a.data || !b.data)
        return a.data == b.data;
    return a.len == b.len && a.data - around_a.data == b.data - around_b.data;
}

static bool is_same(const struct memo_entry *entry, const struct match *match, struct span around)
{
    const struct match *old = &entry->match;
    if (old->rule != match->rule || old->cut != match->cut ||
        old->capture_count != match->capture_count || entry->around.len != around.len ||
        !same_place(old->whole, entry->around, match->whole, around) ||
        !same_place(old->secret, entry->around, match->secret, around))
        return false;
    for (size_t i = 0; i < match->capture_count; i++)
        if (old->captures[i].name != match->captures[i].name ||
            !same_place(old->captures[i].text, entry->around, match->captures[i].text, around))
            return false;
    return memcmp(entry->around.data, around.data, around.len) == 0;
}

struct memo_entry *memo_entry(struct memo *memo, const struct match *match, struct span bytes,
                              bool *known)
{
    *known = false;
    if (memo->unit == 0)
        return NULL;
    /* A hundred kilobytes, which most threads of a small scan never need. */
    if (!memo->entries)
        memo->entries = calloc(ENTRIES, sizeof(*memo->entries));
    if (!memo->entries)
        return NULL;
    struct memo_entry *entry = &memo->entries[place_of(match)];
    struct span now = around(match, bytes);
    *known = entry->unit == memo->unit && is_same(entry, match, now);
    if (*known)
        return entry;
    entry->unit = memo->unit;
    entry->match = *match;
    entry->around = now;
    return entry;
}
