/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Signs that some bytes may hold others, encoded, or mean something beside what rules look for:
 * found by the matcher on its one pass over a unit, so that nothing is decoded on suspicion.
 */
#ifndef VETO_UNIT_MARKER_H
#define VETO_UNIT_MARKER_H

#include "base/span.h"

enum marker_kind {
    MARKER_BACKSLASH, /* `\u0041`, `\x41\x42` */
    MARKER_PERCENT,   /* `%41%42`, `%3Dx` */
    MARKER_ENTITY,    /* `&#65;&#66;`, `&quot;`, `&#39;` */
    MARKER_SPLIT,     /* a token's beginning, and then its string ends and another begins */
    MARKER_MANIFEST,  /* a ConfigMap or Secret of Kubernetes */
    MARKER_BASE64,    /* the beginning of something short in base64 */
    MARKER_ALLOW,     /* a comment that may allow what stands beside it */
    MARKER_KINDS,
};

/* Signs of one kind that lie near each other: from the first one's end to the last one's. */
struct marker {
    enum marker_kind kind;
    uint32_t first, last;
};

struct markers {
    const struct marker *items; /* of each kind in order; the kinds are mixed */
    size_t count;
};

#endif
