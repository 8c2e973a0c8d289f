/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The expressions behind markers (unit/marker.h). They run in the database of the built-in rules,
 * behind them, and are never confirmed: where one ends there is something to be decoded.
 */
#ifndef VETO_MATCH_MARKERS_H
#define VETO_MATCH_MARKERS_H

#include "base/arena.h"
#include "match/prefilter.h"
#include "rule/rule.h"
#include "unit/marker.h"

/* How the ids of markers differ from those of rules: the kind is added to it. */
enum { MARKER_FIRST_ID = 1 << 24 };
/* So many do not depend on rules, at most. */
enum { MARKERS_FIXED = 64 };

/* What is encoded, or cut, holds a token, but for what is short; other signs stand anywhere. */
enum marker_place { MARKERS_NONE, MARKERS_ALL, MARKERS_EVERYWHERE, MARKERS_BESIDE_TOKENS };

/*
 * Those of a place for `set`, whose rules say how tokens begin: at most `max`, their texts in
 * `arena`. Negative without memory.
 */
int marker_expressions(struct expression *out, size_t max, const struct rule_set *set,
                       enum marker_place place, struct arena *arena, size_t *count);

/* Those of one unit. */
struct marker_list {
    struct marker *items;
    size_t count;
    uint32_t newest[MARKER_KINDS]; /* index plus one */
};

int marker_list_init(struct marker_list *list) must_check;
void marker_list_release(struct marker_list *list);
void marker_list_clear(struct marker_list *list);
void marker_list_add(struct marker_list *list, enum marker_kind kind, uint32_t end);

#endif
