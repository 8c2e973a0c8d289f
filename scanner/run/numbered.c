/* SPDX-License-Identifier: Apache-2.0 */
#include "run/numbered.h"

/* The allowed ones would not all be findings: some give way to what is one, or to one another. */
static struct believed *with_findings(struct worker *worker, size_t *count)
{
    const struct scanning *now = worker->now;
    struct believed *all =
            ARENA_ARRAY(&worker->arena, now->believed_count + now->allowed_count, struct believed);
    *count = 0;
    for (size_t i = 0; all && i < now->believed_count; i++)
        if (!now->believed[i].lost)
            all[(*count)++] = now->believed[i];
    for (size_t i = 0; all && i < now->allowed_count; i++)
        all[(*count)++] = now->allowed[i];
    return all;
}

void numbered_record(struct worker *worker)
{
    const struct unit *unit = worker->now->unit, *root = unit_root(unit);
    size_t count = 0;
    if (worker->now->allowed_count == 0)
        return;
    struct believed *all = with_findings(worker, &count);
    dedupe(all, count, &worker->arena);
    for (size_t i = 0; i < count; i++) {
        struct byte_range place = { (size_t)(all[i].secret.data - unit->bytes.data), 0 };
        place.end = place.begin + all[i].secret.len;
        if (all[i].judgement.drop != DROP_POLICY || all[i].lost ||
            !unit_root_range(unit, place, &place))
            continue;
        if (!unit->parent || (place.end > root->own_begin && place.end <= root->own_end))
            collector_add_number(&worker->collector, root->origin, &all[i].rule->public,
                                 root->offset + place.begin);
    }
}
