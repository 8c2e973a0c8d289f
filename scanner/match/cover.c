/* SPDX-License-Identifier: Apache-2.0 */
#include "match/cover.h"

#include <string.h>

#include "base/ascii.h"
#include "base/macro.h"
#include "match/syntax.h"

enum {
    MAX_TEXTS = 128,  /* alternatives that are kept as whole texts */
    MAX_COVER = 512,  /* texts in a cover */
    TEXT_MAX = 24,    /* bytes of a whole text */
    SMALL_CLASS = 24, /* a class of so few bytes is so many alternatives */
    SHORT_REPEAT = 8,
    DEPTH_MAX = 60,
    UNBOUNDED = UINT32_MAX,
};

struct text {
    char bytes[TEXT_MAX];
    uint32_t either_case;
    uint32_t len;
};

/* What may stand at an end of a part; `through`: the part may be empty, and its neighbour shows. */
struct edge {
    struct byte_set bytes;
    bool through;
};

/* A text of a part, beside which may stand what stands beside the part. */
struct covering {
    struct cover_text text;
    bool open_before, open_after;
    bool at_boundary; /* `\b` stands before it */
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
    struct text texts[MAX_TEXTS];
    struct candidate candidate;
    uint32_t width; /* at most */
    struct edge first, last;
};

struct walk {
    struct syntax syntax;
    struct arena *arena;
    int depth;
};

/* What looking for a text costs beside what its being found costs, as so many times in a megabyte.
 */
#define COST_OF_EACH 0.5

static void walk_alternatives(struct walk *walk, struct part *out);

/* ---- Widths ---------------------------------------------------------------------------------- */

static uint32_t add_widths(uint32_t a, uint32_t b)
{
    return a > UNBOUNDED - b ? UNBOUNDED : a + b;
}

static uint32_t repeat_width(uint32_t width, uint32_t times)
{
    uint64_t product = (uint64_t)width * times;
    return width && (times == UNBOUNDED || product > UNBOUNDED) ? UNBOUNDED : (uint32_t)product;
}

static uint32_t longest(const struct part *part)
{
    uint32_t most = 0;
    for (size_t i = 0; i < part->count; i++)
        most = MAX(most, part->texts[i].len);
    return most;
}

static uint32_t width_of(const struct part *part)
{
    return part->exact ? longest(part) : part->width;
}

/* ---- Candidates ------------------------------------------------------------------------------ */

static void widen(struct candidate *candidate, uint32_t before, uint32_t after)
{
    for (size_t i = 0; i < candidate->count; i++) {
        struct cover_text *text = &candidate->texts[i].text;
        text->before = add_widths(text->before, before);
        text->after = add_widths(text->after, after);
    }
}

static void add_byte(struct byte_set *set, const struct text *text, uint32_t at)
{
    set_add(set, (unsigned char)text->bytes[at]);
    if (text->either_case >> at & 1)
        set_add(set, (unsigned char)ascii_upper(text->bytes[at]));
}

static struct covering piece_of(const struct text *text, uint32_t at, uint32_t len)
{
    struct covering piece = {
        .text = {
            .len = (uint8_t)len,
            .either_case = (uint8_t)(text->either_case >> at & ((1U << len) - 1)),
            .before = at,
            .after = text->len - at - len,
        },
        .open_before = at == 0,
        .open_after = at + len == text->len,
    };
    memcpy(piece.text.bytes, text->bytes + at, len);
    if (at > 0)
        add_byte(&piece.text.precede, text, at - 1);
    if (at + len < text->len)
        add_byte(&piece.text.follow, text, at + len);
    return piece;
}

static bool is_same(const struct cover_text *a, const struct cover_text *b)
{
    return a->len == b->len && a->either_case == b->either_case &&
           memcmp(a->bytes, b->bytes, a->len) == 0;
}

