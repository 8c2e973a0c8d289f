/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pieces that regular expressions are written in. Reads expressions that PCRE2 has accepted; of
 * any other text it makes something, without harm, but not sense.
 */
#ifndef VETO_MATCH_SYNTAX_H
#define VETO_MATCH_SYNTAX_H

#include "base/span.h"
#include "match/byte_set.h"

enum piece_kind {
    PIECE_END,
    PIECE_BAR,
    PIECE_OPEN,       /* a group */
    PIECE_LOOK,       /* a group that takes no bytes: look-ahead, look-behind */
    PIECE_CLOSE,
    PIECE_BYTES,      /* one byte out of `set` */
    PIECE_NOTHING,    /* takes no bytes: `\b`, `$`, a comment, a flag */
    PIECE_LINE_START, /* `^` and `\A` */
    PIECE_REFERENCE,  /* what a group matched */
};

struct piece {
    enum piece_kind kind;
    struct byte_set set;
};

struct quantifier {
    uint32_t min, max; /* {1, 1} where there is none; UINT32_MAX: without bound */
};

struct syntax {
    struct span rest;
    bool extended; /* `(?x)`: white space and comments mean nothing */
    bool caseless; /* `(?i)`: sets hold both cases */
};

struct piece syntax_next(struct syntax *syntax);
/* What stands behind the piece that was read last. */
struct quantifier syntax_quantifier(struct syntax *syntax);

#endif
