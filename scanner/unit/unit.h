/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A unit: some bytes and the chain of where they came from. Everything veto looks at becomes one;
 * nothing after the sources knows which source a unit came from.
 *
 * Large content comes as several units, its *windows*, which overlap so that no match is cut. Each
 * byte of the content is owned by exactly one window: a match belongs to the window that owns the
 * byte before the match's end, or before its anchor's end where the rule has an anchor.
 */
#ifndef VETO_UNIT_UNIT_H
#define VETO_UNIT_UNIT_H

#include "base/span.h"
#include "unit/kind.h"
#include "unit/offset_map.h"
#include "veto/veto.h"

enum {
    UNIT_OVERLAP_BEFORE = 4 * 1024, /* bytes of the previous window that are repeated */
    UNIT_OVERLAP_AFTER = 64 * 1024, /* bytes of the next window that are looked into */
    UNIT_WINDOW = 4 * 1024 * 1024,  /* owned bytes of a window */
};

struct unit {
    struct span bytes;
    size_t own_begin, own_end; /* the owned range, within `bytes` */
    uint64_t offset;           /* of bytes.data[0] in the content */
    uint64_t first_line;       /* number of the line that bytes.data[0] is on, from 1 */
    uint64_t first_column;     /* and its column in code points, from 1 */
    bool is_first, is_last;    /* window of its content */
    kind_set kinds;
    const struct veto_origin *origin;
    const char *decoding; /* "" or how these bytes were decoded from the original */

    /* Of a unit that was derived from another one; what it borrows lives as long as it does. */
    const struct unit *parent;
    const struct offset_map *map; /* from these bytes to the parent's */
    struct span name;   /* of a document in it, `prometheus.yml`; empty where it has none */
    bool is_document;   /* a text of its own, not spans gathered from here and there */
    bool is_transcoded; /* the text of a file in another encoding: its lines are the file's */
    bool is_encoded;    /* and its bytes do not stand in the parent as they are */
};

/* The whole of some content as one unit. */
struct unit unit_whole(struct span bytes, const struct veto_origin *origin);

/* The unit that a source made, which this one was derived from or is itself. */
const struct unit *unit_root(const struct unit *unit);
/* Where a range of the unit's bytes lies in its root's; false where it reaches over a border. */
bool unit_root_range(const struct unit *unit, struct byte_range own, struct byte_range *root);

/* The unit whose lines are those of the file: the root, but for files in another encoding. */
const struct unit *unit_of_lines(const struct unit *unit);
/* Where a range of the unit's bytes lies in those of `around`, a parent of it or itself. */
bool unit_range_in(const struct unit *unit, const struct unit *around, struct byte_range own,
                   struct byte_range *range);

static inline bool unit_is_whole(const struct unit *unit)
{
    return unit->is_first && unit->is_last;
}

#endif
