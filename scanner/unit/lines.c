/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/lines.h"

#include "base/macro.h"
#include "base/utf.h"

enum { BLOCK = 128 }; /* fewer line ends than fit in a byte */

static const struct span byte_order_mark = { "\357\273\277", 3 };

/*
 * Line ends that begin in `text`; `next` is the byte behind it, so that a CR knows whether it is
 * half of a CRLF. Sums in bytes, block by block: compilers make vector code of that.
 */
static uint64_t count_ends(struct span text, char next)
{
    uint64_t total = 0;
    const char *at = text.data;
    size_t left = text.len;
    for (; left > BLOCK; at += BLOCK, left -= BLOCK) {
        uint8_t ends = 0;
        for (size_t i = 0; i < BLOCK; i++)
            ends = (uint8_t)(ends + ((at[i] == '\n') | ((at[i] == '\r') & (at[i + 1] != '\n'))));
        total += ends;
    }
    for (size_t i = 0; i < left; i++) {
        char after = i + 1 < left ? at[i + 1] : next;
        total += at[i] == '\n' || (at[i] == '\r' && after != '\n');
    }
    return total;
}

uint64_t lines_count(struct span bytes, bool after_cr)
{
    bool half = after_cr && bytes.len && bytes.data[0] == '\n';
    return count_ends(bytes, '\0') - half;
}

/* Where the line that ends before `end` begins: behind the last line end in [from, end). */
static size_t line_start(struct span bytes, size_t from, size_t end)
{
    const char *begin = bytes.data + from;
    if (end == from)
        return from;
    /* A CR right in front of an LF at `end` is no line end of its own. */
    size_t len = end - from;
    const char *lf = memrchr(begin, '\n', len);
    size_t start = lf ? (size_t)(lf - bytes.data) + 1 : from;
    if (end < bytes.len && bytes.data[end] == '\n' && bytes.data[end - 1] == '\r')
        end--;
    const char *cr = end > start ? memrchr(bytes.data + start, '\r', end - start) : NULL;
    return cr ? (size_t)(cr - bytes.data) + 1 : start;
}

struct lines lines_make(const struct unit *unit)
{
    return (struct lines){
        .unit = unit,
        .line = unit->first_line,
        .column = unit->first_column,
    };
}

void lines_advance(struct lines *lines, size_t offset)
{
    struct span bytes = lines->unit->bytes;
    struct span passed = span_sub(bytes, lines->at, offset - lines->at);
    uint64_t ends = count_ends(passed, offset < bytes.len ? bytes.data[offset] : '\0');
    size_t start = lines->at;
    if (ends) {
        start = line_start(bytes, lines->at, offset);
        lines->column = 1;
    }
    struct span before = span_sub(bytes, start, offset - start);
    if (start == 0 && lines->unit->offset == 0 && span_starts(before, byte_order_mark))
        before = span_from(before, byte_order_mark.len);
    lines->line += ends;
    lines->column += utf_count(before);
    lines->at = offset;
}

static uint32_t narrow(uint64_t number)
{
    return (uint32_t)MIN(number, (uint64_t)UINT32_MAX);
}

struct veto_region lines_region(struct lines *lines, size_t begin, size_t end)
{
    if (begin < lines->at)
        *lines = lines_make(lines->unit);
    lines_advance(lines, begin);
    struct lines last = *lines;
    lines_advance(&last, end);
    return (struct veto_region){
        .start_line = narrow(lines->line),
        .start_column = narrow(lines->column),
        .end_line = narrow(last.line),
        .end_column = narrow(last.column),
        .byte_offset = lines->unit->offset + begin,
        .byte_length = end - begin,
    };
}

void line_bounds(struct span bytes, size_t offset, size_t *begin, size_t *end)
{
    *begin = line_start(bytes, 0, offset);
    /* On the LF of a CRLF: the line ended one byte before. */
    if (offset > *begin && offset < bytes.len && bytes.data[offset] == '\n' &&
        bytes.data[offset - 1] == '\r')
        offset--;
    struct span rest = span_from(bytes, offset);
    size_t stop = span_find_char(rest, '\n');
    *end = offset + span_find_char(span_sub(rest, 0, stop), '\r');
}
