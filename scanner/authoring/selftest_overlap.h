/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two rules that find one secret are one rule too many, unless one of them says that it goes before
 * the other: else the name of a finding is decided by the length of a text.
 */
#ifndef VETO_AUTHORING_SELFTEST_OVERLAP_H
#define VETO_AUTHORING_SELFTEST_OVERLAP_H

#include "judge/judge.h"

enum { OVERLAP_MAX = 64 };

/* What was believed of one example. */
struct overlap {
    struct overlap_entry {
        const struct rule *rule;
        struct span secret;
        bool proven;
    } entries[OVERLAP_MAX];
    size_t count;
};

void overlap_add(struct overlap *overlap, const struct match *match,
                 const struct judgement *judgement);
/* A rule that finds what `rule` finds, and between the two nothing decides; NULL: there is none. */
const struct rule *overlap_of(const struct overlap *overlap, const struct rule *rule);

#endif
