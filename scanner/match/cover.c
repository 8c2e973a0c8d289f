/* SPDX-License-Identifier: Apache-2.0 */
#include "match/cover.h"

#include <string.h>

#include "base/ascii.h"
#include "base/macro.h"
#include "match/cover_part.h"
#include "match/syntax.h"

enum {
    MAX_COVER = 512, /* texts in a cover */
    SHORT_REPEAT = 8,
    DEPTH_MAX = 60,
};

struct walk {
    struct syntax syntax;
    struct arena *arena;
    int depth;
};

/* What looking for a text costs beside what its being found costs, as so many times in a megabyte.
 */
#define COST_OF_EACH 0.5
/* Whoever passes as often as that need not be asked. */
#define PASSING_TO_ASK 0.98

static void walk_alternatives(struct walk *walk, struct part *out);

/* ---- Candidates ------------------------------------------------------------------------------ */

static void widen(struct candidate *candidate, uint32_t before, uint32_t after)
{
    for (size_t i = 0; i < candidate->count; i++) {
        struct cover_text *text = &candidate->texts[i].text;
        text->before = width_add(text->before, before);
        text->after = width_add(text->after, after);
    }
}

static struct covering piece_of(const struct part_text *text, uint32_t at, uint32_t len)
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
    for (size_t i = 0; i < COVER_WAYS; i++)
        piece.passing[i] = 1;
    memcpy(piece.text.bytes, text->bytes + at, len);
    if (at > 0)
        part_add_byte(&piece.text.precede, text, at - 1);
    if (at + len < text->len)
        part_add_byte(&piece.text.follow, text, at + len);
    for (uint32_t behind = at + len; behind < text->len; behind++)
        part_add_byte(&piece.since, text, behind);
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
        set_add_all(&known->since, &added->since);
        known->open_before |= added->open_before;
        known->open_after |= added->open_after;
        return;
    }
    candidate->texts[candidate->count++] = *added;
    candidate->cost += cover_text_cost(&added->text) + COST_OF_EACH;
}

static bool is_ascii(const struct part_text *text, uint32_t at, uint32_t len)
{
    bool is_so = true;
    for (uint32_t i = at; i < at + len; i++)
        is_so &= (unsigned char)text->bytes[i] < 128;
    return is_so;
}

/* `len` bytes of the text at byte `at`, or as near to there as they are ASCII; false: nowhere. */
static bool find_piece(const struct part_text *text, uint32_t at, uint32_t len,
                       struct covering *out)
{
    uint32_t last = text->len - len, wanted = MIN(at, last), best = UINT32_MAX;
    for (uint32_t begin = 0; begin <= last; begin++) {
        uint32_t away = begin > wanted ? begin - wanted : wanted - begin;
        if (away < best && is_ascii(text, begin, len)) {
            best = away;
            *out = piece_of(text, begin, len);
        }
    }
    return best != UINT32_MAX;
}

/*
 * Of each text `len` bytes at byte `at`, or as near to there as it has so many, or fewer; the same
 * are one. None where a text has no piece in ASCII, which is all that is looked for.
 */
static struct candidate pieces_of(struct walk *walk, const struct part *part, uint32_t at,
                                  uint32_t len)
{
    struct candidate out = { .texts = ARENA_ARRAY(walk->arena, part->count, struct covering) };
    for (size_t i = 0; out.texts && i < part->count; i++) {
        const struct part_text *text = &part->texts[i];
        struct covering piece;
        uint32_t taken = MIN(len, text->len);
        while (taken >= COVER_TEXT_LEAST && !find_piece(text, at, taken, &piece))
            taken--;
        if (taken < COVER_TEXT_LEAST)
            return (struct candidate) { 0 };
        add_text(&out, &piece);
    }
    return out;
}

