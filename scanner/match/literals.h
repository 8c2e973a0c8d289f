/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text that every match of an expression must contain, whichever of its alternatives it takes.
 * How fast an expression scans in company depends on little else: the matcher looks for one such
 * text of each alternative, and only where it stands does it run the expression.
 */
#ifndef VETO_MATCH_LITERALS_H
#define VETO_MATCH_LITERALS_H

#include "base/span.h"

enum { LITERAL_MAX = 40 };

struct literal {
    char text[LITERAL_MAX + 1];
    size_t len;
};

/* The weakest alternative's. */
struct mandatory {
    struct literal best; /* its longest literal that is rare in code, else its longest */
    size_t rare;         /* length of the longest rare one; 0: none */
    size_t pieces;       /* separate literals, of any length */
    size_t total;        /* bytes in all of them */
};

/* How an expression begins, as far as that makes it slow to confirm. */
enum expression_front { FRONT_GOOD, FRONT_OPTIONAL, FRONT_WIDE, FRONT_LONG };

struct literals {
    struct mandatory mandatory;
    enum expression_front front;
    bool looks_around;
    bool refers_back;
};

/* `expression` is one that PCRE2 accepts. */
struct literals literals_of(const char *expression);

#endif
