/* SPDX-License-Identifier: Apache-2.0 */
#include "run/sought.h"

#include "match/values.h"

static const char rule_id[] = "sought-value";

static bool overlap(struct byte_range a, struct byte_range b)
{
    return a.begin < b.end && b.begin < a.end;
}

/* A derived unit has the same bytes once more where it decodes nothing. */
static bool is_known(const struct worker *worker, struct byte_range place)
{
    for (size_t i = 0; i < worker->sought_count; i++)
        if (overlap(worker->sought[i], place))
            return true;
    return false;
}

static bool keep_place(struct worker *worker, struct byte_range place)
{
    if (worker->sought_count == COLLECT_MAX_OF_RULE)
        return false;
    if (!worker->sought)
        worker->sought = ARENA_ARRAY(&worker->arena, COLLECT_MAX_OF_RULE, struct byte_range);
    if (worker->sought)
        worker->sought[worker->sought_count++] = place;
    return worker->sought;
}

static void take(struct worker *worker, const struct value_found *found, const struct rule *rule)
{
    struct scanning *now = worker->now;
    const struct unit *unit = now->unit, *root = unit_root(unit);
    struct byte_range own = { found->begin, found->begin + found->len }, place;
    scanning_redact(now, &worker->arena,
                    (struct redaction) { .begin = own.begin, .end = own.end });
    if (!unit_root_range(unit, own, &place) || place.end <= root->own_begin ||
        place.end > root->own_end || is_known(worker, place))
        return;
    if (!keep_place(worker, place)) {
        collector_add_unlisted(&worker->collector, root->origin, &rule->public, 1);
        return;
    }
    struct believed believed = {
        .rule = rule,
        .whole = span_sub(unit->bytes, found->begin, found->len),
        .judgement = { .severity = rule->public.severity,
                       .confidence = VETO_CONFIDENCE_CERTAIN,
                       .guessable = true }, /* no hash of it leaves this process */
    };
    believed.secret = believed.whole;
    believed.judgement.evidence[0].text =
            arena_printf(&worker->arena, "it is value %zu of those that were looked for",
                         found->index + 1);
    believed.judgement.evidence_count = believed.judgement.evidence[0].text != NULL;
    struct believed *larger =
            ARENA_ARRAY(&worker->arena, now->sought_count + 1, struct believed);
    if (!larger)
        return;
    if (now->sought_count)
        memcpy(larger, now->sought, now->sought_count * sizeof(*larger));
    larger[now->sought_count++] = believed;
    now->sought = larger;
}

void sought_find(struct worker *worker)
{
    const struct values *values = worker->shared->values;
    struct span bytes = worker->now->unit->bytes;
    struct value_found found;
    const struct rule *rule = values ? rules_find_any(worker->shared->rules, rule_id) : NULL;
    size_t from = 0;
    while (rule && values_next(values, bytes, &from, &found)) {
        take(worker, &found, rule);
        from = found.begin + found.len;
    }
}

int sought_record(struct worker *worker)
{
    struct scanning *now = worker->now;
    struct redact_plan plan = scanning_plan(now, false);
    struct derived_findings lines = { .lines = lines_make(unit_root(now->unit)) };
    struct record record = {
        .unit = now->unit,
        .redactions = &plan,
        .collector = &worker->collector,
        .known = &worker->known,
        .derived = now->parent ? &lines : NULL,
    };
    return now->sought_count ? record_findings(&record, now->sought, now->sought_count) : 0;
}
