/* SPDX-License-Identifier: Apache-2.0 */
/* Hashes that everybody knows by heart: of the passwords that are tried first. */
#ifndef VETO_LITERALS_HASHED_WORDS_H
#define VETO_LITERALS_HASHED_WORDS_H

#include "base/span.h"

/* Is it, in hexadecimal digits, the MD5 or one of the SHA sums of such a password? */
bool is_hash_of_word(struct span value);

#endif
