/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TOML 1.0. What it forbids is refused: keys defined twice, tables opened twice, inline tables that
 * are added to. Dates and times are text. Numbers are normalised for doc/number.h: without
 * underscores, `.inf` and `.nan` as YAML spells them, binary ones in decimal.
 */
#ifndef VETO_DOC_TOML_H
#define VETO_DOC_TOML_H

#include "doc/builder.h"

/* Messages begin `line:column: `. The tree does not point into `text`. */
int toml_read(struct node **out, struct span text, struct arena *arena, struct veto_error *error);

#endif
