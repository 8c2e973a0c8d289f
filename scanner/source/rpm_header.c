/* SPDX-License-Identifier: Apache-2.0 */
#include "source/rpm_header.h"

/* The package format, version 4: a lead of 96 bytes, then two structures of the same form. */
enum { LEAD = 96, INTRO = 16, ENTRY = 16, ALIGNMENT = 8 };

static uint64_t big_endian(const char *bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < 4; i++)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

/* The offset behind the structure at `at`; 0 where there is none. */
static uint64_t structure_end(struct span head, uint64_t at)
{
    if (at + INTRO > head.len || !span_starts(span_from(head, (size_t)at), SPAN("\x8e\xad\xe8")))
        return 0;
    const char *intro = head.data + at;
    return at + INTRO + big_endian(intro + 8) * ENTRY + big_endian(intro + 12);
}

struct span rpm_header(struct span head)
{
    uint64_t signature = structure_end(head, LEAD);
    if (!signature)
        return SPAN_EMPTY;
    uint64_t header = (signature + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    uint64_t end = structure_end(head, header);
    return span_sub(head, 0, end < head.len ? (size_t)end : head.len);
}
