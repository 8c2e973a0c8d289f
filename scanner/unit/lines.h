/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines and columns of a byte offset. Lines end with LF, CRLF or a lone CR, as GitHub counts them;
 * a byte order mark takes no column; columns are code points. Lines are counted only where
 * something was found, from the last place asked for: ask in rising order.
 */
#ifndef VETO_UNIT_LINES_H
#define VETO_UNIT_LINES_H

#include "unit/unit.h"

struct lines {
    const struct unit *unit;
    size_t at;       /* the last place asked for: an offset in the unit's bytes */
    uint64_t line;   /* the line that bytes[at] is on */
    uint64_t column; /* and its column */
};

struct lines lines_make(const struct unit *unit);
/* Moves on to `offset`, which is not before the last place. */
void lines_advance(struct lines *lines, size_t offset);
/* Fills the region of bytes [begin, end) of the unit. */
struct veto_region lines_region(struct lines *lines, size_t begin, size_t end);

/* The line that holds `offset`, without its end: [*begin, *end) of the bytes. */
void line_bounds(struct span bytes, size_t offset, size_t *begin, size_t *end);
/*
 * Line ends in `bytes`; a CR at the very end counts, an LF at the front after `after_cr` does not.
 */
uint64_t lines_count(struct span bytes, bool after_cr);

#endif
