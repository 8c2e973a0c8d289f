/* SPDX-License-Identifier: Apache-2.0 */
/* The baseline in the machine room: what threads tell it, and what it says at the end. */
#ifndef VETO_RUN_KNOWN_H
#define VETO_RUN_KNOWN_H

#include "policy/baseline.h"
#include "run/rules.h"

/* Of the scan, once; `baseline` is NULL where none is given. */
struct known {
    struct baseline *baseline;
    struct baseline_marks marks; /* of all threads, at the end */
    struct span salt;            /* that fingerprints are made with, or empty */
};

/* Of one thread; zeroed where there is no baseline. */
struct known_share {
    const struct baseline *baseline;
    struct baseline_marks marks;
};

/* `salt` is the policy's, of fingerprints, or empty. */
int known_open(struct known *known, const char *path, struct span salt, struct veto_error *error);
void known_close(struct known *known);

int known_share_make(struct known_share *share, const struct known *known,
                     struct veto_error *error);
void known_share_release(struct known_share *share);
/* Something with that origin was looked at. */
void known_looked(struct known_share *share, const struct veto_origin *origin);
/* What the baseline says of a finding before its value is forgotten; `share` is NULL for one that
 * has none. */
enum veto_baseline_state known_state(struct known_share *share, const struct veto_origin *origin,
                                     struct span place, struct span value, struct span match);

/* The threads' part at the end. */
void known_join(struct known *known, const struct known_share *share);
/*
 * Gives the findings of `result` their states, and `result` its counts. Where the scan was ended
 * early nothing counts as gone, nor does what a rule found that was not asked.
 */
int known_settle(struct known *known, const struct veto_rules *rules, bool ended_early,
                 struct veto_result *result, struct arena *arena, struct veto_error *error);

#endif
