/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Getting rules ready for the prefilter: the database that the build made, or one of the user's
 * cache, or, where neither can be used, compiling here, group by group and in parallel.
 */
#ifndef VETO_MATCH_DATABASES_H
#define VETO_MATCH_DATABASES_H

#include "match/matcher.h"
#include "match/prefilter.h"
#include "match/sieve.h"

struct database {
    const struct prefilter *prefilter;
    struct prefilter *owned; /* the same, where it was made at run time; else NULL */
    uint32_t base;           /* added to the ids it tells: the index of a rule among all */
    kind_set kinds, unless;  /* as struct lane has them */
    bool beside_tokens;
    const struct sieve *sieve; /* NULL: every byte is scanned */
};

struct databases {
    struct database *items;
    size_t count;
};

/* `databases` is empty before, and is released by the caller whatever the result. */
int databases_open(struct databases *databases, const struct rule_set *builtin,
                   const struct rule_set *added, const struct matcher_options *options,
                   struct veto_error *error);
void databases_release(struct databases *databases);

/* What the prefilter runs for a rule: its anchor, else its pattern; NULL where it has neither. */
const char *rule_expression(const struct rule *rule);

#endif
