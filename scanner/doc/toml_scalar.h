/* SPDX-License-Identifier: Apache-2.0 */
/* What a word of TOML that stands without quotes means. */
#ifndef VETO_DOC_TOML_SCALAR_H
#define VETO_DOC_TOML_SCALAR_H

#include "doc/node.h"

/* Fills kind, truth and text of `node`. False where it is no value; `*no_memory` says why. */
bool toml_scalar(struct node *node, struct span word, struct arena *arena, bool *no_memory);

/* A date of ten bytes, behind which a blank and a time may follow. */
bool toml_is_date(struct span word);

#endif
