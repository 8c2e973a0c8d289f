/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of holes.c, a file each; nothing else includes this. */
#ifndef VETO_AUDIT_LIFT_HOLES_PARTS_H
#define VETO_AUDIT_LIFT_HOLES_PARTS_H

#include "audit/lift/holes.h"

/* The bytes of a node of which something is not known. */
struct hole_range {
    uint64_t begin, end;
};

struct hole_ranges {
    struct hole_range *items; /* sorted */
    size_t count;
};

/* ---- holes_mark.c ---- */

/* Marks the nodes of a document, by where its template's actions stand. Negative without memory. */
int holes_mark(struct node *stream, const struct template *template, struct span text,
               struct hole_ranges *ranges, struct arena *arena) must_check;

/* ---- holes_fill.c ---- */

enum { HOLES_WAYS = 4 };

/* The document with something in its holes, in one of several ways. NULL without memory. */
struct node *holes_fill(const struct node *stream, size_t way, struct arena *arena);
/* Is it what one of them writes? */
bool holes_is_stand_in(struct span text);

/* ---- holes_compare.c ---- */

/* Marks in `facts` what `other` has otherwise. */
void holes_compare(struct node *facts, const struct node *other, const struct hole_ranges *ranges);
/* And what stands in a hole. */
void holes_place(struct node *facts, const struct hole_ranges *ranges);

#endif
