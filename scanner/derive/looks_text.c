/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/looks_text.h"

enum { UTF16_LOOKED_AT = 512, UTF16_LEAST = 8, SHORT = 32 };

static bool is_printable(unsigned char c)
{
    return (c >= ' ' && c < 0x7f) || c == '\t' || c == '\n' || c == '\r';
}

/* The length of the sequence of UTF-8 that `lead` begins; 0 where it begins none. */
static size_t sequence_of(unsigned char lead)
{
    return lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
}

/* Branchless, for compilers to make vector code of. */
static size_t count_printable(struct span bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char c = (unsigned char)bytes.data[i];
        count += (unsigned char)(c - ' ') < 0x7f - ' ' || c == '\t' || c == '\n' || c == '\r';
    }
    return count;
}

static bool is_most(size_t part, struct span bytes)
{
    return bytes.len && part * 10 >= bytes.len * 9;
}

bool looks_text(struct span bytes)
{
    if (bytes.len > SHORT && is_most(count_printable(bytes), bytes))
        return true;
    /* Of what is no text, which is nearly all that is asked about, the first bytes decide. */
    size_t bad = 0;
    for (size_t i = 0, len; i < bytes.len; i += len) {
        len = 1;
        if (is_printable((unsigned char)bytes.data[i]))
            continue;
        size_t wanted = sequence_of((unsigned char)bytes.data[i]);
        for (; len < wanted && i + len < bytes.len; len++)
            if (((unsigned char)bytes.data[i + len] & 0xc0) != 0x80)
                break;
        if (!wanted || len != wanted)
            bad += len;
        if (bad * 10 > bytes.len)
            return false;
    }
    return bytes.len > 0;
}

enum utf16_order looks_utf16(struct span bytes)
{
    if (span_starts(bytes, SPAN("\xff\xfe")) && bytes.len >= 4)
        return UTF16_LITTLE;
    if (span_starts(bytes, SPAN("\xfe\xff")) && bytes.len >= 4)
        return UTF16_BIG;
    struct span head = span_sub(bytes, 0, UTF16_LOOKED_AT);
    if (!memchr(head.data, '\0', head.len))
        return UTF16_NONE;
    size_t units = head.len / 2, little = 0, big = 0;
    for (size_t i = 0; i < units; i++) {
        unsigned char first = (unsigned char)head.data[2 * i];
        unsigned char second = (unsigned char)head.data[2 * i + 1];
        little += is_printable(first) && second == 0;
        big += first == 0 && is_printable(second);
    }
    if (units < UTF16_LEAST)
        return UTF16_NONE;
    if (little * 10 >= units * 9)
        return UTF16_LITTLE;
    return big * 10 >= units * 9 ? UTF16_BIG : UTF16_NONE;
}
