/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A policy as data: what `veto.yaml` and the files that it extends say, put together. Immutable once
 * loaded. Extending adds: lists are joined, and where two files say different things the stricter
 * one holds.
 */
#ifndef VETO_POLICY_POLICY_H
#define VETO_POLICY_POLICY_H

#include "base/arena.h"
#include "base/error.h"
#include "rule/complain.h"
#include "rule/rule.h"

/* Where an entry stands. */
struct policy_place {
    const char *file; /* as reports name it: without folders */
    const char *path; /* as it was opened, and as mistakes name it */
    uint32_t line;
};

/* A rule by its id or an alias, as written. */
struct policy_name {
    const char *text;
    struct policy_place place;
};

/* What is no finding: `scan: {allow: …}`. */
struct policy_allow {
    const char *rule; /* NULL: of any rule */
    struct rule_list values, patterns, paths;
    const char *reason; /* may be NULL */
    struct policy_place place;
    uint32_t rule_line, patterns_line;
};

enum policy_problem { POLICY_PROBLEM_UNREAD, POLICY_PROBLEM_UNJUDGED, POLICY_PROBLEM_ABSENT };

/* What is a finding, or a problem, and need not block for some time. */
struct policy_exception {
    const char *fingerprint, *rule, *path; /* NULL: any */
    uint32_t problem; /* enum policy_problem; POLICY_UNSAID: about findings */
    const char *reason, *owner, *expires; /* the last two may be NULL */
    int64_t last_day; /* date.h; negative: it has no end */
    struct policy_place place;
    uint32_t rule_line;
};

#define POLICY_UNSAID UINT32_MAX

struct policy_limits {
    uint64_t max_size, max_ratio, memory; /* 0 is no limit */
    uint32_t max_depth;
    double timeout;
    bool has_max_size, has_max_ratio, has_memory, has_max_depth, has_timeout;
};

struct veto_policy {
    struct arena arena;
    const char *file; /* as reports name it: without folders */
    const struct policy_place *files; /* all that were read, extended ones first */
    size_t file_count;
    uint32_t fail_on;  /* enum veto_severity, or POLICY_UNSAID */
    bool unjudged_blocks;
    bool no_peers;     /* comments of other tools are not honoured */
    uint32_t inline_max_severity; /* of what comments may allow, or POLICY_UNSAID */
    struct policy_limits limits;
    const char **excludes;
    size_t exclude_count;
    struct policy_name *on, *off;
    size_t on_count, off_count;
    struct rule_set rules; /* of its own, to be asked beside the others */
    struct policy_allow *allows;
    size_t allow_count;
    struct policy_exception *exceptions;
    size_t exception_count;
    const char *salt; /* of fingerprints; NULL: the public key */
};

/*
 * With `complain` every mistake is told, and the result is their number; else the first is the
 * error: `veto.yaml:12: exceptions.expires: …`. `*out` is set where there was no mistake. No message
 * holds a value of the policy whole that may be a secret.
 */
int policy_load(struct veto_policy **out, const char *path, rule_complaint complain, void *payload,
                struct veto_error *error);
/* The same for a policy in memory, which extends nothing. `name` is what messages call it. */
int policy_load_text(struct veto_policy **out, const char *name, struct span text,
                     rule_complaint complain, void *payload, struct veto_error *error);
void policy_free(struct veto_policy *policy);

#endif
