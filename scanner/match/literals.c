/* SPDX-License-Identifier: Apache-2.0 */
#include "match/literals.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "match/rarity.h"
#include "match/syntax.h"

enum {
    MAX_STRINGS = 32, /* alternatives that are kept as whole texts */
    SMALL_CLASS = 8,  /* a class of so few bytes is so many alternatives */
    SHORT_REPEAT = 8, /* `-{5}` is the text of five */
    DEPTH_MAX = 120,  /* PCRE2 allows 100 */
    FRONT_WIDE_CLASS = 128,
    FRONT_WIDE_REPEAT = 4,
    FRONT_LONG_REPEAT = 16,
};

/*
 * What is known of a part: either all texts it can be (`exact`), or what each of them must contain.
 * Neighbouring exact parts are put together, so that `s[kr]_live_` is two texts and no class.
 */
struct part {
    bool exact;
    size_t count;
    struct literal strings[MAX_STRINGS];
    struct mandatory mandatory;
};

struct walk {
    struct syntax syntax;
    struct literals *out;
    bool at_front; /* nothing that takes bytes was read in this alternative */
    int depth;
};

static void walk_alternatives(struct walk *walk, struct part *out);

/* ---- Parts ----------------------------------------------------------------------------------- */

static struct span literal_span(const struct literal *literal)
{
    return (struct span) { literal->text, literal->len };
}

static bool is_weaker(const struct mandatory *a, const struct mandatory *b)
{
    return a->rare != b->rare ? a->rare < b->rare : a->total < b->total;
}

static struct mandatory mandatory_of(const struct literal *literal)
{
    return (struct mandatory) {
        .best = *literal,
        .rare = literal_is_rare(literal_span(literal)) ? literal->len : 0,
        .pieces = literal->len > 0,
        .total = literal->len,
    };
}

/* What all texts of an exact part have in common: as much as the weakest of them. */
static struct mandatory weakest_string(const struct part *part)
{
    struct mandatory weakest = { 0 };
    for (size_t i = 0; i < part->count; i++) {
        struct mandatory one = mandatory_of(&part->strings[i]);
        if (i == 0 || is_weaker(&one, &weakest))
            weakest = one;
    }
    return weakest;
}

static struct mandatory part_mandatory(const struct part *part)
{
    return part->exact ? weakest_string(part) : part->mandatory;
}

/* Both are in every match. */
static void add_mandatory(struct mandatory *to, const struct mandatory *more)
{
    if (more->rare > to->rare || (to->rare == 0 && more->best.len > to->best.len)) {
        to->best = more->best;
        to->rare = more->rare;
    }
    to->pieces += more->pieces;
    to->total += more->total;
}

static void make_empty(struct part *part)
{
    part->exact = true;
    part->count = 1;
    part->strings[0] = (struct literal) { .len = 0 };
}

static void make_unknown(struct part *part)
{
    part->exact = false;
    part->count = 0;
    part->mandatory = (struct mandatory) { 0 };
}

static void make_bytes(struct part *part, const struct byte_set *set)
{
    make_unknown(part);
    if (set_count_folded(set) > SMALL_CLASS)
        return;
    part->exact = true;
    for (unsigned byte = 0; byte < 256; byte++) {
        char lower = ascii_lower((char)byte);
        bool told = lower != (char)byte && set_has(set, (unsigned char)lower);
        if (set_has(set, (unsigned char)byte) && !told)
            part->strings[part->count++] = (struct literal) { .text = { (char)byte }, .len = 1 };
    }
}

static size_t longest_string(const struct part *part)
{
    size_t longest = 0;
    for (size_t i = 0; i < part->count; i++)
        longest = MAX(longest, part->strings[i].len);
    return longest;
}

/* Each text of `part` with each of `next` behind it; false where that would be too much. */
static bool multiply(struct part *part, const struct part *next)
{
    if (part->count * next->count > MAX_STRINGS ||
        longest_string(part) + longest_string(next) > LITERAL_MAX)
        return false;
    for (size_t i = part->count * next->count; i-- > 0;) {
        const struct literal *tail = &next->strings[i / part->count];
        struct literal joined = part->strings[i % part->count];
        memcpy(joined.text + joined.len, tail->text, tail->len);
        joined.len += tail->len;
        joined.text[joined.len] = '\0';
        part->strings[i] = joined;
    }
    part->count *= next->count;
    return true;
}

/* ---- Sequences ------------------------------------------------------------------------------- */

/* What was read of a sequence: what is known for certain, and the exact part at its end. */
struct sequence {
    struct part tail;
    struct mandatory mandatory;
    bool inexact;
};

/* Ends the exact part: what follows is not known byte by byte. */
static void flush(struct sequence *sequence)
{
    struct mandatory weakest = weakest_string(&sequence->tail);
    add_mandatory(&sequence->mandatory, &weakest);
    sequence->inexact = true;
    make_empty(&sequence->tail);
}

static void append(struct sequence *sequence, const struct part *part)
{
    if (part->exact) {
        if (!multiply(&sequence->tail, part)) {
            flush(sequence);
            sequence->tail = *part;
        }
        return;
    }
    flush(sequence);
    add_mandatory(&sequence->mandatory, &part->mandatory);
}

static void append_repeated(struct sequence *sequence, const struct part *part,
                            struct quantifier times)
{
    if (times.min == times.max && times.min <= SHORT_REPEAT) {
        for (uint32_t i = 0; i < times.min; i++)
            append(sequence, part);
    } else if (times.min == 0 && times.max == 1 && part->exact && part->count < MAX_STRINGS) {
        struct part optional = *part;
        optional.strings[optional.count++] = (struct literal) { .len = 0 };
        append(sequence, &optional);
    } else {
        struct mandatory once = part_mandatory(part);
        flush(sequence);
        if (times.min > 0)
            add_mandatory(&sequence->mandatory, &once);
    }
}

