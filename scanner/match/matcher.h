/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All pattern rules at once: one pass of Hyperscan over a unit says "rule R may end here", then
 * PCRE2 looks into the window around that end and gives the captures. A matcher is immutable and
 * shared by threads; each thread has its own scratch.
 */
#ifndef VETO_MATCH_MATCHER_H
#define VETO_MATCH_MATCHER_H

#include "base/arena.h"
#include "base/error.h"
#include "rule/rule.h"
#include "unit/marker.h"
#include "unit/unit.h"

struct matcher;
struct match_scratch;

enum { MATCH_MAX_CAPTURES = 8 };

struct match_capture {
    const char *name; /* the group's, from the rule */
    struct span text;
};

struct match {
    const struct rule *rule;
    struct span whole;  /* what the pattern matched */
    struct span secret; /* group `secret`, else the first group, else the whole */
    struct match_capture captures[MATCH_MAX_CAPTURES]; /* the other named groups that took part */
    size_t capture_count;
    bool cut; /* the unit or a match limit ended before the expression did */
};

/* Must not keep the match: it and its captures die with the call. */
typedef void (*match_callback)(const struct match *match, void *payload);

struct matcher_options {
    /*
     * What the build made of the builtin rules by matcher_compile; it is used in place, for the
     * matcher's life. Where this machine's library refuses it the rules are compiled here, and
     * kept in the user's cache under `builtin_digest`, a text that changes whenever the rules do.
     */
    struct span builtin_database;
    const char *builtin_digest;
    bool no_cache;
    /* Runs `count` jobs, `job(index, payload)`, on whatever threads there are; returns when all
     * are done. */
    void (*parallel)(size_t count, void (*job)(size_t index, void *payload), void *payload,
                     void *context); /* NULL: one after the other */
    void *parallel_context;
    void (*say)(const char *line, void *payload); /* may be NULL */
    void *say_payload;
};

/*
 * `set` is the builtin rules plus `added`, the user's, which become a database of their own. Both
 * are borrowed for the matcher's life. `enabled` has a flag per rule, builtin ones first; NULL:
 * all.
 */
int matcher_create(struct matcher **out, const struct rule_set *builtin,
                   const struct rule_set *added, const bool *enabled,
                   const struct matcher_options *options, struct veto_error *error);
void matcher_free(struct matcher *matcher);

int match_scratch_create(struct match_scratch **out, const struct matcher *matcher,
                         struct veto_error *error);
void match_scratch_free(struct match_scratch *scratch);

struct match_statistics {
    uint64_t raw_hits;        /* ends that Hyperscan told */
    uint64_t confirms;        /* calls of PCRE2 */
    uint64_t confirmed_bytes; /* how many bytes a match was looked for at */
    uint64_t limits_hit;      /* match limits of PCRE2 */
};

/*
 * Every confirmed match of the unit that the unit owns, once, in order of rule, then of end (in
 * units of more than 16 MiB: piece by piece); matches of one rule do not overlap. A rule is asked
 * only in its views and kinds. Negative only when the engine itself failed: a problem of this unit.
 */
int matcher_scan(const struct matcher *matcher, struct match_scratch *scratch,
                 const struct unit *unit, match_callback found, void *payload);
/*
 * Where something encoded may lie in the unit that was scanned last; none in units of more than 16
 * MiB. Borrowed until the next scan.
 */
struct markers match_scratch_markers(const struct match_scratch *scratch);
struct match_statistics match_scratch_statistics(const struct match_scratch *scratch);
/* Ends that Hyperscan told of one rule; `index` counts the builtin rules first. */
uint64_t match_scratch_rule_hits(const struct match_scratch *scratch, size_t index);

/*
 * Compile the rules as the build does: for the plain platform, as an image that is used in place.
 * `*bytes` is the caller's (free).
 */
int matcher_compile(const struct rule_set *set, char **bytes, size_t *len,
                    struct veto_error *error);

/* Is this rule's expression one that scans fast? Says why not. */
int matcher_lint(const struct rule *rule, struct veto_error *error);

#endif
