/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One secret at one place is one finding. Where the secrets of several rules overlap, one wins: by
 * `over:`, then by proof, then the rule that is not generic, then by the longer fixed text of what
 * is secret, then by that of the rule, then by id; the others are listed under it. Insecure
 * configuration gives way to `over:` alone.
 */
#ifndef VETO_JUDGE_DEDUPE_H
#define VETO_JUDGE_DEDUPE_H

#include "judge/judge.h"

/* The other half of a credential. */
struct believed_part {
    const struct rule *rule;
    struct span secret;
};

/* A match that was believed, kept until the unit ends. Spans point into the unit's bytes. */
struct believed {
    const struct rule *rule;
    struct span whole, secret;
    struct span identity; /* what the fingerprint is made of, where that is not `secret` */
    struct judgement judgement;
    const struct rule **also; /* gave way to this one; in the arena */
    size_t also_count;
    const struct believed_part *parts; /* of the same unit, in the arena */
    size_t part_count;
    bool lost; /* gave way itself */
    const struct veto_suppression *suppression; /* for whoever records it; may be NULL */
};

/* Marks losers and fills `also` of the winners; sorts by the secret's begin, then rule id. */
void dedupe(struct believed *believed, size_t count, struct arena *arena);

#endif
