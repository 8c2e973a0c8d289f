/* SPDX-License-Identifier: Apache-2.0 */
/*
 * I-Regexp (RFC 9485), the expressions of JSONPath's match() and search(), said in PCRE2's words.
 * One thing is taken as the world takes it, not as the RFC has it: `^` and `$` outside of classes
 * are anchors, not characters, which is what the compliance suite asks for.
 */
#ifndef VETO_DOC_IREGEXP_H
#define VETO_DOC_IREGEXP_H

#include "base/buf.h"
#include "base/span.h"

/*
 * Appends an expression for PCRE2 with UTF. With `whole` it matches texts as a whole, else anything
 * in them. `pattern` is valid UTF-8; false where it is no I-Regexp, or `to` is full.
 */
bool iregexp_translate(struct buf *to, struct span pattern, bool whole);

#endif
