/* SPDX-License-Identifier: Apache-2.0 */
/*
 * "Did you mean": the candidate nearest to a mistyped word, if one is near enough.
 *
 *     struct suggestion near = suggest_for(word);
 *     …suggest_offer(&near, candidate) for each…
 *     error_set(error, VETO_ERROR_USAGE, "unknown option '%s'%s", word, suggest_text(&near, "--"));
 */
#ifndef VETO_BASE_SUGGEST_H
#define VETO_BASE_SUGGEST_H

#include "base/span.h"

struct suggestion {
    struct span word;
    const char *best; /* NULL as long as nothing is near */
    size_t distance;
    char text[96];
};

struct suggestion suggest_for(struct span word);
void suggest_offer(struct suggestion *suggestion, const char *candidate);
/* "; did you mean 'PREFIXbest'?", or "". Lives in the suggestion. */
const char *suggest_text(struct suggestion *suggestion, const char *prefix);

#endif
