/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pairs of letters as words have them: the 200 most frequent ones of our list of words make 92 of a
 * hundred pairs there, and 30 of a hundred of random letters.
 */
#ifndef VETO_LITERALS_PAIRS_H
#define VETO_LITERALS_PAIRS_H

#include "base/span.h"

struct pair_count {
    size_t all;    /* letters beside one another, of any case */
    size_t common; /* of these */
};

struct pair_count pairs_in(struct span text);

#endif
