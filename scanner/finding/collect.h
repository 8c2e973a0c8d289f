/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Findings and problems on their way from the workers to the result. Each worker fills its own
 * collector; `collect_merge` then sorts them into one order that does not depend on who found what
 * when, keeps only the first of too many, gives guessable values their ordinals, and joins the
 * places of equal fingerprints.
 *
 * Ordinals count within one origin: a file that lies in three layers, or in a hundred commits,
 * gives the same fingerprints each time, as it does in a tree; what the policy allows has its
 * number as well. They go on counting where another target has the same logical place.
 */
#ifndef VETO_FINDING_COLLECT_H
#define VETO_FINDING_COLLECT_H

#include "base/arena.h"
#include "base/error.h"
#include "finding/quota.h"
#include "veto/veto.h"

struct collected_finding {
    struct veto_finding finding; /* all its memory in the collector's arena */
    struct span logical_place;   /* what the fingerprint was, or will be, made with */
    struct collected_finding *next;
};

struct collected_problem {
    struct veto_problem problem;
    size_t times; /* it was reported, word for word */
    struct collected_problem *next;
};

struct collected_dropped {
    struct veto_dropped dropped; /* all its memory in the collector's dropped_arena */
    struct collected_dropped *next;
};

/* The place of a value that the policy allows and that is counted with those that it does not. */
struct collected_number {
    const struct veto_rule *rule;
    const struct veto_origin *origin; /* in the collector's arena */
    uint64_t offset;
    struct span logical_place;
    struct collected_number *next;
};

struct collector {
    struct arena arena;                 /* of the findings */
    struct arena problem_arena;         /* remade when problems are thinned out */
    struct collected_finding *findings; /* newest first */
    struct collected_problem *problems;
    struct collected_number *numbers;
    size_t finding_count, problem_count, number_count; /* in the lists */
    size_t problems_told;                /* all that were ever added */
    struct arena dropped_arena;          /* remade when they are thinned out */
    struct collected_dropped *dropped;
    size_t dropped_count, dropped_told; /* in the list; all that were ever added */
    struct quotas quotas;                /* of contents that come in windows, or have too many */
    struct quotas derived;               /* the same, of what was found in derived units */
    struct span salt; /* of fingerprints; outlives the collector, and is the same in all of a scan */
};

/* So many problems are kept, the first in the order of reports; the others are counted. */
enum { COLLECT_MAX_PROBLEMS = 10000 };

/* The same of what was judged away. */
enum { COLLECT_MAX_DROPPED = 10000 };

/* So many findings of one rule in one content are kept, the first by offset; the others are counted
 * and told as a problem. */
enum { COLLECT_MAX_OF_RULE = 1000 };

struct collector collector_make(void);
void collector_release(struct collector *collector);

/* A zeroed finding, already listed; fill it from the collector's arena. NULL without memory. */
struct collected_finding *collector_add(struct collector *collector);
/*
 * Asked before a finding at `offset` of a content in windows is added: false where its rule has
 * enough of them there, and then it is counted.
 */
bool collector_admits(struct collector *collector, const struct veto_origin *origin,
                      const struct veto_rule *rule, uint64_t offset);
/* The same for a finding in a unit that was derived from the window that begins at `window`. */
bool collector_admits_derived(struct collector *collector, const struct veto_origin *origin,
                              const struct veto_rule *rule, uint64_t window);
/* Counts candidates that nobody even judged. */
void collector_add_unlisted(struct collector *collector, const struct veto_origin *origin,
                            const struct veto_rule *rule, size_t count);
/* So that the ordinals of others stay what they were before it was allowed. Copies the origin. */
void collector_add_number(struct collector *collector, const struct veto_origin *origin,
                          const struct veto_rule *rule, uint64_t offset);
/* Copies everything. Without memory the problem is only counted. */
void collector_add_problem(struct collector *collector, const struct veto_problem *problem);
/* Copies everything. Without memory it is only counted. */
void collector_add_dropped(struct collector *collector, const struct veto_dropped *dropped);

/*
 * The findings and problems of all `count` collectors, sorted, in `arena`; the collectors must live
 * as long as the result. Fills findings, problems and their counts of `*result`, nothing else.
 */
int collect_merge(const struct collector *collectors, size_t count, struct arena *arena,
                  struct veto_result *result, struct veto_error *error);
/* What was judged away, sorted, in `arena`, under the same conditions; fills these members alone. */
int dropped_merge(const struct collector *collectors, size_t count, struct arena *arena,
                  struct veto_result *result, struct veto_error *error);

#endif