static void add_text(struct candidate *candidate, const struct covering *added)
{
    for (size_t i = 0; i < candidate->count; i++) {
        struct covering *known = &candidate->texts[i];
        if (!is_same(&known->text, &added->text))
            continue;
        known->text.before = MAX(known->text.before, added->text.before);
        known->text.after = MAX(known->text.after, added->text.after);
        set_add_all(&known->text.precede, &added->text.precede);
        set_add_all(&known->text.follow, &added->text.follow);
        known->open_before |= added->open_before;
        known->open_after |= added->open_after;
        return;
    }
    candidate->texts[candidate->count++] = *added;
    candidate->cost += cover_text_cost(&added->text) + COST_OF_EACH;
}

/* Of each text `len` bytes at byte `at`, or as near to there as it has so many; the same are one.
 */
static struct candidate pieces_of(struct walk *walk, const struct part *part, uint32_t at,
                                  uint32_t len)
{
    struct candidate out = { .texts = ARENA_ARRAY(walk->arena, part->count, struct covering) };
    for (size_t i = 0; out.texts && i < part->count; i++) {
        const struct text *text = &part->texts[i];
        uint32_t taken = MIN(len, text->len);
        struct covering piece = piece_of(text, MIN(at, text->len - taken), taken);
        add_text(&out, &piece);
    }
    return out;
}

static uint32_t shortest(const struct part *part)
{
    uint32_t least = TEXT_MAX;
    for (size_t i = 0; i < part->count; i++)
        least = MIN(least, part->texts[i].len);
    return least;
}

/* None where a text is too short, or without memory, which the arena remembers. */
static struct candidate candidate_of(struct walk *walk, const struct part *part)
{
    struct candidate best = { 0 };
    if (!part->exact)
        return part->candidate;
    if (shortest(part) < COVER_TEXT_LEAST)
        return best;
    for (uint32_t len = COVER_TEXT_MAX; len > COVER_TEXT_LEAST; len--) {
        for (uint32_t at = 0; at == 0 || at + len <= longest(part); at++) {
            struct candidate pieces = pieces_of(walk, part, at, len);
            if (best.count == 0 || pieces.cost < best.cost)
                best = pieces;
        }
    }
    return best;
}

/* Either of both parts: what covers the one and what covers the other. */
static struct candidate both(struct walk *walk, struct candidate a, struct candidate b)
{
    struct candidate out = { 0 };
    if (a.count == 0 || b.count == 0 || a.count + b.count > MAX_COVER)
        return out;
    out.texts = ARENA_ARRAY(walk->arena, a.count + b.count, struct covering);
    if (!out.texts)
        return out;
    memcpy(out.texts, a.texts, a.count * sizeof(*a.texts));
    memcpy(out.texts + a.count, b.texts, b.count * sizeof(*b.texts));
    out.count = a.count + b.count;
    out.cost = a.cost + b.cost;
    return out;
}

/* ---- Edges ----------------------------------------------------------------------------------- */

static struct edge first_of(const struct part *part)
{
    struct edge edge = { .through = false };
    if (!part->exact)
        return part->first;
    for (size_t i = 0; i < part->count; i++) {
        edge.through |= part->texts[i].len == 0;
        if (part->texts[i].len)
            add_byte(&edge.bytes, &part->texts[i], 0);
    }
    return edge;
}

static struct edge last_of(const struct part *part)
{
    struct edge edge = { .through = false };
    if (!part->exact)
        return part->last;
    for (size_t i = 0; i < part->count; i++) {
        uint32_t len = part->texts[i].len;
        edge.through |= len == 0;
        if (len > 0)
            add_byte(&edge.bytes, &part->texts[i], len - 1);
    }
    return edge;
}

static void add_edge(struct edge *edge, const struct edge *other)
{
    set_add_all(&edge->bytes, &other->bytes);
    edge->through |= other->through;
}

/* What is seen of `nearer`, and through it of what is behind it. */
static struct edge edge_through(const struct edge *nearer, const struct edge *farther)
{
    struct edge edge = *nearer;
    if (!nearer->through)
        return edge;
    edge.through = false;
    add_edge(&edge, farther);
    return edge;
}

static const struct edge nothing = { .through = true };

/* ---- Exact parts ----------------------------------------------------------------------------- */

