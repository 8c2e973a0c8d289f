/* SPDX-License-Identifier: Apache-2.0 */
/* Once all was read: what layers that are known have to tell, and what is kept of the others. */
#include "run/layers/layer_memory_parts.h"

#include "unit/origin.h"

enum { IDENTITY_MAX = 1024 * 1024 };

struct settling {
    struct layer_memory *memory;
    struct worker *workers;
    unsigned count;
    struct table by_layer; /* entries */
    bool failed;
};

/* ---- Counts ---------------------------------------------------------------------------------- */

static void count_entry(struct settling *s, struct layer_entry *entry)
{
    for (unsigned i = 0; i < s->count && !entry->is_recalled; i++) {
        const struct layer_tally *tally = layer_tally_find(&s->workers[i].tallies, entry->layer);
        entry->is_partial |=
                arena_failed(&s->workers[i].tallies.arena) || s->workers[i].sink.starved;
        if (!tally)
            continue;
        layer_counts_add(&entry->counts, &tally->counts);
        entry->is_partial |= tally->is_dated;
    }
}

/* As if it had been read once more. */
static void count_again(struct worker *worker, const struct layer_counts *counts)
{
    worker->counts.files += counts->files;
    worker->counts.bytes += counts->bytes;
    worker->sink.counts.archives += counts->archives;
    for (size_t i = 0; i < ARRAY_SIZE(counts->skipped); i++)
        worker->counts.skipped[i] += counts->skipped[i];
    for (size_t i = 0; i < ARRAY_SIZE(counts->dropped); i++)
        worker->counts.dropped[i] += counts->dropped[i];
}

static void count_all(struct settling *s)
{
    for (struct layer_entry *entry = s->memory->entries; entry; entry = entry->next) {
        count_entry(s, entry);
        if (entry->is_recalled)
            count_again(s->workers, &entry->counts);
        for (const struct layer_follower *f = entry->followers; f; f = f->next)
            count_again(s->workers, &entry->counts);
    }
}

/* ---- What belongs to which layer ------------------------------------------------------------- */

static void index_entries(struct settling *s)
{
    struct buf identity = buf_make(IDENTITY_MAX);
    for (struct layer_entry *entry = s->memory->entries; entry; entry = entry->next) {
        buf_clear(&identity);
        layer_identity_append(&identity, entry->layer);
        struct span key = arena_span(&s->memory->arena, buf_span(&identity));
        s->failed |= identity.failed || !key.data || table_set(&s->by_layer, key, entry) < 0;
    }
    buf_release(&identity);
}

/* NULL where nobody asks what is in that layer. */
static struct layer_entry *entry_of(struct settling *s, const struct veto_origin *origin,
                                    const struct veto_origin **layer)
{
    *layer = origin_find(origin, VETO_ORIGIN_LAYER);
    if (!*layer)
        return NULL;
    struct buf identity = buf_make(IDENTITY_MAX);
    layer_identity_append(&identity, *layer);
    struct layer_entry *entry = table_get(&s->by_layer, buf_span(&identity));
    buf_release(&identity);
    return entry;
}

static void gather_findings(struct settling *s, const struct collector *collector)
{
    const struct veto_origin *layer;
    for (const struct collected_finding *f = collector->findings; f; f = f->next) {
        struct layer_entry *entry = entry_of(s, f->finding.place.origin, &layer);
        struct layer_finding *noted =
                entry ? ARENA_NEW(&s->memory->arena, struct layer_finding) : NULL;
        s->failed |= entry && !noted;
        if (!noted)
            continue;
        *noted = (struct layer_finding){ &f->finding, layer, entry->findings };
        entry->findings = noted;
    }
}

static void gather_problems(struct settling *s, const struct collector *collector)
{
    const struct veto_origin *layer;
    size_t times = 0;
    for (const struct collected_problem *p = collector->problems; p; p = p->next) {
        struct layer_entry *entry = entry_of(s, p->problem.origin, &layer);
        struct layer_problem *noted =
                entry ? ARENA_NEW(&s->memory->arena, struct layer_problem) : NULL;
        times += p->times;
        s->failed |= entry && !noted;
        if (!noted)
            continue;
        *noted = (struct layer_problem){ &p->problem, layer, entry->problems };
        entry->problems = noted;
    }
    /* So many that some were let go: nobody knows of which layers. */
    s->failed |= times != collector->problems_told;
}

