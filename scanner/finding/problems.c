/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "finding/merge.h"
#include "unit/origin.h"

static int compare_problems(const struct veto_problem *a, const struct veto_problem *b)
{
    int order = origin_compare(a->origin, b->origin);
    if (order == 0)
        order = (a->kind > b->kind) - (a->kind < b->kind);
    return order ? order : strcmp(a->text, b->text);
}

static int by_place(const void *a, const void *b)
{
    struct collected_problem *const *x = a, *const *y = b;
    return compare_problems(&(*x)->problem, &(*y)->problem);
}

/* A worker's list is changed in one place only: an equal neighbour's `times` goes to the first. */
static size_t join_equal(struct collected_problem **sorted, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept && by_place(&sorted[kept - 1], &sorted[i]) == 0)
            sorted[kept - 1]->times += sorted[i]->times;
        else
            sorted[kept++] = sorted[i];
    }
    return kept;
}

size_t problems_sort(const struct collector *collectors, size_t count, struct arena *arena,
                     struct collected_problem ***sorted)
{
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += collectors[i].problem_count;
    *sorted = ARENA_ARRAY(arena, total + 1, struct collected_problem *);
    if (!*sorted)
        return 0;
    size_t filled = 0;
    for (size_t i = 0; i < count; i++)
        for (struct collected_problem *p = collectors[i].problems; p; p = p->next)
            (*sorted)[filled++] = p;
    if (filled)
        qsort(*sorted, filled, sizeof(**sorted), by_place);
    return join_equal(*sorted, filled);
}