static void end_sequence(struct sequence *sequence, struct part *out)
{
    if (!sequence->inexact) {
        *out = sequence->tail;
        return;
    }
    flush(sequence);
    make_unknown(out);
    out->mandatory = sequence->mandatory;
}

/* ---- The front ------------------------------------------------------------------------------- */

/* The first fault found is the one that is told. */
static void note_front(struct walk *walk, enum expression_front front)
{
    if (walk->out->front == FRONT_GOOD)
        walk->out->front = front;
}

static void judge_front(struct walk *walk, const struct piece *piece, const struct part *part,
                        struct quantifier times)
{
    if (!walk->at_front || times.max == 0)
        return;
    walk->at_front = false;
    if (times.min == 0 && part->exact && times.max == 1) {
        walk->at_front = true;
        return;
    }
    unsigned width = piece->kind == PIECE_BYTES ? set_count_folded(&piece->set) : 0;
    if (times.min == 0)
        note_front(walk, FRONT_OPTIONAL);
    else if (width > FRONT_WIDE_CLASS && times.max > FRONT_WIDE_REPEAT)
        note_front(walk, FRONT_WIDE);
    else if (width > SMALL_CLASS && times.max - times.min > FRONT_LONG_REPEAT)
        note_front(walk, FRONT_LONG);
}

/* ---- Walking --------------------------------------------------------------------------------- */

static void walk_group(struct walk *walk, struct syntax flags_outside, bool looks, struct part *out)
{
    bool at_front = walk->at_front;
    if (looks) {
        walk->out->looks_around = true;
        walk->at_front = false;
    }
    walk_alternatives(walk, out);
    walk->syntax.caseless = flags_outside.caseless;
    walk->syntax.extended = flags_outside.extended;
    if (looks) {
        make_empty(out);
        walk->at_front = at_front;
    }
}

/* The piece's own part, groups with all that is in them. */
static void walk_piece(struct walk *walk, const struct piece *piece, struct syntax flags_outside,
                       struct part *out)
{
    switch (piece->kind) {
    case PIECE_BYTES:
        make_bytes(out, &piece->set);
        break;
    case PIECE_OPEN:
    case PIECE_LOOK:
        walk_group(walk, flags_outside, piece->kind == PIECE_LOOK, out);
        break;
    case PIECE_REFERENCE:
        walk->out->refers_back = true;
        make_unknown(out);
        break;
    case PIECE_LINE_START:
        /* Few places are the beginning of a line, so whatever stands there is cheap to try. */
        walk->at_front = false;
        make_empty(out);
        break;
    default:
        make_empty(out);
    }
}

/* Up to the next bar or closing bracket; which of them ended it is returned. */
static enum piece_kind walk_sequence(struct walk *walk, struct part *out)
{
    struct sequence sequence = { 0 };
    make_empty(&sequence.tail);
    for (;;) {
        struct syntax before = walk->syntax;
        bool at_front = walk->at_front;
        struct piece piece = syntax_next(&walk->syntax);
        if (piece.kind == PIECE_END || piece.kind == PIECE_BAR || piece.kind == PIECE_CLOSE) {
            end_sequence(&sequence, out);
            return piece.kind;
        }
        struct part part;
        walk_piece(walk, &piece, before, &part);
        struct quantifier times = syntax_quantifier(&walk->syntax);
        if (piece.kind == PIECE_OPEN && times.min == 0)
            walk->at_front = at_front;
        if (piece.kind == PIECE_BYTES || (piece.kind == PIECE_OPEN && times.min == 0))
            judge_front(walk, &piece, &part, times);
        append_repeated(&sequence, &part, times);
    }
}

/* Either of both. */
static void add_alternative(struct part *part, const struct part *other)
{
    if (part->exact && other->exact && part->count + other->count <= MAX_STRINGS) {
        memcpy(&part->strings[part->count], other->strings,
               other->count * sizeof(other->strings[0]));
        part->count += other->count;
        return;
    }
    struct mandatory a = part_mandatory(part), b = part_mandatory(other);
    make_unknown(part);
    part->mandatory = is_weaker(&b, &a) ? b : a;
}

static void walk_alternatives(struct walk *walk, struct part *out)
{
    if (++walk->depth > DEPTH_MAX) {
        walk->syntax.rest = SPAN_EMPTY;
        make_unknown(out);
        return;
    }
    bool at_front = walk->at_front;
    enum piece_kind end = walk_sequence(walk, out);
    bool some_empty = walk->at_front, some_not = !walk->at_front;
    while (end == PIECE_BAR) {
        struct part alternative;
        walk->at_front = at_front;
        end = walk_sequence(walk, &alternative);
        some_empty |= walk->at_front;
        some_not |= !walk->at_front;
        add_alternative(out, &alternative);
    }
    /* `(?:[a-z]+|)` is as optional as `[a-z]*`. */
    if (at_front && some_empty && some_not && !out->exact)
        note_front(walk, FRONT_OPTIONAL);
    walk->at_front = some_empty;
    walk->depth--;
}

struct literals literals_of(const char *expression)
{
    struct literals out = { 0 };
    struct walk walk = {
        .syntax = { .rest = span_of(expression) },
        .out = &out,
        .at_front = true,
    };
    struct part whole;
    walk_alternatives(&walk, &whole);
    out.mandatory = part_mandatory(&whole);
    return out;
}