/* Too many of a rule: the others are only counted. */
static void gather_quotas(struct settling *s, const struct quotas *quotas)
{
    const struct veto_origin *layer;
    for (const struct quota *q = quotas->first; q; q = q->next) {
        struct layer_entry *entry = q->unlisted ? entry_of(s, q->origin, &layer) : NULL;
        if (entry)
            entry->is_partial = true;
    }
}

/* ---- Problems of layers that were not read again --------------------------------------------- */

/* The place in the layer, on top of another one. NULL without memory. */
static const struct veto_origin *move(struct arena *arena, const struct veto_origin *origin,
                                      const struct veto_origin *layer,
                                      const struct veto_origin *other)
{
    const struct veto_origin *first = other, **place = &first;
    for (; origin != layer; origin = origin->parent) {
        struct veto_origin *copy = ARENA_NEW(arena, struct veto_origin);
        if (!copy)
            return NULL;
        *copy = *origin;
        *place = copy;
        place = &copy->parent;
        copy->parent = other;
    }
    return first;
}

struct moved_problem {
    struct veto_problem problem;
    struct moved_problem *next;
};

static void repeat_problems(struct settling *s, const struct layer_entry *entry,
                            struct moved_problem **list)
{
    struct arena *arena = &s->memory->arena;
    for (const struct layer_follower *f = entry->followers; f; f = f->next)
        for (const struct layer_problem *p = entry->problems; p; p = p->next) {
            struct moved_problem *moved = ARENA_NEW(arena, struct moved_problem);
            const char *text = arena_strndup(arena, p->problem->text, strlen(p->problem->text));
            const struct veto_origin *origin =
                    move(arena, p->problem->origin, p->layer, f->layer);
            s->failed |= !moved || !text || !origin;
            if (!moved || !text || !origin)
                return;
            *moved = (struct moved_problem){ .problem = { .kind = p->problem->kind,
                                                          .origin = origin,
                                                          .text = text },
                                             .next = *list };
            *list = moved;
        }
}

/* Adding some may let the lists that they come from go: first all are copied. */
static void repeat_all_problems(struct settling *s)
{
    struct moved_problem *list = NULL;
    for (const struct layer_entry *entry = s->memory->entries; entry; entry = entry->next)
        repeat_problems(s, entry, &list);
    for (; list; list = list->next)
        collector_add_problem(&s->workers[0].collector, &list->problem);
}

/* ---- All of it ------------------------------------------------------------------------------- */

static bool has_followers(const struct layer_memory *memory)
{
    for (const struct layer_entry *entry = memory->entries; entry; entry = entry->next)
        if (entry->followers)
            return true;
    return false;
}

int layer_memory_settle(struct layer_memory *memory, struct worker *workers, unsigned count,
                        struct veto_error *error)
{
    if (!memory || !memory->entries)
        return 0;
    struct settling s = { .memory = memory, .workers = workers, .count = count };
    bool keeps = memory->cache && pool_stopped(memory->shared->pool) == POOL_RUNS;
    count_all(&s);
    if (!keeps && !has_followers(memory))
        return 0;
    table_init(&s.by_layer);
    index_entries(&s);
    for (unsigned i = 0; i < count; i++) {
        gather_findings(&s, &workers[i].collector);
        gather_problems(&s, &workers[i].collector);
        gather_quotas(&s, &workers[i].collector.quotas);
        gather_quotas(&s, &workers[i].collector.derived);
    }
    for (const struct layer_entry *entry = memory->entries; entry && keeps && !s.failed;
         entry = entry->next)
        layer_keep(memory, entry);
    repeat_all_problems(&s);
    table_release(&s.by_layer);
    return arena_failed(&memory->arena) ? error_no_memory(error) : 0;
}
