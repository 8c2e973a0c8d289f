/* SPDX-License-Identifier: Apache-2.0 */
/* What cover.c knows of a part of an expression: how wide it is, and which bytes it holds where. */
#ifndef VETO_MATCH_COVER_PART_H
#define VETO_MATCH_COVER_PART_H

#include "match/byte_set.h"
#include "match/cover.h"

enum {
    PART_TEXTS_MAX = 128, /* alternatives that are kept as whole texts */
    PART_TEXT_MAX = 24,   /* bytes of a whole text */
    WIDTH_UNBOUNDED = UINT32_MAX,
};

struct part_text {
    char bytes[PART_TEXT_MAX];
    uint32_t either_case;
    uint32_t len;
};

/* What may stand at an end of a part; `through`: the part may be empty, and its neighbour shows. */
struct edge {
    struct byte_set bytes;
    bool through;
    bool or_end; /* or nothing: the end of all bytes */
};

struct outline {
    uint32_t width; /* at most */
    struct edge first, last;
    struct byte_set bytes; /* any that it may hold */
};

/* A text of a part, beside which may stand what stands beside the part. */
struct covering {
    struct cover_text text;
    bool open_before, open_after;
    bool at_boundary;      /* `\b` stands before it */
    struct byte_set since; /* what may stand between it and the end of what was read so far */
    /* Behind `before_options` parts follow that may be empty, which begin with one of `options`. */
    struct byte_set before_options, options;
    bool has_options;
    double passing[COVER_WAYS]; /* the share of its places from where each of its ways leads on */
};

/* Texts of which one is in every match of a part. */
struct candidate {
    struct covering *texts;
    size_t count; /* 0: none */
    double cost;
};

/* What is known of a part: either all texts it can be (`exact`), or the best candidate. */
struct part {
    bool exact;
    size_t count;
    struct part_text texts[PART_TEXTS_MAX];
    struct candidate candidate;
    struct outline outline; /* where it is not exact: see part_outline */
};

uint32_t width_add(uint32_t a, uint32_t b);
uint32_t width_repeat(uint32_t width, uint32_t times);

/* Of nothing: empty, and its neighbours show. */
struct outline outline_empty(void);
void outline_append(struct outline *outline, const struct outline *next);
/* Either of both. */
void outline_add(struct outline *outline, const struct outline *other);
/* As often as `times`, or less; `may_lack`: not at all. */
struct outline outline_repeated(const struct outline *outline, uint32_t times, bool may_lack);

/* The lengths of an exact part's texts. */
uint32_t part_longest(const struct part *part);
uint32_t part_shortest(const struct part *part);
struct outline part_outline(const struct part *part);

/* The bytes that byte `at` of a text stands for. */
void part_add_byte(struct byte_set *set, const struct part_text *text, uint32_t at);

void part_make_empty(struct part *part);
/* Of any bytes, or none. */
void part_make_unknown(struct part *part, uint32_t width);
/* Takes no bytes, at the end of them all; `of_line`: or before the end of a line. */
void part_make_end(struct part *part, bool of_line);
/* One of a set. */
void part_make_bytes(struct part *part, const struct byte_set *set);
/* Each text of `part` with each of `next` behind it; false where that would be too much. */
bool part_multiply(struct part *part, const struct part *next);

#endif
