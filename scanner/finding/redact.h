/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only code that turns secret bytes into text. A known public prefix and the last four
 * characters stay where at least 20 remain hidden; short values are all stars. Every text that may
 * hold foreign bytes comes out printable.
 */
#ifndef VETO_FINDING_REDACT_H
#define VETO_FINDING_REDACT_H

#include "base/arena.h"
#include "base/buf.h"

/* Parts of a unit's bytes that must not be shown: every candidate, judged away or not. */
struct redaction {
    size_t begin, end; /* in the unit's bytes */
};

struct redact_plan {
    const struct redaction *ranges; /* sorted by begin, may overlap */
    size_t count;
    bool show; /* --show-secrets: printable, but whole */
};

/* One secret alone: `ghp_****************************k3Fq`. */
char *redact_secret(struct span secret, bool show, struct arena *arena);
/*
 * bytes[begin, end) of the unit, secrets in it redacted. As many code points come out as went in.
 */
bool redact_append(struct buf *to, struct span bytes, size_t begin, size_t end,
                   const struct redact_plan *plan, bool keep_newlines);

#endif
