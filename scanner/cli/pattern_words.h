/* SPDX-License-Identifier: Apache-2.0 */
/* A regular expression in words: what it matches, as far as that can be said in a few lines. */
#ifndef VETO_CLI_PATTERN_WORDS_H
#define VETO_CLI_PATTERN_WORDS_H

#include "base/buf.h"

/* `"ghp_", then 36 of 0-9 A-Z a-z`; ends in `…` where it is too deep or too long to be told. */
void pattern_append_words(struct buf *to, const char *pattern);

#endif
