/* SPDX-License-Identifier: Apache-2.0 */
/* Candidates that were judged away: the first in the order of reports are kept, all are counted. */
#include <stdlib.h>

#include "finding/collect.h"
#include "unit/origin.h"

enum { BEFORE_THINNING = 2 * COLLECT_MAX_DROPPED };

static const size_t arena_ceiling = (size_t)1024 * 1024 * 1024;

static const char *copy_text(struct arena *arena, const char *text)
{
    return arena_strndup(arena, text ? text : "", text ? strlen(text) : 0);
}

static const struct veto_evidence *copy_evidence(struct arena *arena,
                                                 const struct veto_dropped *dropped)
{
    struct veto_evidence *copy = ARENA_ARRAY(arena, dropped->evidence_count, struct veto_evidence);
    for (size_t i = 0; copy && i < dropped->evidence_count; i++) {
        copy[i] = dropped->evidence[i];
        copy[i].text = copy_text(arena, copy[i].text);
    }
    return copy;
}

/* Reasons and their texts are constants. */
static bool add_copy(struct collector *collector, const struct veto_dropped *dropped)
{
    struct arena *arena = &collector->dropped_arena;
    struct collected_dropped *added = ARENA_NEW(arena, struct collected_dropped);
    if (!added)
        return false;
    added->dropped = *dropped;
    added->dropped.place.origin = origin_copy(arena, dropped->place.origin);
    added->dropped.secret = copy_text(arena, dropped->secret);
    added->dropped.snippet = copy_text(arena, dropped->snippet);
    added->dropped.decoding = copy_text(arena, dropped->decoding);
    added->dropped.evidence = copy_evidence(arena, dropped);
    if (arena_failed(arena))
        return false;
    added->next = collector->dropped;
    collector->dropped = added;
    collector->dropped_count++;
    return true;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Everything that could tell two of them apart is asked, so that the order is total. */
static int by_place(const void *a, const void *b)
{
    const struct collected_dropped *const *p = a, *const *q = b;
    const struct veto_dropped *x = &(*p)->dropped, *y = &(*q)->dropped;
    int order = origin_compare(x->place.origin, y->place.origin);
    if (!order)
        order = compare_numbers(x->place.region.byte_offset, y->place.region.byte_offset);
    if (!order)
        order = strcmp(x->rule->id, y->rule->id);
    if (!order)
        order = compare_numbers(x->place.region.byte_length, y->place.region.byte_length);
    if (!order)
        order = strcmp(x->decoding, y->decoding);
    if (!order)
        order = strcmp(x->secret, y->secret);
    if (!order)
        order = strcmp(x->reason, y->reason);
    return order ? order : strcmp(x->snippet, y->snippet);
}

static size_t sort(const struct collector *collectors, size_t count, struct arena *arena,
                   struct collected_dropped ***sorted)
{
    size_t total = 0, filled = 0;
    for (size_t i = 0; i < count; i++)
        total += collectors[i].dropped_count;
    *sorted = ARENA_ARRAY(arena, total + 1, struct collected_dropped *);
    for (size_t i = 0; *sorted && i < count; i++)
        for (struct collected_dropped *d = collectors[i].dropped; d; d = d->next)
            (*sorted)[filled++] = d;
    if (filled)
        qsort(*sorted, filled, sizeof(**sorted), by_place);
    return filled;
}

/* Only the first COLLECT_MAX_DROPPED in the order of reports, in fresh memory. */
static void thin_out(struct collector *collector)
{
    struct arena old_arena = collector->dropped_arena;
    struct collected_dropped **sorted;
    size_t count = sort(collector, 1, &old_arena, &sorted);
    collector->dropped_arena = arena_make(arena_ceiling, true);
    collector->dropped = NULL;
    collector->dropped_count = 0;
    for (size_t i = 0; i < MIN(count, (size_t)COLLECT_MAX_DROPPED); i++)
        if (!add_copy(collector, &sorted[i]->dropped))
            break;
    arena_release(&old_arena);
}

void collector_add_dropped(struct collector *collector, const struct veto_dropped *dropped)
{
    collector->dropped_told++;
    add_copy(collector, dropped);
    if (collector->dropped_count >= BEFORE_THINNING)
        thin_out(collector);
}

int dropped_merge(const struct collector *collectors, size_t count, struct arena *arena,
                  struct veto_result *result, struct veto_error *error)
{
    struct collected_dropped **sorted;
    size_t told = 0,
           kept = MIN(sort(collectors, count, arena, &sorted), (size_t)COLLECT_MAX_DROPPED);
    struct veto_dropped *dropped = ARENA_ARRAY(arena, kept + 1, struct veto_dropped);
    if (!sorted || !dropped)
        return error_no_memory(error);
    for (size_t i = 0; i < kept; i++)
        dropped[i] = sorted[i]->dropped;
    for (size_t i = 0; i < count; i++)
        told += collectors[i].dropped_told;
    result->dropped = dropped;
    result->dropped_count = kept;
    result->dropped_unlisted = told - kept;
    return 0;
}
