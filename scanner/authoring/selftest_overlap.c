/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/selftest_overlap.h"

void overlap_add(struct overlap *overlap, const struct match *match,
                 const struct judgement *judgement)
{
    /* Half a credential is told together with its other half, and never alone. */
    if (overlap->count == OVERLAP_MAX || !match->rule->public.is_secret ||
        rule_has_tag(match->rule, "part"))
        return;
    overlap->entries[overlap->count++] =
            (struct overlap_entry){ match->rule, match->secret, judgement->proven };
}

static bool is_over(const struct rule *rule, const struct rule *other)
{
    for (size_t i = 0; i < rule->over.count; i++)
        if (strcmp(rule->over.items[i], other->public.id) == 0)
            return true;
    return false;
}

static bool meet(struct span a, struct span b)
{
    return a.data < b.data + b.len && b.data < a.data + a.len;
}

static bool is_undecided(const struct overlap_entry *a, const struct overlap_entry *b)
{
    return a->rule != b->rule && meet(a->secret, b->secret) && a->proven == b->proven &&
           a->rule->generic == b->rule->generic && !is_over(a->rule, b->rule) &&
           !is_over(b->rule, a->rule);
}

const struct rule *overlap_of(const struct overlap *overlap, const struct rule *rule)
{
    for (size_t i = 0; i < overlap->count; i++)
        for (size_t k = 0; overlap->entries[i].rule == rule && k < overlap->count; k++)
            if (is_undecided(&overlap->entries[i], &overlap->entries[k]))
                return overlap->entries[k].rule;
    return NULL;
}
