/* SPDX-License-Identifier: Apache-2.0 */
/* Where in a pack a rule's key stands, for those who find a mistake when the pack is long gone. */
#ifndef VETO_RULE_PLACE_H
#define VETO_RULE_PLACE_H

#include "base/error.h"
#include "rule/rule.h"

enum { RULE_PLACE_MAX = 512 };

/*
 * `file:line` of the key that `key` begins with (a lint's `pattern: no literal` will do), or of the
 * rule itself where it has no such key or was not read from a pack.
 */
void rule_place(const struct rule *rule, const char *key, char place[RULE_PLACE_MAX]);

/* Puts the place before a message that begins with the key. Returns -1. */
int rule_error_wrap(const struct rule *rule, struct veto_error *error);

#endif
