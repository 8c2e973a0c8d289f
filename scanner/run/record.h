/* SPDX-License-Identifier: Apache-2.0 */
/* From what was believed of a unit to findings that outlive it: places, texts, fingerprints. */
#ifndef VETO_RUN_RECORD_H
#define VETO_RUN_RECORD_H

#include "finding/collect.h"
#include "finding/redact.h"
#include "judge/dedupe.h"

struct record {
    const struct unit *unit;
    const struct redact_plan *redactions; /* of the whole unit */
    struct collector *collector;          /* where findings go; copies everything */
};

/* Losers are passed over. `believed` is sorted by the secret's begin. Negative without memory. */
int record_findings(const struct record *record, const struct believed *believed, size_t count);
/* A finding that a source raised itself. */
int record_event(struct collector *collector, const struct rule *rule,
                 const struct veto_origin *origin, const char *text);

#endif
