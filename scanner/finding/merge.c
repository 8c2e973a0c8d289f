/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/merge.h"

#include <stdlib.h>

#include "base/table.h"
#include "finding/fingerprint.h"
#include "unit/origin.h"

/* ---- The order ------------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_texts(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "");
}

static const char *first_evidence(const struct veto_finding *finding)
{
    return finding->evidence_count ? finding->evidence[0].text : "";
}

/* Everything that could tell two findings apart is asked, so that the order is total. */
static int compare_findings(const struct veto_finding *a, const struct veto_finding *b)
{
    int order = origin_compare(a->place.origin, b->place.origin);
    if (!order)
        order = compare_numbers(a->place.region.byte_offset, b->place.region.byte_offset);
    if (!order)
        order = strcmp(a->rule->id, b->rule->id);
    if (!order)
        order = compare_numbers(a->place.region.byte_length, b->place.region.byte_length);
    if (!order)
        order = compare_texts(a->decoding, b->decoding);
    if (!order)
        order = strcmp(a->fingerprint, b->fingerprint);
    if (!order)
        order = compare_texts(a->secret, b->secret);
    return order ? order : compare_texts(first_evidence(a), first_evidence(b));
}

static int by_place(const void *a, const void *b)
{
    struct collected_finding *const *x = a, *const *y = b;
    return compare_findings(&(*x)->finding, &(*y)->finding);
}

static struct collected_finding **sorted_findings(const struct collector *collectors, size_t count,
                                                  struct arena *arena, size_t *total)
{
    *total = 0;
    for (size_t i = 0; i < count; i++)
        *total += collectors[i].finding_count;
    struct collected_finding **sorted = ARENA_ARRAY(arena, *total + 1, struct collected_finding *);
    size_t filled = 0;
    for (size_t i = 0; sorted && i < count; i++)
        for (struct collected_finding *f = collectors[i].findings; f; f = f->next)
            sorted[filled++] = f;
    if (filled)
        qsort(sorted, filled, sizeof(*sorted), by_place);
    return sorted;
}

/* ---- Ordinals of guessable values ------------------------------------------------------------ */

/* How far the guessable values of one rule at one logical place are counted. */
struct ordinals {
    const struct veto_origin *target, *origin;
    uint32_t before; /* of earlier targets */
    uint32_t here;   /* in this origin */
    uint32_t most;   /* in any origin of this target */
};

static struct ordinals *ordinals_of(struct table *table, const struct veto_rule *rule,
                                    struct span place, struct arena *arena)
{
    size_t id_len = strlen(rule->id) + 1;
    struct span key = { NULL, id_len + place.len };
    char *bytes = arena_alloc(arena, key.len);
    if (!bytes)
        return NULL;
    memcpy(bytes, rule->id, id_len);
    if (place.len)
        memcpy(bytes + id_len, place.data, place.len);
    key.data = bytes;
    struct ordinals *ordinals = table_get(table, key);
    if (ordinals)
        return ordinals;
    ordinals = ARENA_NEW(arena, struct ordinals);
    if (!ordinals || table_set(table, key, ordinals) < 0)
        return NULL;
    return ordinals;
}

static uint32_t next_ordinal(struct ordinals *o, const struct veto_origin *origin)
{
    const struct veto_origin *target = origin_target(origin);
    if (o->target && origin_compare(o->target, target) != 0) {
        o->before += o->most;
        o->most = 0;
    }
    if (!o->origin || origin_compare(o->origin, origin) != 0)
        o->here = 0;
    o->target = target;
    o->origin = origin;
    o->here++;
    o->most = MAX(o->most, o->here);
    return o->before + o->here;
}

/* In the order of the findings. */
static int compare_numbered(const struct collected_number *a, const struct veto_origin *origin,
                            uint64_t offset, const char *rule)
{
    int order = origin_compare(a->origin, origin);
    if (!order)
        order = compare_numbers(a->offset, offset);
    return order ? order : strcmp(a->rule->id, rule);
}

static int by_number(const void *a, const void *b)
{
    const struct collected_number *x = *(struct collected_number *const *)a;
    const struct collected_number *y = *(struct collected_number *const *)b;
    return compare_numbered(x, y->origin, y->offset, y->rule->id);
}

