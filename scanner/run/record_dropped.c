/* SPDX-License-Identifier: Apache-2.0 */
/* What was judged away, as somebody may want to see it. */
#include <stdlib.h>

#include "run/record.h"

static int by_begin(const void *a, const void *b)
{
    const struct believed *x = a, *y = b;
    if (x->secret.data != y->secret.data)
        return x->secret.data < y->secret.data ? -1 : 1;
    return strcmp(x->rule->public.id, y->rule->public.id);
}

static bool is_owned(const struct unit *root, struct byte_range place)
{
    return place.end > root->own_begin && place.end <= root->own_end;
}

static void record_one(const struct record *record, const struct believed *candidate,
                       struct lines *lines, struct arena *arena)
{
    const struct unit *unit = record->unit, *root = unit_root(unit);
    const struct judgement *judgement = &candidate->judgement;
    size_t begin = (size_t)(candidate->secret.data - unit->bytes.data);
    struct byte_range own = { begin, begin + candidate->secret.len }, place, in_lines;
    if (!unit_root_range(unit, own, &place) || !unit_range_in(unit, lines->unit, own, &in_lines) ||
        (unit->parent && !is_owned(root, place)))
        return;
    struct veto_dropped dropped = {
        .rule = &candidate->rule->public,
        .place = { .origin = unit->origin,
                   .region = lines_region(lines, in_lines.begin, in_lines.end) },
        .reason = drop_reason_name(judgement->drop),
        .text = drop_reason_text(judgement->drop),
        .snippet = record_snippet(record, candidate->secret, arena),
        .evidence = judgement->evidence,
        .evidence_count = judgement->evidence_count,
        .decoding = unit->decoding,
    };
    dropped.secret =
            candidate->rule->public.is_secret
                    ? redact_secret(candidate->secret, true, record->redactions->show, arena)
                    : dropped.snippet;
    dropped.place.region.byte_offset = root->offset + place.begin;
    dropped.place.region.byte_length = place.end - place.begin;
    collector_add_dropped(record->collector, &dropped);
}

int record_dropped(const struct record *record, struct believed *dropped, size_t count,
                   struct arena *arena)
{
    struct lines lines = lines_make(unit_of_lines(record->unit));
    if (count)
        qsort(dropped, count, sizeof(*dropped), by_begin);
    for (size_t i = 0; i < count; i++)
        record_one(record, &dropped[i], &lines, arena);
    return arena_failed(arena) ? -1 : 0;
}
