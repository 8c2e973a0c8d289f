/* SPDX-License-Identifier: Apache-2.0 */
/* The order of reports, for collect.c and merge.c alone. */
#ifndef VETO_FINDING_MERGE_H
#define VETO_FINDING_MERGE_H

#include "finding/collect.h"

/*
 * The problems of all collectors by place, kind and text, equal ones made one. `*sorted` is in
 * `arena`; returns how many, 0 without memory.
 */
size_t problems_sort(const struct collector *collectors, size_t count, struct arena *arena,
                     struct collected_problem ***sorted);

#endif
