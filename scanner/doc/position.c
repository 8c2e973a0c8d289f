/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/position.h"

static bool ends_line(struct span text, size_t byte)
{
    char c = text.data[byte];
    return c == '\n' || (c == '\r' && !(byte + 1 < text.len && text.data[byte + 1] == '\n'));
}

static bool continues(struct span text, size_t byte)
{
    return ((unsigned char)text.data[byte] & 0xc0) == 0x80;
}

static void step(struct position *at, struct span text)
{
    bool new_line = ends_line(text, at->byte);
    at->byte++;
    while (at->byte < text.len && continues(text, at->byte))
        at->byte++;
    at->index++;
    at->column++;
    if (new_line) {
        at->line++;
        at->column = 1;
    }
}

void position_advance(struct position *at, struct span text, size_t index)
{
    while (at->index < index && at->byte < text.len)
        step(at, text);
}

/* Code points of whole ones. */
static size_t count_points(struct span part)
{
    const uint64_t low_bits = UINT64_C(0x0101010101010101);
    size_t points = part.len;
    while (part.len >= sizeof(uint64_t)) {
        uint64_t word;
        memcpy(&word, part.data, sizeof(word));
        points -= (size_t)(((word >> 7 & ~(word >> 6) & low_bits) * low_bits) >> 56);
        part = span_from(part, sizeof(word));
    }
    for (size_t i = 0; i < part.len; i++)
        points -= continues(part, i);
    return points;
}

/* Over a part without CR: line by line, not byte by byte. */
static void leap(struct position *at, struct span part)
{
    size_t points = count_points(part), feed;
    at->byte += part.len;
    at->index += points;
    while ((feed = span_find_char(part, '\n')) < part.len) {
        at->line++;
        at->column = 1;
        part = span_from(part, feed + 1);
        points = SIZE_MAX;
    }
    at->column += (uint32_t)(points == SIZE_MAX ? count_points(part) : points);
}

void position_advance_to_byte(struct position *at, struct span text, size_t byte)
{
    byte = MIN(byte, text.len);
    while (byte < text.len && continues(text, byte))
        byte++;
    if (at->byte >= byte)
        return;
    struct span part = span_sub(text, at->byte, byte - at->byte);
    if (span_find_char(part, '\r') == part.len) {
        leap(at, part);
        return;
    }
    while (at->byte < byte)
        step(at, text);
}
