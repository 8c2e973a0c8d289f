/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers and bytes as tokens write them. */
#ifndef VETO_JUDGE_ALPHABET_H
#define VETO_JUDGE_ALPHABET_H

#include "base/span.h"

extern const char alphabet_base36[]; /* 0-9 a-z */
extern const char alphabet_base62[]; /* 0-9 A-Z a-z */

/* `value` in the base of `digits`, highest first, padded on the left to `width` ≤ 16 characters. */
void number_write(uint64_t value, const char *digits, size_t width, char *out);
/*
 * Base64 and its URL form, mixed as they come; ends at the first `=`. The number of bytes in `out`,
 * or 0 where a character is none of the alphabet, or more than `max` bytes come out.
 */
size_t base64_decode(struct span text, char *out, size_t max);
/* RFC 4648 base32, either case, without padding. */
size_t base32_decode(struct span text, char *out, size_t max);

#endif