static void make_empty(struct part *part)
{
    part->exact = true;
    part->count = 1;
    part->texts[0] = (struct text) { .len = 0 };
    part->candidate = (struct candidate) { 0 };
    part->width = 0;
}

/* Of any bytes, or none. */
static void make_unknown(struct part *part, uint32_t width)
{
    part->exact = false;
    part->count = 0;
    part->candidate = (struct candidate) { 0 };
    part->width = width;
    part->first = part->last = nothing;
    set_add_range(&part->first.bytes, 0, 255);
    set_add_range(&part->last.bytes, 0, 255);
}

static void make_bytes(struct part *part, const struct byte_set *set)
{
    make_unknown(part, 1);
    part->first = part->last = (struct edge) { .bytes = *set };
    if (set_count_folded(set) > SMALL_CLASS)
        return;
    part->exact = true;
    for (unsigned byte = 0; byte < 256; byte++) {
        char c = (char)byte, lower = ascii_lower(c), upper = ascii_upper(c);
        bool has_both = lower != upper && set_has(set, (unsigned char)lower) &&
                        set_has(set, (unsigned char)upper);
        if (set_has(set, (unsigned char)byte) && !(has_both && c == upper))
            part->texts[part->count++] =
                    (struct text) { .bytes = { c }, .len = 1, .either_case = has_both };
    }
}

static void join(struct text *text, const struct text *tail)
{
    memcpy(text->bytes + text->len, tail->bytes, tail->len);
    text->either_case |= tail->either_case << text->len;
    text->len += tail->len;
}

/* Each text of `part` with each of `next` behind it; false where that would be too much. */
static bool multiply(struct part *part, const struct part *next)
{
    if (part->count * next->count > MAX_TEXTS || longest(part) + longest(next) > TEXT_MAX)
        return false;
    for (size_t i = part->count * next->count; i-- > 0;) {
        struct text joined = part->texts[i % part->count];
        join(&joined, &next->texts[i / part->count]);
        part->texts[i] = joined;
    }
    part->count *= next->count;
    return true;
}

/* ---- Sequences ------------------------------------------------------------------------------- */

struct sequence {
    struct part tail;           /* the exact part at its end */
    uint32_t before_tail;       /* width of what stands before it */
    struct candidate candidate; /* the best one before the tail */
    struct edge first, last;    /* of what stands before the tail */
    bool at_boundary;           /* `\b` stands before the tail */
    bool inexact;
};

static void begin_sequence(struct sequence *sequence)
{
    *sequence = (struct sequence) { .first = nothing, .last = nothing };
    make_empty(&sequence->tail);
}

static void note_followers(struct candidate *candidate, const struct edge *first)
{
    for (size_t i = 0; i < candidate->count; i++) {
        struct covering *one = &candidate->texts[i];
        if (!one->open_after)
            continue;
        set_add_all(&one->text.follow, &first->bytes);
        one->open_after = first->through;
    }
}

static void note_before(const struct sequence *sequence, struct candidate *candidate)
{
    for (size_t i = 0; i < candidate->count; i++) {
        struct covering *one = &candidate->texts[i];
        if (!one->open_before)
            continue;
        one->at_boundary |= sequence->at_boundary && one->text.before == 0;
        set_add_all(&one->text.precede, &sequence->last.bytes);
        one->open_before = sequence->last.through;
    }
}

/* A part behind what was read; its texts are taken where they are rarer than those so far. */
static void append_known(struct sequence *sequence, struct candidate offered, uint32_t width,
                         const struct edge *first, const struct edge *last)
{
    note_followers(&sequence->candidate, first);
    widen(&sequence->candidate, 0, width);
    if (offered.count && (!sequence->candidate.count || offered.cost < sequence->candidate.cost)) {
        note_before(sequence, &offered);
        widen(&offered, sequence->before_tail, 0);
        sequence->candidate = offered;
    }
    sequence->before_tail = add_widths(sequence->before_tail, width);
    sequence->first = edge_through(&sequence->first, first);
    sequence->last = edge_through(last, &sequence->last);
    sequence->at_boundary = false;
    sequence->inexact = true;
}

