/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pack.h"

enum { NUMBER_BITS = 64, BITS = 7, MORE = 0x80 };

/* Seven bits a byte, the lowest first. */
void pack_number(struct buf *to, uint64_t number)
{
    for (; number >= MORE; number >>= BITS)
        buf_append_char(to, (char)(unsigned char)(number | MORE));
    buf_append_char(to, (char)number);
}

void pack_bytes(struct buf *to, struct span bytes)
{
    pack_number(to, bytes.len);
    buf_append(to, bytes);
}

void pack_text(struct buf *to, const char *text)
{
    pack_bytes(to, span_of(text ? text : ""));
}

static uint64_t fail(struct pack_reader *reader)
{
    reader->failed = true;
    reader->rest = SPAN_EMPTY;
    return 0;
}

uint64_t unpack_number(struct pack_reader *reader)
{
    uint64_t number = 0;
    for (unsigned shift = 0; shift < NUMBER_BITS; shift += BITS) {
        if (reader->rest.len == 0)
            return fail(reader);
        unsigned char byte = (unsigned char)reader->rest.data[0];
        uint64_t bits = byte & (MORE - 1u);
        reader->rest = span_from(reader->rest, 1);
        if (bits << shift >> shift != bits)
            return fail(reader);
        number |= bits << shift;
        if (!(byte & MORE))
            return number;
    }
    return fail(reader);
}

uint64_t unpack_below(struct pack_reader *reader, uint64_t most)
{
    uint64_t number = unpack_number(reader);
    return number <= most ? number : fail(reader);
}

struct span unpack_bytes(struct pack_reader *reader)
{
    uint64_t len = unpack_number(reader);
    if (len > reader->rest.len)
        fail(reader);
    if (reader->failed)
        return SPAN_EMPTY;
    struct span bytes = span_sub(reader->rest, 0, (size_t)len);
    reader->rest = span_from(reader->rest, (size_t)len);
    return bytes;
}

const char *unpack_text(struct pack_reader *reader, struct arena *arena)
{
    struct span bytes = unpack_bytes(reader);
    const char *text = arena_strndup(arena, bytes.data, bytes.len);
    if (!text)
        fail(reader);
    return text ? text : "";
}

size_t unpack_count(struct pack_reader *reader)
{
    return (size_t)unpack_below(reader, reader->rest.len);
}
