/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Short fixed texts of which every match of an expression holds at least one, and how far a match
 * reaches on either side of it. Where none of them stands the expression need not be run.
 */
#ifndef VETO_MATCH_COVER_H
#define VETO_MATCH_COVER_H

#include "base/arena.h"
#include "base/span.h"
#include "match/byte_set.h"

enum { COVER_TEXT_LEAST = 3, COVER_TEXT_MAX = 8, COVER_FRAGMENT = 4, COVER_WAYS = 3 };

/* What follows is of `through` up to a byte of `until`. Says nothing where that is empty. */
struct cover_way {
    struct byte_set through, until;
    bool or_end; /* or up to the end of all bytes */
};

struct cover_text {
    char bytes[COVER_TEXT_MAX]; /* letters that may be of either case are small */
    uint8_t len;
    uint8_t either_case;             /* a bit for each byte, of those letters */
    uint32_t before, after;          /* bytes of a match on either side, at most */
    struct byte_set precede, follow; /* what may stand next to it, where anything does */
    /* Each leads to where every match leads, within the `after` bytes; the rarer one first. */
    struct cover_way ways[COVER_WAYS];
};

struct cover {
    struct cover_text *texts; /* the arena's */
    size_t count;             /* 0: there is no such set of texts, or a match is without bound */
};

/* Of an expression that PCRE2 accepts. Negative without memory. */
int cover_of(const char *expression, struct arena *arena, struct cover *out) must_check;

/* How often a text is expected in a million bytes of source; only good for comparing. */
double cover_text_cost(const struct cover_text *text);
/* The same of its COVER_FRAGMENT bytes from `at` on, or as many as there are. */
double cover_fragment_cost(const struct cover_text *text, size_t at);
/* The same of a byte in a thousand; 1 where it is seldom. */
unsigned cover_byte_frequency(char byte);

#endif
