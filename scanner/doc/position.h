/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A place in a text that is walked once, front to back: parsers tell bytes or code points, people
 * want lines and columns. Lines end with LF, CRLF or a lone CR. The text is valid UTF-8.
 */
#ifndef VETO_DOC_POSITION_H
#define VETO_DOC_POSITION_H

#include "base/macro.h"
#include "base/span.h"

struct position {
    size_t byte;
    size_t index;          /* code points before it */
    uint32_t line, column; /* from 1, columns in code points */
};

static inline struct position position_start(void)
{
    return (struct position){ .line = 1, .column = 1 };
}

/* Forward to the code point of that index, at most to the end; never back. */
void position_advance(struct position *at, struct span text, size_t index);
/* The same to the first code point at or behind that byte. */
void position_advance_to_byte(struct position *at, struct span text, size_t byte);

#endif
