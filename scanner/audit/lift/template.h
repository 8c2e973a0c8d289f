/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts that are filled in later: templates of Go and Helm (`{{ }}`), of Jinja (`{% %}`, `{# #}`),
 * of ERB (`<% %>`), and variables (`${ }`), these only where there is nothing of the others.
 *
 * A template is read as a text of the same length in which nothing is left of its actions: those
 * that put something in beside other text are letters, all others blanks, and so is what stands
 * behind an `else` or within a definition. Every position is that of the template.
 */
#ifndef VETO_AUDIT_LIFT_TEMPLATE_H
#define VETO_AUDIT_LIFT_TEMPLATE_H

#include "base/arena.h"
#include "base/span.h"

enum template_role {
    TEMPLATE_SILENT,  /* puts nothing in: a comment, an assignment, an end */
    TEMPLATE_OPENS,   /* a condition or a loop */
    TEMPLATE_DEFINES, /* what is put in elsewhere */
    TEMPLATE_ELSE,
    TEMPLATE_ENDS,
    TEMPLATE_VALUE, /* puts something in where it stands, */
    TEMPLATE_BLOCK, /* or as lines of its own */
};

enum { TEMPLATE_ANY_COLUMN = UINT32_MAX };

struct template_action {
    size_t begin, end;
    enum template_role role;
    uint32_t depth;  /* of conditions and loops that hold behind it */
    uint32_t indent; /* of the lines that a block puts in, or TEMPLATE_ANY_COLUMN */
};

struct template_line {
    size_t begin;
    size_t condition; /* the first that begins on the line; SIZE_MAX: none does */
    uint32_t region;  /* the line, from 1, on which the innermost condition or loop began that the
                       * line stands in; 0: none */
};

struct template
{
    struct span text; /* as long as the template, without actions */
    const struct template_action *actions;
    size_t count;
    const struct template_line *lines;
    size_t line_count;
    const size_t *region_ends; /* by the number of the first line, in bytes */
};

/* Is there anything in it that a reader of templates would replace? */
bool template_is(struct span text);
/* Negative without memory. */
int template_read(struct template *template, struct span text, struct arena *arena);
/* Is any of these bytes filled in later? */
bool template_is_hole(const struct template *template, size_t begin, size_t end);
/* Does a condition, a loop or a definition hold there? */
bool template_is_conditional(const struct template *template, size_t at);

#endif
