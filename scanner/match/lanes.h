/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How the built-in rules are shared out. A database scans slower the more fixed texts it looks for,
 * so those rules that most bytes need not be scanned for are databases of their own.
 */
#ifndef VETO_MATCH_LANES_H
#define VETO_MATCH_LANES_H

#include "rule/rule.h"

struct lane {
    const char *name;
    kind_set kinds;     /* only units of one of these; 0: all */
    kind_set unless;    /* but not units of one of these */
    bool beside_tokens; /* only the bytes within LANE_TOKEN_REACH of a token */
    bool all_there;     /* its database holds the rules of everywhere too, which is not run beside it */
};

enum { LANE_EVERYWHERE, LANE_BESIDE_TOKENS, LANE_FIRST_OF_KINDS, LANES = 11 };

/* How far from a token a match of a rule beside tokens reaches, in bytes. */
enum { LANE_TOKEN_REACH = 200 };

extern const struct lane lanes[LANES];

/* The index of the lane that a rule with a pattern belongs to. */
size_t lane_of(const struct rule *rule);

#endif