/* The numbers of what is allowed, sorted; what was seen in two ways is one. */
static struct collected_number **sorted_numbers(const struct collector *collectors, size_t count,
                                                struct arena *arena, size_t *total)
{
    size_t filled = 0, kept = 0;
    *total = 0;
    for (size_t i = 0; i < count; i++)
        *total += collectors[i].number_count;
    struct collected_number **sorted = ARENA_ARRAY(arena, *total + 1, struct collected_number *);
    for (size_t i = 0; sorted && i < count; i++)
        for (struct collected_number *at = collectors[i].numbers; at; at = at->next)
            sorted[filled++] = at;
    if (filled)
        qsort(sorted, filled, sizeof(*sorted), by_number);
    for (size_t i = 0; i < filled; i++)
        if (i == 0 || by_number(&sorted[i], &sorted[kept - 1]) != 0)
            sorted[kept++] = sorted[i];
    *total = kept;
    return sorted;
}

struct numbering {
    struct span salt;
    struct table ordinals;
    struct collected_number **allowed; /* sorted */
    size_t allowed_count, next;
    struct arena *arena;
};

/* Counts those in front of the finding, so that it has the number that it would have with them. */
static int pass_allowed(struct numbering *n, const struct veto_finding *finding)
{
    for (; n->next < n->allowed_count; n->next++) {
        const struct collected_number *at = n->allowed[n->next];
        if (compare_numbered(at, finding->place.origin, finding->place.region.byte_offset,
                             finding->rule->id) >= 0)
            return 0;
        struct ordinals *ordinals =
                ordinals_of(&n->ordinals, at->rule, at->logical_place, n->arena);
        if (!ordinals)
            return -1;
        next_ordinal(ordinals, at->origin);
    }
    return 0;
}

static int number_one(struct numbering *n, struct collected_finding *found)
{
    struct veto_finding *finding = &found->finding;
    struct ordinals *ordinals =
            ordinals_of(&n->ordinals, finding->rule, found->logical_place, n->arena);
    if (!ordinals)
        return -1;
    fingerprint_of_ordinal(n->salt, finding->rule->id,
                           next_ordinal(ordinals, finding->place.origin), found->logical_place,
                           finding->fingerprint);
    return 0;
}

static int number_guessable(const struct collector *collectors, size_t collector_count,
                            struct collected_finding **sorted, size_t count, struct arena *arena)
{
    struct numbering numbering = { .salt = collector_count ? collectors[0].salt : SPAN_EMPTY,
                                   .arena = arena };
    numbering.allowed =
            sorted_numbers(collectors, collector_count, arena, &numbering.allowed_count);
    int status = numbering.allowed ? 0 : -1;
    table_init(&numbering.ordinals);
    for (size_t i = 0; i < count && status == 0; i++)
        if (sorted[i]->finding.guessable && (pass_allowed(&numbering, &sorted[i]->finding) < 0 ||
                                             number_one(&numbering, sorted[i]) < 0))
            status = -1;
    table_release(&numbering.ordinals);
    return status;
}

/* ---- One finding, several places ------------------------------------------------------------- */

/*
 * Findings of one fingerprint; the first that nobody allowed, and that is still there today, stands
 * for all: they are suppressed only where each of them is.
 */
struct group {
    struct collected_finding *primary;
    struct veto_place *also;
    size_t count, filled;
};

static struct group *group_of(struct table *table, struct collected_finding *found,
                              struct arena *arena)
{
    struct span key = span_of(found->finding.fingerprint);
    struct group *group = key.len ? table_get(table, key) : NULL;
    if (group)
        return group;
    group = ARENA_NEW(arena, struct group);
    if (!group || (key.len && table_set(table, key, group) < 0))
        return NULL;
    group->primary = found;
    return group;
}

/* The whole takes the highest of its parts, and what speaks for it. */
static void absorb(struct veto_finding *whole, const struct veto_finding *part)
{
    if (part->severity > whole->severity ||
        (part->severity == whole->severity && part->confidence > whole->confidence)) {
        whole->evidence = part->evidence;
        whole->evidence_count = part->evidence_count;
    }
    whole->severity = MAX(whole->severity, part->severity);
    whole->confidence = MAX(whole->confidence, part->confidence);
    whole->baseline = MAX(whole->baseline, part->baseline);
    whole->in_base &= part->in_base;
}

