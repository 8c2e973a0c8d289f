/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Strings in compiled Python. A string of marshal is a letter of its type, its length and its
 * bytes; nothing else is read, since what else there is differs from version to version.
 */
#include "derive/decoder.h"

enum { SHORTEST = 8, REFERENCED = 0x80 };

static bool is_text(unsigned char c)
{
    return c >= ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* How many bytes of length stand behind a type; 0 for what is no string. */
static const unsigned char length_bytes[256] = {
    ['z'] = 1, ['z' | REFERENCED] = 1, ['Z'] = 1, ['Z' | REFERENCED] = 1,
    ['a'] = 4, ['a' | REFERENCED] = 4, ['A'] = 4, ['A' | REFERENCED] = 4,
    ['u'] = 4, ['u' | REFERENCED] = 4, ['s'] = 4, ['s' | REFERENCED] = 4,
    ['t'] = 4, ['t' | REFERENCED] = 4,
};

/* Does a string begin at `at`? Where its bytes do, and how many. */
static bool string_at(struct span bytes, size_t at, struct byte_range *string)
{
    size_t wide = length_bytes[(unsigned char)bytes.data[at]];
    if (!wide || at + 1 + wide > bytes.len)
        return false;
    size_t len = 0;
    for (size_t i = wide; i > 0; i--)
        len = len << 8 | (unsigned char)bytes.data[at + i];
    *string = (struct byte_range) { at + 1 + wide, at + 1 + wide + len };
    return len >= SHORTEST && len <= bytes.len - string->begin;
}

void decode_constants(const struct decoder_input *input, struct derived_text *text)
{
    const struct unit *unit = input->unit;
    struct span bytes = unit->bytes;
    struct span name = unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY;
    if (!(unit->kinds & KIND_BINARY) || unit->parent || !span_ends(name, SPAN(".pyc")))
        return;
    size_t text_end = 0; /* of the run of printable bytes that was looked at last */
    for (size_t at = 0; at < bytes.len; at++) {
        struct byte_range string;
        if (!string_at(bytes, at, &string))
            continue;
        if (text_end < string.begin)
            text_end = string.begin;
        while (text_end < string.end && is_text((unsigned char)bytes.data[text_end]))
            text_end++;
        if (text_end < string.end)
            continue;
        derived_begin(text, "Python constants",
                      KIND_CODE | KIND_PYTHON | (unit->kinds & (KIND_TEST | KIND_VENDORED)));
        if (!derived_copy(text, string.begin, string.end - string.begin))
            return;
        at = string.end - 1;
    }
}