/* None where a text is too short, or without memory, which the arena remembers. */
static struct candidate candidate_of(struct walk *walk, const struct part *part)
{
    struct candidate best = { 0 };
    if (!part->exact)
        return part->candidate;
    if (part_shortest(part) < COVER_TEXT_LEAST)
        return best;
    for (uint32_t len = COVER_TEXT_MAX; len > COVER_TEXT_LEAST; len--) {
        for (uint32_t at = 0; at == 0 || at + len <= part_longest(part); at++) {
            struct candidate pieces = pieces_of(walk, part, at, len);
            if (pieces.count && (best.count == 0 || pieces.cost < best.cost))
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

/* ---- What follows ---------------------------------------------------------------------------- */

/* The share of places from where bytes of `since`, `width` at most, lead to one of `until`. */
static double share_passing(const struct byte_set *since, const struct byte_set *until,
                            uint32_t width)
{
    double all = 0, good = 0, bad = 0;
    for (unsigned byte = 0; byte < 128; byte++) {
        double times = cover_byte_frequency((char)byte);
        all += times;
        good += set_has(until, (unsigned char)byte) ? times : 0;
        bool is_either = set_has(until, (unsigned char)byte) || set_has(since, (unsigned char)byte);
        bad += is_either ? 0 : times;
    }
    if (good == 0)
        return 0;
    return good / (good + bad) * MIN(1, (good + bad) / all * (width + 1.0));
}

static bool leads_to_same(const struct cover_way *a, const struct cover_way *b)
{
    bool has_same = false;
    for (unsigned byte = 0; byte < 256 && !has_same; byte++)
        has_same = set_has(&a->until, (unsigned char)byte) &&
                   set_has(&b->until, (unsigned char)byte);
    return has_same;
}

/* In the place of a way to the same, or of the one that most pass. */
static void add_way(struct covering *one, const struct cover_way *way, double passing)
{
    struct cover_way *ways = one->text.ways;
    size_t to = 0;
    for (size_t i = 0; i < COVER_WAYS; i++) {
        if (!leads_to_same(&ways[i], way))
            continue;
        if (one->passing[i] <= passing)
            return;
        ways[i] = (struct cover_way) { .or_end = false };
        one->passing[i] = 1;
    }
    for (size_t i = 0; i < COVER_WAYS; i++)
        to = one->passing[i] > one->passing[to] ? i : to;
    if (passing >= one->passing[to])
        return;
    ways[to] = *way;
    one->passing[to] = passing;
}

static void offer_way(struct covering *one, const struct byte_set *through,
                      const struct byte_set *until, bool or_end)
{
    if (set_is_empty(through) || set_is_empty(until))
        return;
    struct cover_way way = { *through, *until, or_end };
    add_way(one, &way, share_passing(through, until, one->text.after));
}

/* Where any of the same few may stand, as blanks do, they are among what stands before. */
static void note_option(struct covering *one, const struct outline *next)
{
    const struct edge *first = &next->first;
    bool is_of_one_set = first->through && set_is_within(&next->bytes, &first->bytes);
    if (is_of_one_set && !one->has_options)
        return;
    if (!one->has_options) {
        one->before_options = one->since;
        one->options = (struct byte_set) { { 0 } };
    }
    set_add_all(&one->options, &first->bytes);
    one->has_options = first->through;
}

/* What must stand somewhere behind a text tells the more, the less may stand before it. */
static void note_way(struct covering *one, const struct outline *next)
{
    const struct edge *first = &next->first;
    bool is_reached_at_once = !one->open_after && set_is_within(&one->text.follow, &first->bytes);
    note_option(one, next);
    if (!first->through && !is_reached_at_once) {
        offer_way(one, &one->since, &first->bytes, first->or_end);
        offer_way(one, &one->before_options, &one->options, first->or_end);
    }
    set_add_all(&one->since, &next->bytes);
}

static void note_followers(struct candidate *candidate, const struct outline *next)
{
    for (size_t i = 0; i < candidate->count; i++) {
        struct covering *one = &candidate->texts[i];
        note_way(one, next);
        if (!one->open_after)
            continue;
        set_add_all(&one->text.follow, &next->first.bytes);
        one->open_after = next->first.through;
    }
}

/* ---- Sequences ------------------------------------------------------------------------------- */

struct sequence {
    struct part tail;           /* the exact part at its end */
    struct outline outline;     /* of what stands before the tail */
    struct candidate candidate; /* the best one before the tail */
    bool at_boundary;           /* `\b` stands before the tail */
    bool inexact;
};

static void begin_sequence(struct sequence *sequence)
{
    *sequence = (struct sequence) { .outline = outline_empty() };
    part_make_empty(&sequence->tail);
}

static void note_before(const struct sequence *sequence, struct candidate *candidate)
{
    for (size_t i = 0; i < candidate->count; i++) {
        struct covering *one = &candidate->texts[i];
        if (!one->open_before)
            continue;
        one->at_boundary |= sequence->at_boundary && one->text.before == 0;
        set_add_all(&one->text.precede, &sequence->outline.last.bytes);
        one->open_before = sequence->outline.last.through;
    }
}

/* A part behind what was read; its texts are taken where they are rarer than those so far. */
static void append_known(struct sequence *sequence, struct candidate offered,
                         const struct outline *outline)
{
    note_followers(&sequence->candidate, outline);
    widen(&sequence->candidate, 0, outline->width);
    if (offered.count && (!sequence->candidate.count || offered.cost < sequence->candidate.cost)) {
        note_before(sequence, &offered);
        widen(&offered, sequence->outline.width, 0);
        sequence->candidate = offered;
    }
    outline_append(&sequence->outline, outline);
    sequence->at_boundary = false;
    sequence->inexact = true;
}

/* Ends the exact part: what follows is not known byte by byte. */
static void flush(struct walk *walk, struct sequence *sequence)
{
    const struct part *tail = &sequence->tail;
    struct outline outline = part_outline(tail);
    bool was_at_boundary = sequence->at_boundary;
    append_known(sequence, candidate_of(walk, tail), &outline);
    sequence->at_boundary = was_at_boundary && outline.width == 0;
    part_make_empty(&sequence->tail);
}

static void append(struct walk *walk, struct sequence *sequence, const struct part *part)
{
    if (part->exact && part_multiply(&sequence->tail, part))
        return;
    flush(walk, sequence);
    if (part->exact)
        sequence->tail = *part;
    else
        append_known(sequence, part->candidate, &part->outline);
}

static void append_boundary(struct sequence *sequence)
{
    sequence->at_boundary |= part_longest(&sequence->tail) == 0;
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
    struct outline once = part_outline(part), rest = outline_repeated(&once, more, true);
    append_known(sequence, (struct candidate) { 0 }, &rest);
}

/* Each time but one, the part is its own neighbour. */
static void append_many(struct walk *walk, struct sequence *sequence, const struct part *part,
                        struct quantifier times)
{
    struct outline outline = part_outline(part);
    struct outline all = outline_repeated(&outline, times.max, times.min == 0);
    uint32_t rest = width_repeat(outline.width, times.max ? times.max - 1 : 0);
    struct candidate once = times.min ? candidate_of(walk, part) : (struct candidate) { 0 };
    flush(walk, sequence);
    for (size_t i = 0; times.max > 1 && i < once.count; i++) {
        struct covering *one = &once.texts[i];
        if (one->open_after)
            set_add_all(&one->text.follow, &outline.first.bytes);
        if (one->open_before)
            set_add_all(&one->text.precede, &outline.last.bytes);
        set_add_all(&one->since, &outline.bytes);
        set_add_all(&one->options, &outline.first.bytes);
    }
    widen(&once, rest, rest);
    append_known(sequence, once, &all);
}

static void append_repeated(struct walk *walk, struct sequence *sequence, const struct part *part,
                            struct quantifier times)
{
    if (times.min == 1 && times.max == 1) {
        append(walk, sequence, part);
    } else if (times.min && times.min <= SHORT_REPEAT && part->exact) {
        append_at_least(walk, sequence, part, times);
    } else if (times.min == 0 && times.max == 1 && part->exact && part->count < PART_TEXTS_MAX) {
        struct part optional = *part;
        optional.texts[optional.count++] = (struct part_text) { .len = 0 };
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
    part_make_unknown(out, 0);
    out->candidate = sequence->candidate;
    out->outline = sequence->outline;
}

/* ---- Walking --------------------------------------------------------------------------------- */

/* `before`: what is read from the piece on. */
static void walk_nothing(struct span before, struct part *out)
{
    bool is_of_line = span_starts(before, SPAN("$")) || span_starts(before, SPAN("\\Z"));
    if (is_of_line || span_starts(before, SPAN("\\z")))
        part_make_end(out, is_of_line);
    else
        part_make_empty(out);
}

/* The piece's own part, groups with all that is in them. */
static void walk_piece(struct walk *walk, const struct piece *piece, struct span before,
                       struct part *out)
{
    struct syntax outside = walk->syntax;
    switch (piece->kind) {
    case PIECE_BYTES:
        part_make_bytes(out, &piece->set);
        break;
    case PIECE_OPEN:
    case PIECE_LOOK:
        walk_alternatives(walk, out);
        walk->syntax.caseless = outside.caseless;
        walk->syntax.extended = outside.extended;
        if (piece->kind == PIECE_LOOK)
            part_make_empty(out);
        break;
    case PIECE_REFERENCE:
        part_make_unknown(out, WIDTH_UNBOUNDED);
        break;
    default:
        walk_nothing(before, out);
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
        walk_piece(walk, &piece, before, &part);
        append_repeated(walk, &sequence, &part, syntax_quantifier(&walk->syntax));
    }
}

/* Either of both. */
static void add_alternative(struct walk *walk, struct part *part, const struct part *other)
{
    if (part->exact && other->exact && part->count + other->count <= PART_TEXTS_MAX) {
        memcpy(&part->texts[part->count], other->texts, other->count * sizeof(other->texts[0]));
        part->count += other->count;
        return;
    }
    struct candidate either = both(walk, candidate_of(walk, part), candidate_of(walk, other));
    struct outline outline = part_outline(part), others = part_outline(other);
    outline_add(&outline, &others);
    part_make_unknown(part, 0);
    part->candidate = either;
    part->outline = outline;
}

static void walk_alternatives(struct walk *walk, struct part *out)
{
    if (++walk->depth > DEPTH_MAX) {
        walk->syntax.rest = SPAN_EMPTY;
        part_make_unknown(out, WIDTH_UNBOUNDED);
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

/* The rarest first: where it does not lead on, no other is gone. */
static void sort_ways(const struct covering *one, struct cover_way ways[COVER_WAYS])
{
    bool taken[COVER_WAYS] = { false };
    for (size_t i = 0; i < COVER_WAYS; i++) {
        size_t least = COVER_WAYS;
        for (size_t k = 0; k < COVER_WAYS; k++)
            if (!taken[k] && (least == COVER_WAYS || one->passing[k] < one->passing[least]))
                least = k;
        taken[least] = true;
        bool is_asked = one->passing[least] <= PASSING_TO_ASK;
        ways[i] = is_asked ? one->text.ways[least] : (struct cover_way) { .or_end = false };
    }
}

/* Beside what is at an end of the expression anything may stand, but for what `\b` says. */
static struct cover_text closed(const struct covering *one)
{
    struct cover_text text = one->text;
    sort_ways(one, text.ways);
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
        if (texts[i].before == WIDTH_UNBOUNDED || texts[i].after == WIDTH_UNBOUNDED)
            return 0;
    }
    *out = (struct cover) { texts, found.count };
    return 0;
}
