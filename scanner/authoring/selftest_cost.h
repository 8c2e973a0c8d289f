/* SPDX-License-Identifier: Apache-2.0 */
/* How often rules are hit in ordinary text, and what each costs alone. */
#ifndef VETO_AUTHORING_SELFTEST_COST_H
#define VETO_AUTHORING_SELFTEST_COST_H

#include "authoring/ordinary_text.h"
#include "run/rules.h"

struct selftest_cost {
    struct ordinary_text text;
    double megabytes; /* 0: there is too little text to say anything */
    const struct veto_rules *rules;
    struct match_scratch *scratch; /* has counted hits */
};

int selftest_cost_open(struct selftest_cost *cost, const struct veto_rules *rules,
                       struct veto_error *error);
void selftest_cost_close(struct selftest_cost *cost);

/* Raw hits a MB; `index` is that of the rule among those that were added. */
double selftest_hits(const struct selftest_cost *cost, size_t index);
/* So many does docs/rules.md allow. */
double selftest_hits_allowed(const struct rule *rule);
/*
 * Microseconds a MB that the matcher takes for the rule and no other, wherever it is looked for;
 * negative: not known.
 */
double selftest_cost_alone(const struct selftest_cost *cost, const struct rule *rule);

#endif
