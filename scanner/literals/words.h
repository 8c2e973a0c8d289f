/* SPDX-License-Identifier: Apache-2.0 */
/* Common words of English and of programs: values made of them were not made by a machine. */
#ifndef VETO_LITERALS_WORDS_H
#define VETO_LITERALS_WORDS_H

#include "base/span.h"

enum { WORD_MIN = 4, WORD_MAX = 14 };

/* Lower-case, in the order of their bytes. */
extern const char *const common_words[];
extern const size_t common_word_count;

/* Length of the longest common word that `text` begins with, in any case; 0 where there is none. */
size_t word_at(struct span text);

struct word_cover {
    size_t words;   /* found, from the left, none inside another */
    size_t letters; /* that they cover */
};

struct word_cover words_in(struct span text);

#endif
