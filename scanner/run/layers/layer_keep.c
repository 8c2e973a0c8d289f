/* SPDX-License-Identifier: Apache-2.0 */
/* What was found in a layer as bytes for the cache, and back. */
#include "run/layers/layer_memory_parts.h"

#include "finding/record.h"
#include "source/image/layer_record.h"
#include "unit/origin.h"
#include "unit/problem.h"

/* ---- Keeping --------------------------------------------------------------------------------- */

static void pack_counts(struct buf *to, const struct layer_counts *counts)
{
    pack_number(to, counts->files);
    pack_number(to, counts->bytes);
    pack_number(to, counts->archives);
    for (size_t i = 0; i < ARRAY_SIZE(counts->skipped); i++)
        pack_number(to, counts->skipped[i]);
    for (size_t i = 0; i < ARRAY_SIZE(counts->dropped); i++)
        pack_number(to, counts->dropped[i]);
}

static struct layer_counts unpack_counts(struct pack_reader *from)
{
    struct layer_counts counts;
    counts.files = unpack_number(from);
    counts.bytes = unpack_number(from);
    counts.archives = unpack_number(from);
    for (size_t i = 0; i < ARRAY_SIZE(counts.skipped); i++)
        counts.skipped[i] = unpack_number(from);
    for (size_t i = 0; i < ARRAY_SIZE(counts.dropped); i++)
        counts.dropped[i] = unpack_number(from);
    return counts;
}

/*
 * What is said of the layer as a whole may be about this image's claims, or about a file that is
 * whole the next time. What could not be read inside of it is as damaged in every run.
 */
static bool is_fit(const struct layer_entry *entry)
{
    if (!entry->is_valid || entry->is_recalled || entry->is_partial ||
        !layer_record_is_whole(entry->stored))
        return false;
    for (const struct layer_finding *f = entry->findings; f; f = f->next)
        if (f->finding->place.origin == f->layer)
            return false;
    for (const struct layer_problem *p = entry->problems; p; p = p->next)
        if (p->problem->kind == VETO_PROBLEM_UNREAD && p->problem->origin == p->layer)
            return false;
    return true;
}

static void pack_findings(struct buf *to, const struct layer_entry *entry)
{
    size_t count = 0;
    for (const struct layer_finding *f = entry->findings; f; f = f->next)
        count++;
    pack_number(to, count);
    for (const struct layer_finding *f = entry->findings; f; f = f->next)
        finding_record_pack(to, f->finding, f->layer);
}

static void pack_problems(struct buf *to, const struct layer_entry *entry)
{
    size_t count = 0;
    for (const struct layer_problem *p = entry->problems; p; p = p->next)
        count++;
    pack_number(to, count);
    for (const struct layer_problem *p = entry->problems; p; p = p->next)
        problem_record_pack(to, p->problem, p->layer);
}

void layer_keep(struct layer_memory *memory, const struct layer_entry *entry)
{
    const struct cache_id id = { entry->size, entry->sha256, memory->key };
    struct buf value = buf_make(CACHE_VALUE_MAX);
    if (!memory->cache || !is_fit(entry))
        return;
    layer_record_pack(&value, entry->stored);
    pack_counts(&value, &entry->counts);
    pack_findings(&value, entry);
    pack_problems(&value, entry);
    if (!value.failed)
        cache_put(memory->cache, &id, buf_span(&value));
    buf_release(&value);
}

/* ---- Recalling ------------------------------------------------------------------------------- */

static const struct veto_rule *find_rule(const char *id, void *payload)
{
    const struct rule *rule = rules_find(payload, id);
    return rule ? &rule->public : NULL;
}

static bool unpack_findings(struct worker *worker, struct pack_reader *from,
                            const struct veto_origin *layer)
{
    const struct finding_record_reader reader = {
        .from = from,
        .collector = &worker->collector,
        .layer = layer,
        .rule = find_rule,
        .payload = (void *)worker->shared->rules,
    };
    size_t count = unpack_count(from);
    for (size_t i = 0; i < count; i++)
        if (!finding_record_unpack(&reader))
            return false;
    return !from->failed;
}

/* The first `count` are looked at, told only once all is known to be sound. */
static bool unpack_problems(struct worker *worker, struct pack_reader from,
                            const struct veto_origin *layer, bool tell)
{
    struct arena arena = arena_make(CACHE_VALUE_MAX, false);
    size_t count = unpack_count(&from);
    bool sound = !from.failed;
    for (size_t i = 0; i < count && sound; i++) {
        struct veto_problem problem;
        sound = problem_record_unpack(&from, layer, &arena, &problem);
        if (sound && tell)
            collector_add_problem(&worker->collector, &problem);
        arena_reset(&arena);
    }
    arena_release(&arena);
    return sound && from.rest.len == 0;
}

bool layer_recall(struct worker *worker, struct layer_entry *entry, const struct layer_visit *visit,
                  struct span value)
{
    struct collector *collector = &worker->collector;
    struct collected_finding *before = collector->findings;
    size_t count_before = collector->finding_count;
    const struct veto_origin *layer = origin_copy(&collector->arena, visit->origin);
    struct pack_reader from = { .rest = value };
    if (!layer || !layer_record_unpack(&from, visit->stored))
        return false;
    /* Kept by a scan that asked for another digest of the tar, or for none. */
    if (!stored_layer_answers(visit->stored, visit->diff_id)) {
        stored_layer_forget(visit->stored);
        return false;
    }
    entry->counts = unpack_counts(&from);
    if (unpack_findings(worker, &from, layer) && unpack_problems(worker, from, layer, false)) {
        unpack_problems(worker, from, layer, true);
        return true;
    }
    collector->findings = before;
    collector->finding_count = count_before;
    stored_layer_forget(visit->stored);
    return false;
}
