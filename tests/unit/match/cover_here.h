/* SPDX-License-Identifier: Apache-2.0 */
/* Does a text of a cover stand at a place? Looked at byte by byte, as nothing else in the room does. */
#ifndef VETO_TESTS_COVER_HERE_H
#define VETO_TESTS_COVER_HERE_H

#include "base/ascii.h"
#include "base/macro.h"
#include "base/span.h"
#include "match/cover.h"

static bool way_leads_on(const struct cover_way *way, struct span in, size_t end, size_t last)
{
    size_t at = end;
    while (at < last && set_has(&way->through, (unsigned char)in.data[at]) &&
           !set_has(&way->until, (unsigned char)in.data[at]))
        at++;
    return at < last ? set_has(&way->until, (unsigned char)in.data[at])
                     : way->or_end && last == in.len;
}

/* Does what follows lead where the text says that every match goes? */
static bool ways_lead_on(const struct cover_text *text, struct span in, size_t end)
{
    bool lead = true;
    for (size_t i = 0; i < COVER_WAYS; i++)
        lead &= set_is_empty(&text->ways[i].until) ||
                way_leads_on(&text->ways[i], in, end, MIN(in.len, end + text->after));
    return lead;
}

static bool cover_text_is_at(const struct cover_text *text, struct span in, size_t at)
{
    size_t end = at + text->len;
    if (end > in.len)
        return false;
    for (size_t i = 0; i < text->len; i++) {
        char byte = in.data[at + i];
        if ((text->either_case >> i & 1 ? ascii_lower(byte) : byte) != text->bytes[i])
            return false;
    }
    return (at == 0 || set_has(&text->precede, (unsigned char)in.data[at - 1])) &&
           (end == in.len || set_has(&text->follow, (unsigned char)in.data[end])) &&
           ways_lead_on(text, in, end);
}

#endif
