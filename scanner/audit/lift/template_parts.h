/* SPDX-License-Identifier: Apache-2.0 */
/* The steps of template.c, a file each; nothing else includes this. */
#ifndef VETO_AUDIT_LIFT_TEMPLATE_PARTS_H
#define VETO_AUDIT_LIFT_TEMPLATE_PARTS_H

#include "audit/lift/template.h"

struct filling {
    struct template_action *actions;
    size_t count;
    struct span source;
    char *text; /* a copy, which becomes the text without actions */
    /* How far it was filled, and what is known there, so that no line is walked again and again: */
    size_t at;
    size_t line;     /* where the line at hand begins, */
    bool has_text;   /* there is anything on it but blanks, */
    size_t solid;    /* behind the last byte that is none */
    size_t end_from; /* from here to `end` no line ends */
    size_t end;
    size_t content; /* the next byte that stays, or is put in, as far as it was looked for */
    size_t column;  /* and its column */
};

/* ---- template_fill.c ---- */

/*
 * From the front: what stands before an action on its line is known by then. Says of values which
 * of them are blocks, and of branches that are left out what is put in for them.
 */
void template_fill(struct filling *f);

#endif
