/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only code that turns secret bytes into text. A known public prefix and the last four
 * characters stay where at least 20 remain hidden; short values are all stars. Every text that may
 * hold foreign bytes comes out printable.
 *
 * A secret in its line keeps its length, so that carets and columns stay right; a secret alone does
 * not tell the length of a short one.
 */
#ifndef VETO_FINDING_REDACT_H
#define VETO_FINDING_REDACT_H

#include "base/arena.h"
#include "base/buf.h"

/* Parts of a unit's bytes that must not be shown: every candidate, judged away or not. */
struct redaction {
    size_t begin, end; /* in the unit's bytes */
    bool whole;        /* nor its prefix and end: it can be guessed, or is encoded */
};

/* A value that must not be shown wherever it stands again; it may lie outside the unit. */
struct redact_value {
    struct span text;
    bool whole; /* as above */
};

struct redact_plan {
    const struct redaction *ranges; /* sorted by begin, may overlap */
    size_t count;
    size_t longest; /* length of the longest range, which makes looking up fast; 0 = not known */
    bool show;      /* --show-secrets: printable, but whole */
    const struct redact_value *values; /* sorted; NULL where there are none */
    size_t value_count;
    bool begins[256]; /* with which bytes they do */
};

/* Sorts `ranges`, which the plan then borrows. */
struct redact_plan redact_plan_make(struct redaction *ranges, size_t count, bool show);

/* Sorts `values`, which the plan then borrows. */
void redact_plan_hide_values(struct redact_plan *plan, struct redact_value *values, size_t count);
/* Does a value that can be guessed stand in bytes[begin, end), or reach into it? */
bool redact_plan_has_guessable(const struct redact_plan *plan, struct span bytes, size_t begin,
                               size_t end);

/*
 * One secret alone: `ghp_****************************k3Fq`. Fewer than 16 characters are always
 * eight stars; of long ones at most 64 stars are written. Of one that can be guessed nothing is
 * seen, however long: its end would confirm a guess. NULL without memory.
 */
char *redact_secret(struct span secret, bool guessable, bool show, struct arena *arena);
/*
 * bytes[begin, end) of the unit, secrets in it redacted. As many code points come out as went in.
 * On failure nothing of the part was appended.
 */
bool redact_append(struct buf *to, struct span bytes, size_t begin, size_t end,
                   const struct redact_plan *plan, bool keep_newlines);

#endif