static bool counts_more(const struct veto_finding *a, const struct veto_finding *b)
{
    if (!a->suppression != !b->suppression)
        return !a->suppression;
    if (a->in_base != b->in_base)
        return !a->in_base;
    return a->state == VETO_STATE_PRESENT && b->state != VETO_STATE_PRESENT;
}

static int make_groups(struct collected_finding **sorted, size_t count, struct group **groups,
                       struct arena *arena)
{
    struct table table;
    int status = 0;
    table_init(&table);
    for (size_t i = 0; i < count && status == 0; i++) {
        struct group *group = group_of(&table, sorted[i], arena);
        groups[i] = group;
        if (!group) {
            status = -1;
            break;
        }
        group->count++;
        if (counts_more(&sorted[i]->finding, &group->primary->finding))
            group->primary = sorted[i];
    }
    table_release(&table);
    return status;
}

static int fill_also(struct collected_finding **sorted, size_t count, struct group **groups,
                     struct arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        struct group *group = groups[i];
        if (sorted[i] == group->primary)
            continue;
        if (!group->also)
            group->also = ARENA_ARRAY(arena, group->count - 1, struct veto_place);
        if (!group->also)
            return -1;
        group->also[group->filled++] = sorted[i]->finding.place;
    }
    return 0;
}

static int join_places(struct collected_finding **sorted, size_t count, struct arena *arena,
                       struct veto_result *result)
{
    struct group **groups = ARENA_ARRAY(arena, count + 1, struct group *);
    struct veto_finding *findings = ARENA_ARRAY(arena, count + 1, struct veto_finding);
    if (!groups || !findings || make_groups(sorted, count, groups, arena) < 0 ||
        fill_also(sorted, count, groups, arena) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (sorted[i] != groups[i]->primary)
            absorb(&groups[i]->primary->finding, &sorted[i]->finding);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (sorted[i] != groups[i]->primary)
            continue;
        findings[kept] = sorted[i]->finding;
        findings[kept].also = groups[i]->also;
        findings[kept++].also_count = groups[i]->filled;
    }
    result->findings = findings;
    result->finding_count = kept;
    return 0;
}

/* ---- Problems -------------------------------------------------------------------------------- */

static int merge_problems(const struct collector *collectors, size_t count, struct arena *arena,
                          struct veto_result *result)
{
    struct collected_problem **sorted;
    size_t distinct = problems_sort(collectors, count, arena, &sorted), told = 0;
    size_t kept = MIN(distinct, (size_t)COLLECT_MAX_PROBLEMS);
    struct veto_problem *problems = ARENA_ARRAY(arena, kept + 1, struct veto_problem);
    if (!sorted || !problems)
        return -1;
    for (size_t i = 0; i < count; i++)
        told += collectors[i].problems_told;
    /* Told twice is one problem where it is listed; the unlisted are counted as often as told. */
    for (size_t i = 0; i < kept; i++) {
        problems[i] = sorted[i]->problem;
        told -= sorted[i]->times;
    }
    result->problems = problems;
    result->problem_count = kept;
    result->problems_unlisted = told;
    return 0;
}

int collect_merge(const struct collector *collectors, size_t count, struct arena *arena,
                  struct veto_result *result, struct veto_error *error)
{
    size_t total;
    struct collected_finding **sorted = sorted_findings(collectors, count, arena, &total);
    /* The collectors' lists of problems, and behind them one of our own. */
    struct collector *problems = ARENA_ARRAY(arena, count + 1, struct collector);
    if (!sorted || !problems)
        return error_no_memory(error);
    if (count)
        memcpy(problems, collectors, count * sizeof(*problems));
    if (findings_keep_first(collectors, count, arena, sorted, &total, &problems[count]) < 0 ||
        number_guessable(collectors, count, sorted, total, arena) < 0 ||
        join_places(sorted, total, arena, result) < 0 ||
        merge_problems(problems, count + 1, arena, result) < 0)
        return error_no_memory(error);
    return 0;
}
