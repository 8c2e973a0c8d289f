/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration of directives that end in `;` or open a block, as nginx has it:
 * `listen 80;`, `server { … }`.
 *
 * A directive is an object: `#arguments` an array of texts (quotes taken off) where it has any, the
 * directives of its block members by name; those of one name are one array. The block of a
 * directive whose name ends in `_by_lua_block` is a program, and its text is `#text`.
 */
#ifndef VETO_DOC_BLOCKS_H
#define VETO_DOC_BLOCKS_H

#include "doc/builder.h"

/* Messages begin `line:column: `. The tree does not point into `text`. */
int blocks_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error);

#endif
