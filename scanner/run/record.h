/* SPDX-License-Identifier: Apache-2.0 */
/* From what was believed of a unit to findings that outlive it: places, texts, fingerprints. */
#ifndef VETO_RUN_RECORD_H
#define VETO_RUN_RECORD_H

#include "finding/collect.h"
#include "finding/fingerprint.h"
#include "finding/redact.h"
#include "judge/dedupe.h"
#include "run/known.h"
#include "unit/lines.h"

/*
 * What was found in the units derived from one unit of a source, as places in that.
 */
struct derived_findings {
    struct byte_range *places;
    size_t count;
    struct lines lines;
};

struct record {
    const struct unit *unit;
    const struct redact_plan *redactions; /* of the whole unit */
    struct collector *collector;          /* where findings go; copies everything */
    struct known_share *known;
    struct derived_findings *derived; /* of a derived unit: what is left to be done at the end */
};

/* Losers are passed over. `believed` is sorted by the secret's begin. Negative without memory. */
int record_findings(const struct record *record, const struct believed *believed, size_t count);
/* What was judged away; sorts it. Negative without memory. */
int record_dropped(const struct record *record, struct believed *dropped, size_t count,
                   struct arena *arena);
/* The line of `part`, or the piece of it around, in `arena`; what is found in it is redacted. */
char *record_snippet(const struct record *record, struct span part, struct arena *arena);
/*
 * May the hash of the line that a belief stands on be told? (record_lines.c) Whoever has it, and all
 * of those hundred characters but a weak value, could try out which it is; that of a decoded value
 * says no less.
 */
bool record_may_hash_line(const struct record *record, const struct believed *believed,
                          size_t count, size_t index);
/* What is known only when all files were read; `line` is fit to be shown. */
struct record_joined {
    const struct rule *rule;
    const struct judgement *judgement;
    struct span identity;
    struct veto_place place; /* its origin lives as long as the collector */
    struct span line;
};

int record_joined(struct collector *collector, const struct record_joined *joined);
/* A finding that a source raised itself. */
int record_event(struct collector *collector, const struct rule *rule,
                 const struct veto_origin *origin, const char *text);

#endif
