/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made-up values of a rule's kind, as `veto rules example` prints them. A scan must know them again:
 * by a mark, of which the build makes a table (rule/builtin.h).
 */
#ifndef VETO_MATCH_EXAMPLE_H
#define VETO_MATCH_EXAMPLE_H

#include "base/buf.h"
#include "base/error.h"
#include "rule/rule.h"

/* Shorter values are passwords that anybody may have chosen: they have no mark. */
enum { EXAMPLE_MARK_LEAST = 12, EXAMPLE_MAX = 16 * 1024 };

/*
 * What the rule's pattern finds in a text, as it stands: 1 and `*secret` within the text; 0 where it
 * finds nothing or the rule has no pattern; negative where the pattern is none.
 */
int example_secret(const struct rule *rule, struct span text, struct span *secret,
                   struct veto_error *error);
/*
 * Appends a value that the rule finds in the place of an example's, the same on every machine: 1; 0
 * where it finds none that differs enough. A checksum in it is not mended.
 */
int example_invent(const struct rule *rule, struct buf *value, struct veto_error *error);
/* The first eight bytes of the value's SHA-256; 0 where it is too short. */
uint64_t example_mark(struct span value);

#endif
