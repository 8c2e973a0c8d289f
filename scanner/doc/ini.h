/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of `key = value` lines: INI and what is like it, Java's .properties, .env files.
 *
 * An object of the values; INI's sections are objects in it, those of the same name one. Values are
 * text; a key without a separator has nothing (null). Repeated keys are kept and marked.
 */
#ifndef VETO_DOC_INI_H
#define VETO_DOC_INI_H

#include "doc/builder.h"

enum ini_form {
    /*
     * Comments begin with `#` or `;`, also behind a blank. A line goes on where it ends with `\`
     * (a blank takes its place), and in lines that are indented deeper (with a line feed between).
     */
    INI_SECTIONS,
    INI_EQUALS,     /* the same, but only `=` separates, and what is indented is a new line */
    INI_PROPERTIES, /* as java.util.Properties has it: `#` and `!`, escapes, blanks separate too */
    INI_ENV,        /* `export X=`, shell quotes that may hold lines; nothing is expanded */
};

/* Messages begin `line:column: `. The tree does not point into `text`. */
int ini_read(struct node **out, struct span text, enum ini_form form, struct arena *arena,
             struct veto_error *error);

#endif
