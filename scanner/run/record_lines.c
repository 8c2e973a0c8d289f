/* SPDX-License-Identifier: Apache-2.0 */
#include "run/record.h"

enum {
    HASHED = 100,         /* characters of the hash, blanks aside */
    MAX_WALK = 64 * 1024, /* bytes to either side; a longer line is not looked at */
    OVERLAPS_LOOKED_AT = 32,
};

/* Behind the last line end in [floor, at). */
static size_t line_begin(struct span bytes, size_t floor, size_t at)
{
    const char ends[] = { '\n', '\r' };
    for (size_t i = 0; i < sizeof(ends) && at > floor; i++) {
        const char *end = memrchr(bytes.data + floor, ends[i], at - floor);
        floor = end ? (size_t)(end - bytes.data) + 1 : floor;
    }
    return floor;
}

/* The stretch that the hash of the line around `at` is made of; false where it is too long. */
static bool hashed_range(struct span bytes, size_t at, struct byte_range *range)
{
    size_t floor = at > MAX_WALK ? at - MAX_WALK : 0;
    size_t begin = line_begin(bytes, floor, at);
    size_t end = begin, ceiling = MIN(bytes.len, begin + MAX_WALK);
    for (size_t seen = 0; seen < HASHED && end < ceiling; end++) {
        unsigned char c = (unsigned char)bytes.data[end];
        seen += c != ' ' && c != '\t' && (c & 0xc0) != 0x80;
    }
    *range = (struct byte_range) { begin, end };
    return (begin > floor || floor == 0) && (end < ceiling || ceiling == bytes.len);
}

/* Does it lie in a secret that cannot be guessed? Beliefs are sorted by their begin. */
static bool is_strong(struct redaction candidate, const struct believed *believed, size_t count,
                      const char *bytes)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((size_t)(believed[middle].secret.data - bytes) <= candidate.begin)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t i = 0; i < OVERLAPS_LOOKED_AT && low > 0; i++) {
        const struct believed *at = &believed[--low];
        if (at->rule->public.is_secret && !at->lost && !at->judgement.guessable &&
            candidate.end <= (size_t)(at->secret.data - bytes) + at->secret.len)
            return true;
    }
    return false;
}

/* The first candidate that could reach behind `begin`. The plan is sorted. */
static size_t first_near(const struct redact_plan *plan, size_t begin)
{
    size_t low = 0, high = plan->longest ? plan->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (plan->ranges[middle].begin + plan->longest <= begin)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool record_may_hash_line(const struct record *record, const struct believed *believed,
                          size_t count, size_t index)
{
    const struct redact_plan *plan = record->redactions;
    struct span bytes = record->unit->bytes;
    struct byte_range range;
    if (!hashed_range(bytes, (size_t)(believed[index].secret.data - bytes.data), &range))
        return false;
    for (size_t i = first_near(plan, range.begin);
         i < plan->count && plan->ranges[i].begin < range.end; i++)
        if (plan->ranges[i].end > range.begin &&
            !is_strong(plan->ranges[i], believed, count, bytes.data))
            return false;
    return !redact_plan_has_guessable(plan, bytes, range.begin, range.end);
}
