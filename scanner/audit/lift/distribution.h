/* SPDX-License-Identifier: Apache-2.0 */
/* Releases of distributions and the day on which their general support ends, as data. */
#ifndef VETO_AUDIT_LIFT_DISTRIBUTION_H
#define VETO_AUDIT_LIFT_DISTRIBUTION_H

#include "base/span.h"

/* The day of this data: what has ended by then has ended, whatever the clock says. */
#define DISTRIBUTION_DATA_DAY "2026-01-31"

/*
 * The day, as `2024-06-30`, of a release as os-release names it; NULL where it is not known. One
 * that is older than all that are known ended with the oldest of them at the latest.
 */
const char *distribution_end(struct span id, struct span version);
/* Days from the one to the other of two days that begin `2024-06-30`; false where one is no day. */
bool days_between(struct span from, struct span to, long long *days);

#endif
