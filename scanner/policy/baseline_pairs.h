/* SPDX-License-Identifier: Apache-2.0 */
/* Entries and findings that are not the same, but one moved: for baseline_match.c alone. */
#ifndef VETO_POLICY_BASELINE_PAIRS_H
#define VETO_POLICY_BASELINE_PAIRS_H

#include "policy/baseline.h"

/* What is known so far; arrays are of entries. */
struct baseline_pairs {
    const struct baseline_question *question;
    bool *met;
    bool *gone; /* not met, and looked for; what is paired stays so, and is met as well */
    size_t moved, by_line;
};

/*
 * A secret that is gone from where it was and now is elsewhere has moved, or another rule finds it:
 * one for one, so that a copy is new. Of values that are in no hash, and of configuration, a pair
 * is one entry and one finding of a rule, each alone in its file, where the one file is gone, the
 * other had no entries, and no other two files could be the pair.
 */
int baseline_pair_moved(struct baseline_pairs *pairs, struct veto_error *error);
/* An object of several files together stands at another file of its folder. (baseline_nodes.c) */
int baseline_pair_nodes(struct baseline_pairs *pairs, struct veto_error *error);

#endif
