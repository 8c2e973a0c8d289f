/* SPDX-License-Identifier: Apache-2.0 */
#include "source/xz_header.h"

/* The xz format, §2.1.1.2: seven bits a byte, low ones first. Zero at the end of the bytes. */
static uint64_t next_integer(struct span *bytes)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 63 && bytes->len; shift += 7) {
        unsigned char c = (unsigned char)bytes->data[0];
        *bytes = span_from(*bytes, 1);
        value |= (uint64_t)(c & 0x7f) << shift;
        if (!(c & 0x80))
            break;
    }
    return value;
}

enum {
    STREAM_HEADER = 12,
    HAS_SIZE = 0x40, /* block flags */
    HAS_INFLATED_SIZE = 0x80,
    LZMA2 = 0x21,
};

uint64_t xz_dictionary(struct span head)
{
    struct span block = span_from(head, STREAM_HEADER);
    if (block.len < 2)
        return 0;
    unsigned flags = (unsigned char)block.data[1];
    block = span_from(block, 2);
    if (flags & HAS_SIZE)
        next_integer(&block);
    if (flags & HAS_INFLATED_SIZE)
        next_integer(&block);
    for (unsigned i = 0; i <= (flags & 3); i++) {
        uint64_t filter = next_integer(&block), length = next_integer(&block);
        if (filter == LZMA2 && block.len) {
            unsigned bits = block.data[0] & 0x3f;
            return (uint64_t)(2 | (bits & 1)) << (bits / 2 + 11);
        }
        block = span_from(block, (size_t)length);
    }
    return 0;
}
