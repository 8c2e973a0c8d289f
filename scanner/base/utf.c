/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf.h"

/* For a lead byte: how long the sequence is, and what its second byte may be (Unicode table 3-7). */
struct lead {
    unsigned char first, last, len, low, high;
};

static const struct lead leads[] = {
    { 0xc2, 0xdf, 2, 0x80, 0xbf }, { 0xe0, 0xe0, 3, 0xa0, 0xbf }, { 0xe1, 0xec, 3, 0x80, 0xbf },
    { 0xed, 0xed, 3, 0x80, 0x9f }, { 0xee, 0xef, 3, 0x80, 0xbf }, { 0xf0, 0xf0, 4, 0x90, 0xbf },
    { 0xf1, 0xf3, 4, 0x80, 0xbf }, { 0xf4, 0xf4, 4, 0x80, 0x8f },
};

uint32_t utf_decode(struct span s, size_t *len)
{
    unsigned char byte = (unsigned char)s.data[0];
    *len = 1;
    if (byte < 0x80)
        return byte;
    for (size_t i = 0; i < ARRAY_SIZE(leads); i++) {
        const struct lead *lead = &leads[i];
        if (byte < lead->first || byte > lead->last)
            continue;
        uint32_t value = byte & (0x7fu >> lead->len);
        unsigned char low = lead->low, high = lead->high;
        for (size_t k = 1; k < lead->len; k++) {
            unsigned char next = k < s.len ? (unsigned char)s.data[k] : 0;
            if (next < low || next > high) {
                *len = k;
                return UTF_REPLACEMENT;
            }
            value = (value << 6) | (next & 0x3fu);
            low = 0x80;
            high = 0xbf;
        }
        *len = lead->len;
        return value;
    }
    return UTF_REPLACEMENT;
}

/* Length of the run of plain ASCII at the front, eight bytes at a time. */
static size_t ascii_run(struct span s)
{
    size_t i = 0;
    for (uint64_t word; i + 8 <= s.len; i += 8) {
        memcpy(&word, s.data + i, 8);
        if (word & 0x8080808080808080u)
            break;
    }
    while (i < s.len && (unsigned char)s.data[i] < 0x80)
        i++;
    return i;
}

size_t utf_mark(struct span s)
{
    return span_starts(s, SPAN("\xef\xbb\xbf")) ? 3 : 0;
}

bool utf_is_valid(struct span s)
{
    for (;;) {
        s = span_from(s, ascii_run(s));
        if (s.len == 0)
            return true;
        size_t len;
        if (utf_decode(s, &len) == UTF_REPLACEMENT &&
            !span_starts(s, SPAN("\xef\xbf\xbd")))
            return false;
        s = span_from(s, len);
    }
}

size_t utf_count(struct span s)
{
    size_t count = 0;
    for (;;) {
        size_t plain = ascii_run(s);
        count += plain;
        s = span_from(s, plain);
        if (s.len == 0)
            return count;
        size_t len;
        utf_decode(s, &len);
        s = span_from(s, len);
        count++;
    }
}

struct range {
    uint32_t first, last;
};

static bool in_ranges(uint32_t c, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (c >= ranges[i].first && c <= ranges[i].last)
            return true;
    return false;
}

int utf_width(uint32_t c)
{
    static const struct range combining[] = {
        { 0x300, 0x36f },   { 0x483, 0x489 },   { 0x591, 0x5bd },   { 0x610, 0x61a },
        { 0x64b, 0x65f },   { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x200b, 0x200f },
        { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xe0100, 0xe01ef },
    };
    static const struct range wide[] = {
        { 0x1100, 0x115f }, { 0x2e80, 0x303e },   { 0x3041, 0xa4cf },   { 0xac00, 0xd7a3 },
        { 0xf900, 0xfaff }, { 0xfe30, 0xfe6f },   { 0xff00, 0xff60 },   { 0xffe0, 0xffe6 },
        { 0x1f300, 0x1f64f }, { 0x1f680, 0x1f6ff }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd },
    };
    if (c < 0x300)
        return 1;
    if (in_ranges(c, combining, ARRAY_SIZE(combining)))
        return 0;
    return in_ranges(c, wide, ARRAY_SIZE(wide)) ? 2 : 1;
}

size_t utf_encode(uint32_t c, char bytes[static 4])
{
    size_t len = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
    for (size_t i = len; i-- > 1; c >>= 6)
        bytes[i] = (char)(0x80 | (c & 0x3f));
    bytes[0] = (char)(marks[len] | c);
    return len;
}

bool utf_append(struct buf *to, uint32_t c)
{
    char bytes[4];
    return buf_append(to, (struct span){ bytes, utf_encode(c, bytes) });
}

/* Characters that move the cursor, hide text or turn its direction round. */
bool utf_is_printable(uint32_t c)
{
    static const struct range ranges[] = {
        { 0x00, 0x1f },     { 0x7f, 0x9f },     { 0x061c, 0x061c }, { 0x200e, 0x200f },
        { 0x2028, 0x202e }, { 0x2066, 0x2069 }, { 0xd800, 0xdfff }, { 0xfeff, 0xfeff },
        { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f },
    };
    return c >= 0x20 && (c < 0x7f || !in_ranges(c, ranges, ARRAY_SIZE(ranges)));
}

/* How many bytes at the front are letters, digits and signs of ASCII. */
static size_t plain_run(struct span s)
{
    size_t i = 0;
    while (i < s.len && s.data[i] >= ' ' && s.data[i] < 0x7f)
        i++;
    return i;
}

bool utf_append_printable(struct buf *to, struct span s, bool keep_newlines)
{
    while (s.len) {
        size_t len = plain_run(s);
        if (len) {
            buf_append(to, span_sub(s, 0, len));
            s = span_from(s, len);
            continue;
        }
        uint32_t c = utf_decode(s, &len);
        s = span_from(s, len);
        if (c == '\t')
            c = ' ';
        else if (!utf_is_printable(c) && !(c == '\n' && keep_newlines))
            c = UTF_REPLACEMENT;
        utf_append(to, c);
    }
    return !to->failed;
}
