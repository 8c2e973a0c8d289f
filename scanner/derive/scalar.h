/* SPDX-License-Identifier: Apache-2.0 */
/* The text of a scalar of a document, each byte with its place in the source. */
#ifndef VETO_DERIVE_SCALAR_H
#define VETO_DERIVE_SCALAR_H

#include "derive/text.h"
#include "doc/node.h"

/*
 * What it is written as, without the tag, the anchor, the comments and the head of the block that
 * YAML has in front of it; empty where it is not in these bytes.
 */
struct byte_range derived_scalar_place(struct span bytes, const struct node *scalar);

/*
 * Exactly where the scalar is written plainly, in double quotes or as a literal block; else spread
 * evenly over it. False where no more may be decoded.
 */
bool derived_put_scalar(struct derived_text *text, const struct node *scalar);

#endif
