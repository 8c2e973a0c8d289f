/* SPDX-License-Identifier: Apache-2.0 */
/* Texts one behind the other: of a name and what stands behind its comma, what is no value of it.
 */
#ifndef VETO_JUDGE_LISTING_H
#define VETO_JUDGE_LISTING_H

#include "judge/content.h"

/* Asks the line alone. */
enum drop_reason test_listing(struct candidate *c);

#endif
