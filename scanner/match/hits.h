/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the prefilter says that rules may end, in one unit. Ends of a rule that lie so close that
 * the places where their matches may begin overlap are kept as one range, so that a hostile text,
 * which can end a rule at every byte, needs no more memory or confirming than its length allows.
 */
#ifndef VETO_MATCH_HITS_H
#define VETO_MATCH_HITS_H

#include "base/macro.h"
#include "base/span.h"

/* Some ends of one rule, from the first to the last of them. */
struct hit_range {
    uint32_t rule;
    uint32_t first, last;
};

struct hits {
    struct hit_range *ranges;
    size_t count, capacity;
    /* For each rule the index of its newest range, plus one; 0 where it has none. */
    uint32_t *newest;
    /* No range spans one of these: each is wholly before, in or behind what the unit owns. */
    uint32_t own_begin, own_end;
};

int hits_init(struct hits *hits, size_t rules) must_check;
void hits_release(struct hits *hits);

/* Forgets everything; costs nothing where there was nothing. */
void hits_begin(struct hits *hits, uint32_t own_begin, uint32_t own_end);
/*
 * `reach` is how far before its end a match of the rule may begin. Ends may come in any order.
 * Negative where there is no memory for it.
 */
int hits_add(struct hits *hits, uint32_t rule, uint32_t end, uint32_t reach) must_check;
/* Orders the ranges by rule, then by end. */
void hits_sort(struct hits *hits);

#endif
