/* SPDX-License-Identifier: Apache-2.0 */
#include "match/token.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "match/syntax.h"

enum { DEPTH_MAX = 120 /* PCRE2 allows 100 */ };

/*
 * What is known of whatever a part matches: the bytes drawn by lot that stand beside each other
 * with nothing between them that ends a run, at its beginning, at its end, and anywhere.
 */
struct stretch {
    bool whole; /* nothing in it ends a run: then all three are the same */
    size_t front, back, best;
};

struct walk {
    struct syntax syntax;
    int depth;
};

static struct stretch walk_alternatives(struct walk *walk);

static const struct stretch nothing = { .whole = true };
static const struct stretch unknown = { .whole = false };

/* Letters and digits, or both cases: names and numbers are written in one of them. */
static bool is_drawn(const struct byte_set *set)
{
    enum { MANY_DIGITS = 5, MANY_LETTERS = 6 };
    size_t digits = 0, lower = 0, upper = 0;
    for (int byte = 0; byte < 128; byte++) {
        bool has = set_has(set, (unsigned char)byte);
        digits += has && ascii_is_digit((char)byte);
        lower += has && ascii_is_lower((char)byte);
        upper += has && ascii_is_upper((char)byte);
    }
    return (digits >= MANY_DIGITS) + (lower >= MANY_LETTERS) + (upper >= MANY_LETTERS) >= 2;
}

static struct stretch stretch_of_bytes(const struct byte_set *set)
{
    for (int byte = 0; byte < 256; byte++)
        if (set_has(set, (unsigned char)byte) && !ascii_is_alnum((char)byte) && byte != '-' &&
            byte != '_')
            return unknown;
    size_t drawn = is_drawn(set);
    return (struct stretch) { true, drawn, drawn, drawn };
}

static struct stretch in_a_row(struct stretch a, struct stretch b)
{
    return (struct stretch) {
        .whole = a.whole && b.whole,
        .front = a.whole ? a.front + b.front : a.front,
        .back = b.whole ? a.back + b.back : b.back,
        .best = MAX(MAX(a.best, b.best), a.back + b.front),
    };
}

static struct stretch either(struct stretch a, struct stretch b)
{
    return (struct stretch) {
        .whole = a.whole && b.whole,
        .front = MIN(a.front, b.front),
        .back = MIN(a.back, b.back),
        .best = MIN(a.best, b.best),
    };
}

static struct stretch repeated(struct stretch once, struct quantifier times)
{
    if (once.whole) {
        size_t drawn = once.best * MIN(times.min, (uint32_t)TOKEN_LEAST);
        return (struct stretch) { true, drawn, drawn, drawn };
    }
    if (times.min == 0)
        return unknown;
    return times.min == 1 ? once : in_a_row(once, once);
}

static struct stretch walk_piece(struct walk *walk, const struct piece *piece,
                                 struct syntax outside)
{
    struct stretch inside;
    switch (piece->kind) {
    case PIECE_BYTES:
        return stretch_of_bytes(&piece->set);
    case PIECE_OPEN:
    case PIECE_LOOK:
        inside = walk_alternatives(walk);
        walk->syntax.caseless = outside.caseless;
        walk->syntax.extended = outside.extended;
        return piece->kind == PIECE_LOOK ? nothing : inside;
    case PIECE_REFERENCE:
        return unknown;
    default:
        return nothing;
    }
}

static enum piece_kind walk_sequence(struct walk *walk, struct stretch *out)
{
    for (*out = nothing;;) {
        struct syntax before = walk->syntax;
        struct piece piece = syntax_next(&walk->syntax);
        if (piece.kind == PIECE_END || piece.kind == PIECE_BAR || piece.kind == PIECE_CLOSE)
            return piece.kind;
        struct stretch part = walk_piece(walk, &piece, before);
        *out = in_a_row(*out, repeated(part, syntax_quantifier(&walk->syntax)));
    }
}

static struct stretch walk_alternatives(struct walk *walk)
{
    struct stretch all, one;
    if (walk->depth == DEPTH_MAX) {
        walk->syntax.rest = SPAN_EMPTY;
        return unknown;
    }
    walk->depth++;
    enum piece_kind end = walk_sequence(walk, &all);
    while (end == PIECE_BAR) {
        end = walk_sequence(walk, &one);
        all = either(all, one);
    }
    walk->depth--;
    return all;
}

size_t expression_token_length(const char *expression)
{
    struct walk walk = { .syntax = { .rest = span_of(expression) } };
    return walk_alternatives(&walk).best;
}
