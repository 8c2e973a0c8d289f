/* SPDX-License-Identifier: Apache-2.0 */
/* What went into one archive and what came out of it, held against the limits. */
#ifndef VETO_SOURCE_BOUNDS_H
#define VETO_SOURCE_BOUNDS_H

#include <stdbool.h>
#include <stddef.h>

#include "source/content.h"

struct account {
    const struct limits *limits;
    uint64_t *total; /* of the target; content_state's */
    uint64_t in;     /* compressed bytes used; SIZE_MAX-like values switch the ratio off */
    uint64_t out;
    bool dense; /* zstd, bzip2, xz: honest input reaches ratios that are bombs elsewhere, but not
                   for long */
};

struct account account_open(const struct limits *limits, struct content_state state, bool dense);
/* Counts bytes that came out. */
void account_add(struct account *account, size_t out);
/* NULL, or what bound is passed, for a problem's text. */
const char *account_breach(const struct account *account);

#endif
