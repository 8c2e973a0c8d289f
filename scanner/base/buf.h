/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A buffer that grows up to a ceiling it is born with. The first failure (ceiling, memory) sticks:
 * later appends do nothing, and `failed` is looked at once, at the end. `data` is always
 * NUL-terminated once something was appended; it moves when the buffer grows.
 */
#ifndef VETO_BASE_BUF_H
#define VETO_BASE_BUF_H

#include "base/macro.h"
#include "base/span.h"

struct buf {
    char *data;
    size_t len;
    size_t capacity;
    size_t ceiling;
    bool failed;
};

struct buf buf_make(size_t ceiling);
void buf_release(struct buf *buf); /* wipes */
void buf_clear(struct buf *buf);   /* keeps the memory */

bool buf_append(struct buf *buf, struct span bytes);
bool buf_append_text(struct buf *buf, const char *text);
bool buf_append_char(struct buf *buf, char c);
bool buf_append_number(struct buf *buf, uint64_t number);
bool buf_printf(struct buf *buf, const char *format, ...) printf_like(2, 3);
/* Room for `len` more bytes, uninitialised; the caller then adds what it wrote to `len`. */
char *buf_reserve(struct buf *buf, size_t len) must_check;

static inline struct span buf_span(const struct buf *buf)
{
    return (struct span){ buf->data ? buf->data : "", buf->len };
}

#endif
