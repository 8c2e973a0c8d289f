/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/collect.h"

#include "finding/merge.h"
#include "unit/origin.h"

enum { PROBLEMS_BEFORE_THINNING = 2 * COLLECT_MAX_PROBLEMS };

/* Of one worker: what a scan finds, with its texts, and never the contents of files. */
static const size_t arena_ceiling = (size_t)1024 * 1024 * 1024;

struct collector collector_make(void)
{
    struct collector collector = {
        .arena = arena_make(arena_ceiling, true),
        .problem_arena = arena_make(arena_ceiling, false),
        .dropped_arena = arena_make(arena_ceiling, true),
    };
    quotas_init(&collector.quotas);
    quotas_init(&collector.derived);
    return collector;
}

void collector_release(struct collector *collector)
{
    arena_release(&collector->arena);
    arena_release(&collector->problem_arena);
    arena_release(&collector->dropped_arena);
    quotas_release(&collector->quotas);
    quotas_release(&collector->derived);
    *collector = collector_make();
}

struct collected_finding *collector_add(struct collector *collector)
{
    struct collected_finding *added = ARENA_NEW(&collector->arena, struct collected_finding);
    if (!added)
        return NULL;
    added->next = collector->findings;
    collector->findings = added;
    collector->finding_count++;
    return added;
}

bool collector_admits(struct collector *collector, const struct veto_origin *origin,
                      const struct veto_rule *rule, uint64_t offset)
{
    struct quota *quota = quota_of(&collector->quotas, origin, rule, &collector->arena);
    return !quota || quota_admits_at(quota, offset);
}

bool collector_admits_derived(struct collector *collector, const struct veto_origin *origin,
                              const struct veto_rule *rule, uint64_t window)
{
    struct quota *quota = quota_of(&collector->derived, origin, rule, &collector->arena);
    return !quota || quota_admits_window(quota, window);
}

void collector_add_unlisted(struct collector *collector, const struct veto_origin *origin,
                            const struct veto_rule *rule, size_t count)
{
    struct quota *quota = quota_of(&collector->quotas, origin, rule, &collector->arena);
    if (quota)
        quota->unlisted += count;
}

void collector_add_number(struct collector *collector, const struct veto_origin *origin,
                          const struct veto_rule *rule, uint64_t offset)
{
    enum { PLACE_MAX = 1024 * 1024 };
    struct arena *arena = &collector->arena;
    struct collected_number *number = ARENA_NEW(arena, struct collected_number);
    struct buf place = buf_make(PLACE_MAX);
    if (!number)
        return;
    origin_append_logical(&place, origin);
    *number = (struct collected_number) {
        .rule = rule,
        .origin = origin_copy(arena, origin),
        .offset = offset,
        .logical_place = arena_span(arena, buf_span(&place)),
        .next = collector->numbers,
    };
    buf_release(&place);
    if (arena_failed(arena))
        return;
    collector->numbers = number;
    collector->number_count++;
}

static bool add_copy(struct collector *collector, const struct veto_problem *problem, size_t times)
{
    struct arena *arena = &collector->problem_arena;
    struct collected_problem *added = ARENA_NEW(arena, struct collected_problem);
    if (!added)
        return false;
    added->times = times;
    added->problem = (struct veto_problem) {
        .kind = problem->kind,
        .origin = problem->origin ? origin_copy(arena, problem->origin) : NULL,
        .text = arena_strndup(arena, problem->text, strlen(problem->text)),
    };
    if (arena_failed(arena))
        return false;
    added->next = collector->problems;
    collector->problems = added;
    collector->problem_count++;
    return true;
}

/* Only the first COLLECT_MAX_PROBLEMS in the order of reports, in fresh memory. */
static void thin_out(struct collector *collector)
{
    struct arena old_arena = collector->problem_arena;
    struct collector thin = *collector;
    struct collected_problem **sorted;
    size_t count = problems_sort(collector, 1, &old_arena, &sorted);

    thin.problem_arena = arena_make(arena_ceiling, false);
    thin.problems = NULL;
    thin.problem_count = 0;
    for (size_t i = 0; i < MIN(count, (size_t)COLLECT_MAX_PROBLEMS); i++)
        if (!add_copy(&thin, &sorted[i]->problem, sorted[i]->times))
            break;
    arena_release(&old_arena);
    *collector = thin;
}

void collector_add_problem(struct collector *collector, const struct veto_problem *problem)
{
    collector->problems_told++;
    add_copy(collector, problem, 1);
    if (collector->problem_count >= PROBLEMS_BEFORE_THINNING)
        thin_out(collector);
}
