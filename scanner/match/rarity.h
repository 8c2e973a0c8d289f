/* SPDX-License-Identifier: Apache-2.0 */
/* How often a text stands in source code, by what was counted in some. */
#ifndef VETO_MATCH_RARITY_H
#define VETO_MATCH_RARITY_H

#include "base/span.h"

/* Is it a text that source code is not full of? */
bool literal_is_rare(struct span text);

#endif
