/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From "rule R may end here" to matches: PCRE2 runs the rule's real expression around each range of
 * ends. The work grows with the length of the unit and not with the number of hits: no place is
 * tried twice as the beginning of a match of one rule.
 */
#ifndef VETO_MATCH_CONFIRM_H
#define VETO_MATCH_CONFIRM_H

#include "match/hits.h"
#include "match/matcher.h"
#include "match/regex.h"

/* What matching needs of a rule, side by side for all of them. */
struct pattern {
    const struct rule *rule;
    uint32_t views; /* enum rule_views; 0: the rule is not asked at all */
    kind_set kinds; /* 0: all */
    uint32_t before, after;
};

struct confirmer {
    const struct pattern *patterns;
    struct regex **regexes; /* one a rule, made at its first hit */
    size_t count;
    struct match_statistics *statistics;
};

int confirmer_init(struct confirmer *confirmer, const struct pattern *patterns, size_t count,
                   struct match_statistics *statistics) must_check;
void confirmer_release(struct confirmer *confirmer);

/* `hits` are sorted. Negative without memory. */
int confirm(struct confirmer *confirmer, const struct unit *unit, const struct hits *hits,
            match_callback found, void *payload) must_check;

#endif
