/* SPDX-License-Identifier: Apache-2.0 */
#include "run/derived.h"

enum { MAX_FINDINGS = COLLECT_MAX_OF_RULE };

static struct byte_range range_in(const struct unit *unit, struct span span)
{
    size_t begin = (size_t)(span.data - unit->bytes.data);
    return (struct byte_range) { begin, begin + span.len };
}

static bool overlap(struct byte_range a, struct byte_range b)
{
    return a.begin < b.end && b.begin < a.end;
}

/* A candidate hides in the text of every unit around it. */
static void redact_around(struct worker *worker, struct byte_range range)
{
    for (struct scanning *at = worker->now; at->parent; at = at->parent) {
        if (!offset_map_range(at->unit->map, range, &range))
            return;
        struct redaction hidden = { .begin = range.begin, .end = range.end, .whole = true };
        scanning_redact(at->parent, &worker->arena, hidden);
    }
}

/* What was found in an encoding may stand in the text around as it is, too. */
static void hide_around(struct worker *worker, const struct believed *believed)
{
    if (!believed->rule->public.is_secret || believed->lost)
        return;
    struct redact_value value = { arena_span(&worker->arena, believed->secret),
                                  believed->judgement.guessable };
    for (struct scanning *at = worker->now->parent; at && value.text.data; at = at->parent)
        scanning_hide_value(at, &worker->arena, value);
}

/* The less specific one of the unit around gives way, and is named under the winner. */
static void win_over(struct worker *worker, struct believed *winner, struct believed *loser)
{
    const struct rule **also =
            ARENA_ARRAY(&worker->arena, winner->also_count + 1, const struct rule *);
    if (!also)
        return;
    if (winner->also_count)
        memcpy(also, winner->also, winner->also_count * sizeof(*also));
    also[winner->also_count++] = loser->rule;
    winner->also = also;
    loser->lost = true;
}

static bool is_decoded(const struct unit *unit)
{
    return !unit->is_document || unit->is_encoded;
}

/*
 * Whoever knows what it is wins over whoever knows the name beside it; and where both know no more
 * than that, the text that was decoded says more than the digits, unless it is believed less.
 */
static bool is_better(const struct unit *unit, const struct believed *a, const struct believed *b)
{
    if (a->rule == b->rule && span_eq(a->secret, b->secret))
        return false; /* nothing of it was encoded */
    if (a->rule->generic != b->rule->generic)
        return b->rule->generic;
    return a->rule->generic && is_decoded(unit) && a->judgement.severity >= b->judgement.severity &&
           a->judgement.confidence >= b->judgement.confidence;
}

/* Against the secrets of the units around; false where one of them stays. */
static bool holds_against_parents(struct worker *worker, struct believed *believed)
{
    struct byte_range range = range_in(worker->now->unit, believed->secret);
    for (struct scanning *at = worker->now; at->parent; at = at->parent) {
        if (!offset_map_range(at->unit->map, range, &range))
            return false;
        for (size_t i = 0; i < at->parent->believed_count; i++) {
            struct believed *other = &at->parent->believed[i];
            if (other->lost || !other->rule->public.is_secret ||
                !overlap(range, range_in(at->parent->unit, other->secret)))
                continue;
            if (!is_better(worker->now->unit, believed, other))
                return false;
            win_over(worker, believed, other);
        }
    }
    return true;
}

/* Overlaps nothing. */
static const struct byte_range nowhere = { SIZE_MAX, SIZE_MAX };

static bool is_taken(const struct derived_findings *derived, struct byte_range place)
{
    for (size_t i = 0; i < derived->count; i++)
        if (overlap(derived->places[i], place))
            return true;
    return false;
}

static bool prepare(struct derived_findings *derived, const struct unit *root, struct arena *arena)
{
    derived->places = ARENA_ARRAY(arena, MAX_FINDINGS, struct byte_range);
    derived->lines = lines_make(root);
    return derived->places != NULL;
}

/* Is it new, in what the unit of the source owns, and not one too many? */
static bool is_kept(struct worker *worker, struct believed *believed)
{
    const struct unit *unit = worker->now->unit, *root = unit_root(unit);
    struct derived_findings *derived = &worker->derived;
    bool is_secret = believed->rule->public.is_secret;
    struct byte_range place;
    if (!unit_root_range(unit, range_in(unit, believed->secret), &place) ||
        place.end <= root->own_begin || place.end > root->own_end)
        return false;
    /* Two insecurities on one line are two; only secrets are one and the same. */
    if (is_secret && (is_taken(derived, place) || !holds_against_parents(worker, believed)))
        return false;
    if (!derived->places && !prepare(derived, root, &worker->arena))
        return false;
    if (derived->count == MAX_FINDINGS) {
        collector_add_unlisted(&worker->collector, root->origin, &believed->rule->public, 1);
        return false;
    }
    derived->places[derived->count++] = is_secret ? place : nowhere;
    return unit_is_whole(root) ||
           collector_admits_derived(&worker->collector, root->origin, &believed->rule->public,
                                    root->offset + root->own_begin);
}

void derived_settle(struct worker *worker)
{
    struct scanning *now = worker->now;
    for (size_t i = 0; i < now->candidate_count; i++)
        redact_around(worker,
                      (struct byte_range) { now->candidates[i].begin, now->candidates[i].end });
    for (size_t i = 0; i < now->believed_count; i++)
        hide_around(worker, &now->believed[i]);
    for (size_t i = 0; i < now->believed_count; i++)
        if (!now->believed[i].lost && !is_kept(worker, &now->believed[i]))
            now->believed[i].lost = true;
}