/* Ends the exact part: what follows is not known byte by byte. */
static void flush(struct walk *walk, struct sequence *sequence)
{
    const struct part *tail = &sequence->tail;
    struct edge first = first_of(tail), last = last_of(tail);
    bool was_at_boundary = sequence->at_boundary, is_empty = longest(tail) == 0;
    append_known(sequence, candidate_of(walk, tail), longest(tail), &first, &last);
    sequence->at_boundary = was_at_boundary && is_empty;
    make_empty(&sequence->tail);
}

static void append(struct walk *walk, struct sequence *sequence, const struct part *part)
{
    if (part->exact && multiply(&sequence->tail, part))
        return;
    flush(walk, sequence);
    if (part->exact)
        sequence->tail = *part;
    else
        append_known(sequence, part->candidate, part->width, &part->first, &part->last);
}

static void append_boundary(struct sequence *sequence)
{
    sequence->at_boundary |= longest(&sequence->tail) == 0;
}

/* As often as it must stand there and is known byte by byte, and the rest as something unknown. */
static void append_at_least(struct walk *walk, struct sequence *sequence, const struct part *part,
                            struct quantifier times)
{
    for (uint32_t i = 0; i < times.min; i++)
        append(walk, sequence, part);
    if (times.max == times.min)
        return;
    flush(walk, sequence);
    uint32_t more = times.max == UINT32_MAX ? UINT32_MAX : times.max - times.min;
    struct edge first = first_of(part), last = last_of(part);
    first.through = last.through = true;
    append_known(sequence, (struct candidate) { 0 }, repeat_width(width_of(part), more), &first,
                 &last);
}

/* Each time but one, the part is its own neighbour. */
static void append_many(struct walk *walk, struct sequence *sequence, const struct part *part,
                        struct quantifier times)
{
    uint32_t width = width_of(part), rest = repeat_width(width, times.max ? times.max - 1 : 0);
    struct edge first = first_of(part), last = last_of(part);
    struct candidate once = times.min ? candidate_of(walk, part) : (struct candidate) { 0 };
    flush(walk, sequence);
    for (size_t i = 0; times.max > 1 && i < once.count; i++) {
        if (once.texts[i].open_after)
            set_add_all(&once.texts[i].text.follow, &first.bytes);
        if (once.texts[i].open_before)
            set_add_all(&once.texts[i].text.precede, &last.bytes);
    }
    widen(&once, rest, rest);
    first.through |= times.min == 0;
    last.through |= times.min == 0;
    append_known(sequence, once, repeat_width(width, times.max), &first, &last);
}

static void append_repeated(struct walk *walk, struct sequence *sequence, const struct part *part,
                            struct quantifier times)
{
    if (times.min == 1 && times.max == 1) {
        append(walk, sequence, part);
    } else if (times.min && times.min <= SHORT_REPEAT && part->exact) {
        append_at_least(walk, sequence, part, times);
    } else if (times.min == 0 && times.max == 1 && part->exact && part->count < MAX_TEXTS) {
        struct part optional = *part;
        optional.texts[optional.count++] = (struct text) { .len = 0 };
        append(walk, sequence, &optional);
    } else {
        append_many(walk, sequence, part, times);
    }
}

static void end_sequence(struct walk *walk, struct sequence *sequence, struct part *out)
{
    if (!sequence->inexact && !sequence->at_boundary) {
        *out = sequence->tail;
        return;
    }
    flush(walk, sequence);
    make_unknown(out, sequence->before_tail);
    out->candidate = sequence->candidate;
    out->first = sequence->first;
    out->last = sequence->last;
}

/* ---- Walking --------------------------------------------------------------------------------- */

