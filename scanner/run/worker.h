/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One thread's share of a scan: the sink that sources write to, the scratch of matcher and judge,
 * the arena of the unit at hand, and the findings so far. Nothing of a worker is shared.
 */
#ifndef VETO_RUN_WORKER_H
#define VETO_RUN_WORKER_H

#include "audit/kinds.h"
#include "derive/derive.h"
#include "finding/collect.h"
#include "finding/redact.h"
#include "judge/dedupe.h"
#include "policy/inline.h"
#include "run/allow_lists.h"
#include "run/excepting.h"
#include "run/known.h"
#include "run/layers/layer_tally.h"
#include "run/pool.h"
#include "run/query_regex.h"
#include "run/record.h"
#include "run/rules.h"
#include "run/unaudited.h"
#include "source/image/choice.h"
#include "source/limits.h"

enum {
    WORKER_READ_BUFFER = 8 * 1024 * 1024 + 4096, /* a file that is read whole, and a little */
    WORKER_UNIT_ARENA = 256 * 1024 * 1024,
};

/* What all workers of a scan have in common; nothing here changes while they run. */
struct worker_shared {
    const struct veto_rules *rules;
    const struct veto_scan_options *options;
    const struct limits *limits;
    const struct known *known;
    const struct values *values; /* to be looked for; NULL = none */
    struct pool *pool;
    struct image_choice image_choice;
    struct layer_memory *memory; /* run/layers/layer_memory.h; NULL = layers are not remembered */
    double deadline;             /* CLOCK_MONOTONIC seconds; 0 = none */
    int64_t today;               /* policy/date.h */
    struct span salt;            /* of fingerprints; empty: the public key */
};

struct worker_counts {
    size_t files, skipped[VETO_FILE_LINK + 1];
    uint64_t bytes;
    size_t dropped[DROP_REASONS];
};

/* An image that was found; in the collector's arena. */
struct worker_image {
    const struct veto_origin *origin;
    struct worker_image *next;
};

/* A unit that is being scanned: the one of a source, or below it one derived from it. */
struct scanning {
    struct scanning *parent; /* of the unit that it was derived from */
    const struct unit *unit;
    struct believed *believed;
    size_t believed_count, believed_max;
    struct believed *sought; /* values that somebody looks for */
    size_t sought_count;
    struct believed *allowed; /* by the policy, which are numbered like those that are not */
    size_t allowed_count, allowed_max;
    struct believed *dropped; /* judged away; none unless they are asked for */
    size_t dropped_count, dropped_max;
    struct redaction *candidates; /* every match, judged away or not */
    size_t candidate_count, candidate_max;
    struct redact_value *values; /* found in it or in what is derived from it */
    size_t value_count, value_max;
    const struct rule *last_rule;
    size_t stored_of_rule, unstored_of_rule;
    uint64_t number;        /* of all that the worker scanned */
    struct told_note *told; /* what it says of its project */
};

/* A file that is kept until all were read, in the arena of whoever keeps it. */
struct gathered_file {
    const struct audit_kind *kind;
    const struct veto_origin *origin;
    struct span bytes;        /* empty where it is too large */
    struct redaction *hidden; /* what of it must not be shown */
    size_t hidden_count;
    struct redact_value *values; /* wherever they stand */
    size_t value_count;
    kind_set kinds;
    bool unread;
    struct gathered_file *next;
};

/* How many findings of a rule were stored, while others have their turn. */
struct stored_count {
    uint64_t number; /* of the scanning, from 1 */
    size_t stored;
};

enum { GATHERED_MAX = 32 * 1024 * 1024 }; /* bytes of all workers together */

struct gathered {
    struct arena arena;
    struct gathered_file *files; /* newest first */
    size_t count;
    uint64_t bytes; /* of all that should be kept, kept or not */
};

struct worker {
    struct pool_worker pool_worker; /* first: the pool knows only this */
    struct unit_sink sink;
    const struct worker_shared *shared;
    struct match_scratch *match_scratch;
    struct judge_scratch *judge_scratch;
    struct deriver *deriver;
    struct audit *audit;
    struct query_regex regex; /* of the audit's queries */
    struct collector collector;
    struct gathered gathered;
    struct joined_note *joined; /* what all files told; in the collector's arena */
    struct worker_image *images;
    struct image_set *image_sets; /* owned */
    struct worker_counts counts;
    struct unaudited unaudited;
    struct known_share known;
    struct layer_tallies tallies; /* of layers, where they are remembered */
    struct veto_progress told;    /* how much of the counts was told to on_progress */

    struct arena arena; /* of the unit that a source gave, and of those derived from it */
    struct scanning *now;
    uint64_t scanned; /* units so far */
    struct stored_count *stored; /* of each rule, built-in ones first */
    bool is_alone;               /* between pool_large_begin and its end */
    struct derived_findings derived;
    bool is_dated;             /* what was found in the unit depends on the day */
    struct byte_range *sought; /* where values were found in the unit of the source; in the arena */
    size_t sought_count;
    bool underived;                 /* not everything could be decoded */
    const struct unit *inline_unit; /* whose text `inline_text` is; NULL at first */
    struct inline_text inline_text;
    struct allow_lists *allow_lists; /* of the policy; NULL = none */
    struct excepting *excepting;     /* of the user's rules; NULL = none */
};

/* False, and counted, where that rule has enough findings in the unit at hand. */
bool worker_admits(struct worker *worker, const struct rule *rule);
/* Counts what was judged away in the unit at hand, and keeps it where it is asked for. */
void worker_drop(struct worker *worker, const struct believed *dropped);
/* One more belief about the unit at hand; without memory the arena has failed. */
void scanning_believe(struct scanning *scanning, struct arena *arena,
                      const struct believed *believed);

/* What the units that are derived from `worker->now` add to its text must not be shown either. */
void scanning_redact(struct scanning *scanning, struct arena *arena, struct redaction hidden);
/* Nor may the value itself, which lives as long as the arena or the unit. */
void scanning_hide_value(struct scanning *scanning, struct arena *arena, struct redact_value value);
/* All that must not be shown of the unit. Borrows, and sorts, what `scanning` knows. */
struct redact_plan scanning_plan(struct scanning *scanning, bool show);

int worker_init(struct worker *worker, const struct worker_shared *shared,
                struct veto_error *error);
void worker_release(struct worker *worker);

/* The checks of one unit alone; what may be a secret in its first `guarded` bytes is not shown. */
void worker_audit_unit(struct worker *worker, const struct unit *unit, size_t guarded);
/* Match, judge and record one unit. */
void worker_scan_unit(struct worker *worker, const struct unit *unit);

/*
 * Runs `judge` on a unit that was matched before, hides what was hidden then, records what it adds.
 */
int worker_judge_later(struct worker *worker, const struct unit *unit,
                       const struct gathered_file *file,
                       int (*judge)(struct worker *worker, void *payload), void *payload);

/* Private: what its sink does, and whether the scan's time is up (worker_sink.c). */
extern const struct sink_operations worker_sink_operations;
void worker_check_deadline(const struct worker *worker);
/* Private: what is counted of the layer that `origin` is in; NULL where nothing is. */
struct layer_tally *worker_tally_of(struct worker *worker, const struct veto_origin *origin);

#endif
