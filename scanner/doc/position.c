/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/position.h"

static bool ends_line(struct span text, size_t byte)
{
    char c = text.data[byte];
    return c == '\n' || (c == '\r' && !(byte + 1 < text.len && text.data[byte + 1] == '\n'));
}

static void step(struct position *at, struct span text)
{
    bool new_line = ends_line(text, at->byte);
    at->byte++;
    while (at->byte < text.len && ((unsigned char)text.data[at->byte] & 0xc0) == 0x80)
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

void position_advance_to_byte(struct position *at, struct span text, size_t byte)
{
    while (at->byte < byte && at->byte < text.len)
        step(at, text);
}
