/* SPDX-License-Identifier: Apache-2.0 */
/* Which instruction made which layer, from the history in an image's configuration. */
#ifndef VETO_SOURCE_IMAGE_HISTORY_H
#define VETO_SOURCE_IMAGE_HISTORY_H

#include "base/arena.h"
#include "base/json.h"

/*
 * For each of `count` layers the instruction that made it, for display: printable, short, without
 * build arguments and other values that may be secret; "" where the history does not say.
 */
const char **history_instructions(struct arena *arena, const struct json_value *history,
                                  size_t count);

/* The same of one text; never NULL. */
const char *history_instruction(struct arena *arena, struct span created_by);

#endif
