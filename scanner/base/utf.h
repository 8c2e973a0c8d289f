/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Foreign bytes as text. Invalid UTF-8 is read as browsers and Node read it (WHATWG Encoding §8.1.1,
 * "maximal subpart"): each broken sequence is one U+FFFD, so that columns agree with GitHub's.
 */
#ifndef VETO_BASE_UTF_H
#define VETO_BASE_UTF_H

#include "base/buf.h"
#include "base/span.h"

enum { UTF_REPLACEMENT = 0xfffd };

/* The code point at the front of non-empty `s`; `*len` ≥ 1 bytes of it were used. */
uint32_t utf_decode(struct span s, size_t *len);
bool utf_is_valid(struct span s);
/* Bytes of the byte order mark at the front: 3, or 0. */
size_t utf_mark(struct span s);
/* Code points, each broken sequence counting one. */
size_t utf_count(struct span s);
/* How many terminal columns: East Asian wide and emoji count 2, combining marks 0. */
int utf_width(uint32_t code_point);
/* Writes a code point, at most U+10FFFF, in UTF-8; the bytes it took. */
size_t utf_encode(uint32_t code_point, char bytes[static 4]);
bool utf_append(struct buf *to, uint32_t code_point);

/* False for control characters, bidi overrides and what else is not seen, or hides what is. */
bool utf_is_printable(uint32_t code_point);

/*
 * The filter that every foreign byte passes on its way to a person or a report: control
 * characters, bidi overrides and broken sequences become U+FFFD; with `keep_newlines` LF stays, and
 * tabs always become one space, so that code points still count the same.
 */
bool utf_append_printable(struct buf *to, struct span s, bool keep_newlines);

#endif
