/* SPDX-License-Identifier: Apache-2.0 */
/* The marks there are, for inline.c alone: how each is written, where it stands, what it allows. */
#ifndef VETO_POLICY_INLINE_MARK_H
#define VETO_POLICY_INLINE_MARK_H

#include "policy/inline.h"

enum { INLINE_KEYWORD_MAX = 48, INLINE_LINE_MAX = 2 * 1024 };

/* Where a mark may stand, seen from what it allows; a bit each. */
enum inline_place {
    INLINE_BESIDE = 1 << 0,        /* on one of its lines */
    INLINE_ABOVE = 1 << 1,         /* alone, on the line above */
    INLINE_IN_DOCKERFILE = 1 << 2, /* anywhere in the file, which is a Dockerfile */
    INLINE_IN_OBJECT = 1 << 3,     /* anywhere in the document of a Kubernetes object */
};

struct inline_peer;

/* Those of veto come first; NULL past the last. */
const struct inline_peer *inline_peer_at(size_t index);
bool inline_peer_stands(const struct inline_peer *peer, unsigned places);
/* Is it another tool's? */
bool inline_peer_is_foreign(const struct inline_peer *peer);

struct inline_found {
    struct inline_mark mark;
    size_t keyword_end;
    int64_t expires; /* its last day; negative where it has none */
};

/* The first one that begins at or after `from`; places are in `text`. */
bool inline_peer_find(const struct inline_peer *peer, struct span text, size_t from,
                      struct inline_found *out);
/* Does the tool call the rule that? */
bool inline_peer_names(const struct inline_peer *peer, const struct rule *rule, struct span name);
/* Does the mark allow the rule where it names none? */
bool inline_peer_covers(const struct inline_peer *peer, const struct rule *rule);

/* Is what stands before a mark no more than the beginning of a comment? */
bool inline_is_comment_opening(struct span before);
/* Does anything else than comments stand in `line` behind the end of the comment that holds `at`?
 */
bool inline_has_code_behind(struct span line, size_t at);

#endif
