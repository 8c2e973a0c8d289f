/* SPDX-License-Identifier: Apache-2.0 */
/* Of too many findings of one rule in one content the first are kept, the others told of. */
#include "finding/merge.h"
#include "unit/origin.h"

/* The first of the findings [begin, end), all of one origin; returns how many are kept. */
static int admit_first(struct collected_finding **sorted, size_t begin, size_t end,
                       struct quotas *quotas, struct arena *arena, size_t *kept)
{
    bool few = end - begin <= COLLECT_MAX_OF_RULE;
    for (size_t i = begin; i < end; i++) {
        const struct veto_finding *finding = &sorted[i]->finding;
        struct quota *quota =
                few ? NULL : quota_of(quotas, finding->place.origin, finding->rule, arena);
        if (!few && !quota)
            return -1;
        if (few || quota_admits(quota))
            sorted[(*kept)++] = sorted[i];
    }
    return 0;
}

static int thin_out_findings(struct collected_finding **sorted, size_t *count,
                             struct quotas *quotas, struct arena *arena)
{
    size_t kept = 0;
    for (size_t begin = 0, end; begin < *count; begin = end) {
        const struct veto_origin *origin = sorted[begin]->finding.place.origin;
        for (end = begin + 1; end < *count; end++)
            if (origin_compare(sorted[end]->finding.place.origin, origin) != 0)
                break;
        if (admit_first(sorted, begin, end, quotas, arena, &kept) < 0)
            return -1;
    }
    *count = kept;
    return 0;
}

static int add_unlisted_of(const struct quotas *from, struct quotas *quotas, struct arena *arena)
{
    for (const struct quota *q = from->first; q; q = q->next) {
        if (q->unlisted == 0)
            continue;
        struct quota *sum = quota_of(quotas, q->origin, q->rule, arena);
        if (!sum)
            return -1;
        sum->unlisted += q->unlisted;
    }
    return 0;
}

/* What the workers themselves did not keep. */
static int add_unlisted(const struct collector *collectors, size_t count, struct quotas *quotas,
                        struct arena *arena)
{
    for (size_t i = 0; i < count; i++)
        if (add_unlisted_of(&collectors[i].quotas, quotas, arena) < 0 ||
            add_unlisted_of(&collectors[i].derived, quotas, arena) < 0)
            return -1;
    return 0;
}

static int tell_unlisted(const struct quotas *quotas, struct arena *arena,
                         struct collector *problems)
{
    for (const struct quota *quota = quotas->first; quota; quota = quota->next) {
        if (quota->unlisted == 0)
            continue;
        struct collected_problem *told = ARENA_NEW(arena, struct collected_problem);
        if (!told)
            return -1;
        told->problem = (struct veto_problem) {
            .kind = VETO_PROBLEM_UNJUDGED,
            .origin = quota->origin,
            .text = arena_printf(arena, "too many candidates: %zu more of rule %s are not listed",
                                 quota->unlisted, quota->rule->id),
        };
        told->times = 1;
        told->next = problems->problems;
        problems->problems = told;
        problems->problem_count++;
        problems->problems_told++;
    }
    return arena_failed(arena) ? -1 : 0;
}

int findings_keep_first(const struct collector *collectors, size_t count, struct arena *arena,
                        struct collected_finding **sorted, size_t *total,
                        struct collector *problems)
{
    struct quotas quotas;
    quotas_init(&quotas);
    int status = thin_out_findings(sorted, total, &quotas, arena) < 0 ||
                                 add_unlisted(collectors, count, &quotas, arena) < 0 ||
                                 tell_unlisted(&quotas, arena, problems) < 0
                         ? -1
                         : 0;
    quotas_release(&quotas);
    return status;
}
