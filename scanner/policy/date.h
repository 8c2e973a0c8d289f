/* SPDX-License-Identifier: Apache-2.0 */
/* Days, as `2026-12-31`: what exceptions end with. */
#ifndef VETO_POLICY_DATE_H
#define VETO_POLICY_DATE_H

#include "base/span.h"

enum { DATE_TEXT = 11 };

/* Days since 1970-01-01 of a day that exists, from year 1970 to 9999; negative where it is none. */
int64_t date_parse(struct span text);
void date_format(int64_t day, char out[DATE_TEXT]);
/*
 * Today in UTC. SOURCE_DATE_EPOCH (seconds since 1970) is the time where it is set, so that a report
 * can be made again.
 */
int64_t date_today(void);

#endif
