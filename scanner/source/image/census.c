/* SPDX-License-Identifier: Apache-2.0 */
#include "source/image/census.h"

#include "unit/problem.h"

void census_open(struct census *census, struct image_graph *graph, struct census *around)
{
    *census = (struct census) { .graph = graph, .around = around };
    census->end = &census->first;
    table_init(&census->platforms);
}

void census_count(struct census *census, struct span platform)
{
    struct span kept = arena_span(census->graph->arena, platform);
    for (; census; census = census->around) {
        census->images++;
        if (platform.len && (!kept.data || table_set(&census->platforms, kept, census) < 0))
            census->failed = true;
    }
}

static void report(const struct census *census, const struct absence *absence,
                   enum veto_problem_kind kind)
{
    problem_add(census->graph->sink, kind, census->graph->target, "%s is not in the file: %.*s",
                kind == VETO_PROBLEM_ABSENT ? absence->by_design : absence->what,
                (int)absence->digest.len, absence->digest.data);
}

void census_miss(struct census *census, const struct absence *absence)
{
    struct absence *kept = ARENA_NEW(census->graph->arena, struct absence);
    if (!kept) {
        report(census, absence, VETO_PROBLEM_UNREAD);
        return;
    }
    *kept = *absence;
    kept->digest = arena_span(census->graph->arena, absence->digest);
    kept->platform = arena_span(census->graph->arena, absence->platform);
    *census->end = kept;
    census->end = &kept->next;
}

/* One of another platform than those that are there, or what stands beside these. */
static bool is_by_design(const struct census *census, const struct absence *absence)
{
    if (census->images == 0 || census->failed || absence->is_platform_wanted)
        return false;
    return absence->is_beside ||
           (absence->platform.len && !table_get(&census->platforms, absence->platform));
}

void census_close(struct census *census)
{
    for (const struct absence *at = census->first; at; at = at->next) {
        bool may_be = !at->is_wanted || is_by_design(census, at);
        census->graph->left_out += !at->is_wanted && !at->is_beside;
        report(census, at, may_be ? VETO_PROBLEM_ABSENT : VETO_PROBLEM_UNREAD);
    }
    table_release(&census->platforms);
}
