/* SPDX-License-Identifier: Apache-2.0 */
#include "match/cover_part.h"

#include <string.h>

#include "base/ascii.h"
#include "base/macro.h"

enum { SMALL_CLASS = 24 }; /* a class of so few bytes is so many alternatives */

/* ---- Outlines -------------------------------------------------------------------------------- */

uint32_t width_add(uint32_t a, uint32_t b)
{
    return a > WIDTH_UNBOUNDED - b ? WIDTH_UNBOUNDED : a + b;
}

uint32_t width_repeat(uint32_t width, uint32_t times)
{
    uint64_t product = (uint64_t)width * times;
    bool is_unbounded = width && (times == WIDTH_UNBOUNDED || product > WIDTH_UNBOUNDED);
    return is_unbounded ? WIDTH_UNBOUNDED : (uint32_t)product;
}

static void edge_add(struct edge *edge, const struct edge *other)
{
    set_add_all(&edge->bytes, &other->bytes);
    edge->through |= other->through;
    edge->or_end |= other->or_end;
}

/* What is seen of `nearer`, and through it of what is behind it. */
static struct edge edge_through(const struct edge *nearer, const struct edge *farther)
{
    struct edge edge = *nearer;
    if (!nearer->through)
        return edge;
    edge.through = false;
    edge_add(&edge, farther);
    return edge;
}

struct outline outline_empty(void)
{
    return (struct outline) { .first = { .through = true }, .last = { .through = true } };
}

void outline_append(struct outline *outline, const struct outline *next)
{
    outline->width = width_add(outline->width, next->width);
    outline->first = edge_through(&outline->first, &next->first);
    outline->last = edge_through(&next->last, &outline->last);
    set_add_all(&outline->bytes, &next->bytes);
}

void outline_add(struct outline *outline, const struct outline *other)
{
    outline->width = MAX(outline->width, other->width);
    edge_add(&outline->first, &other->first);
    edge_add(&outline->last, &other->last);
    set_add_all(&outline->bytes, &other->bytes);
}

struct outline outline_repeated(const struct outline *outline, uint32_t times, bool may_lack)
{
    struct outline repeated = *outline;
    repeated.width = width_repeat(outline->width, times);
    repeated.first.through |= may_lack;
    repeated.last.through |= may_lack;
    return repeated;
}

/* ---- Exact parts ----------------------------------------------------------------------------- */

uint32_t part_longest(const struct part *part)
{
    uint32_t most = 0;
    for (size_t i = 0; i < part->count; i++)
        most = MAX(most, part->texts[i].len);
    return most;
}

uint32_t part_shortest(const struct part *part)
{
    uint32_t least = PART_TEXT_MAX;
    for (size_t i = 0; i < part->count; i++)
        least = MIN(least, part->texts[i].len);
    return least;
}

void part_add_byte(struct byte_set *set, const struct part_text *text, uint32_t at)
{
    set_add(set, (unsigned char)text->bytes[at]);
    if (text->either_case >> at & 1)
        set_add(set, (unsigned char)ascii_upper(text->bytes[at]));
}

static struct outline outline_of_text(const struct part_text *text)
{
    struct outline outline = outline_empty();
    for (uint32_t at = 0; at < text->len; at++) {
        struct outline byte = { .width = 1 };
        part_add_byte(&byte.bytes, text, at);
        byte.first.bytes = byte.last.bytes = byte.bytes;
        outline_append(&outline, &byte);
    }
    return outline;
}

struct outline part_outline(const struct part *part)
{
    struct outline outline = { .width = 0 };
    if (!part->exact)
        return part->outline;
    for (size_t i = 0; i < part->count; i++) {
        struct outline text = outline_of_text(&part->texts[i]);
        outline_add(&outline, &text);
    }
    return outline;
}

void part_make_empty(struct part *part)
{
    part->exact = true;
    part->count = 1;
    part->texts[0] = (struct part_text) { .len = 0 };
    part->candidate = (struct candidate) { 0 };
}

void part_make_unknown(struct part *part, uint32_t width)
{
    part->exact = false;
    part->count = 0;
    part->candidate = (struct candidate) { 0 };
    part->outline = outline_empty();
    part->outline.width = width;
    set_add_range(&part->outline.bytes, 0, 255);
    part->outline.first.bytes = part->outline.last.bytes = part->outline.bytes;
}

void part_make_end(struct part *part, bool of_line)
{
    part_make_unknown(part, 0);
    part->outline = outline_empty();
    part->outline.first = (struct edge) { .or_end = true };
    if (!of_line)
        return;
    /* It is behind the match; the match is said to reach it. */
    part->outline.width = 1;
    set_add(&part->outline.first.bytes, '\n');
}

void part_make_bytes(struct part *part, const struct byte_set *set)
{
    part_make_unknown(part, 1);
    part->outline.first = part->outline.last = (struct edge) { .bytes = *set };
    part->outline.bytes = *set;
    if (set_count_folded(set) > SMALL_CLASS)
        return;
    part->exact = true;
    for (unsigned byte = 0; byte < 256; byte++) {
        char c = (char)byte, lower = ascii_lower(c), upper = ascii_upper(c);
        bool has_both = lower != upper && set_has(set, (unsigned char)lower) &&
                        set_has(set, (unsigned char)upper);
        if (set_has(set, (unsigned char)byte) && !(has_both && c == upper))
            part->texts[part->count++] =
                    (struct part_text) { .bytes = { c }, .len = 1, .either_case = has_both };
    }
}

static void join(struct part_text *text, const struct part_text *tail)
{
    memcpy(text->bytes + text->len, tail->bytes, tail->len);
    text->either_case |= tail->either_case << text->len;
    text->len += tail->len;
}

bool part_multiply(struct part *part, const struct part *next)
{
    if (part->count * next->count > PART_TEXTS_MAX ||
        part_longest(part) + part_longest(next) > PART_TEXT_MAX)
        return false;
    for (size_t i = part->count * next->count; i-- > 0;) {
        struct part_text joined = part->texts[i % part->count];
        join(&joined, &next->texts[i / part->count]);
        part->texts[i] = joined;
    }
    part->count *= next->count;
    return true;
}
