/* SPDX-License-Identifier: Apache-2.0 */
/* The order of reports, for this room alone. */
#ifndef VETO_FINDING_MERGE_H
#define VETO_FINDING_MERGE_H

#include "finding/collect.h"

/*
 * The problems of all collectors by place, kind and text, equal ones made one. `*sorted` is in
 * `arena`; returns how many, 0 without memory.
 */
size_t problems_sort(const struct collector *collectors, size_t count, struct arena *arena,
                     struct collected_problem ***sorted);

/*
 * Of the sorted findings keeps COLLECT_MAX_OF_RULE a rule and origin; `problems` gets a list of
 * what is missing, in `arena`, with what the collectors have not kept themselves. Negative without
 * memory.
 */
int findings_keep_first(const struct collector *collectors, size_t count, struct arena *arena,
                        struct collected_finding **sorted, size_t *total,
                        struct collector *problems) must_check;

#endif