/* The piece's own part, groups with all that is in them. */
static void walk_piece(struct walk *walk, const struct piece *piece, struct part *out)
{
    struct syntax outside = walk->syntax;
    switch (piece->kind) {
    case PIECE_BYTES:
        make_bytes(out, &piece->set);
        break;
    case PIECE_OPEN:
    case PIECE_LOOK:
        walk_alternatives(walk, out);
        walk->syntax.caseless = outside.caseless;
        walk->syntax.extended = outside.extended;
        if (piece->kind == PIECE_LOOK)
            make_empty(out);
        break;
    case PIECE_REFERENCE:
        make_unknown(out, UNBOUNDED);
        break;
    default:
        make_empty(out);
    }
}

/* Up to the next bar or closing bracket; which of them ended it is returned. */
static enum piece_kind walk_sequence(struct walk *walk, struct part *out)
{
    struct sequence sequence;
    begin_sequence(&sequence);
    for (;;) {
        struct span before = walk->syntax.rest;
        struct piece piece = syntax_next(&walk->syntax);
        if (piece.kind == PIECE_END || piece.kind == PIECE_BAR || piece.kind == PIECE_CLOSE) {
            end_sequence(walk, &sequence, out);
            return piece.kind;
        }
        struct part part;
        if (piece.kind == PIECE_NOTHING && span_starts(before, SPAN("\\b")))
            append_boundary(&sequence);
        walk_piece(walk, &piece, &part);
        append_repeated(walk, &sequence, &part, syntax_quantifier(&walk->syntax));
    }
}

/* Either of both. */
static void add_alternative(struct walk *walk, struct part *part, const struct part *other)
{
    if (part->exact && other->exact && part->count + other->count <= MAX_TEXTS) {
        memcpy(&part->texts[part->count], other->texts, other->count * sizeof(other->texts[0]));
        part->count += other->count;
        return;
    }
    struct candidate either = both(walk, candidate_of(walk, part), candidate_of(walk, other));
    struct edge first = first_of(part), last = last_of(part);
    struct edge other_first = first_of(other), other_last = last_of(other);
    make_unknown(part, MAX(width_of(part), width_of(other)));
    part->candidate = either;
    add_edge(&first, &other_first);
    add_edge(&last, &other_last);
    part->first = first;
    part->last = last;
}

static void walk_alternatives(struct walk *walk, struct part *out)
{
    if (++walk->depth > DEPTH_MAX) {
        walk->syntax.rest = SPAN_EMPTY;
        make_unknown(out, UNBOUNDED);
        return;
    }
    enum piece_kind end = walk_sequence(walk, out);
    while (end == PIECE_BAR) {
        struct part alternative;
        end = walk_sequence(walk, &alternative);
        add_alternative(walk, out, &alternative);
    }
    walk->depth--;
}

/* ---- All of it ------------------------------------------------------------------------------- */

static bool is_word_byte(unsigned byte)
{
    return byte < 128 && (ascii_is_alnum((char)byte) || byte == '_');
}

/* Beside what is at an end of the expression anything may stand, but for what `\b` says. */
static struct cover_text closed(const struct covering *one)
{
    struct cover_text text = one->text;
    if (one->open_before)
        set_add_range(&text.precede, 0, 255);
    if (one->open_after)
        set_add_range(&text.follow, 0, 255);
    bool is_word = is_word_byte((unsigned char)text.bytes[0]);
    for (unsigned byte = 0; one->at_boundary && byte < 256; byte++)
        if (is_word_byte(byte) == is_word)
            text.precede.bits[byte / 64] &= ~(UINT64_C(1) << byte % 64);
    return text;
}

int cover_of(const char *expression, struct arena *arena, struct cover *out)
{
    struct walk walk = { .syntax = { .rest = span_of(expression) }, .arena = arena };
    struct part whole;
    *out = (struct cover) { 0 };
    walk_alternatives(&walk, &whole);
    struct candidate found = candidate_of(&walk, &whole);
    struct cover_text *texts = ARENA_ARRAY(arena, found.count + 1, struct cover_text);
    if (!texts || arena_failed(arena))
        return -1;
    for (size_t i = 0; i < found.count; i++) {
        texts[i] = closed(&found.texts[i]);
        if (texts[i].before == UNBOUNDED || texts[i].after == UNBOUNDED)
            return 0;
    }
    *out = (struct cover) { texts, found.count };
    return 0;
}
