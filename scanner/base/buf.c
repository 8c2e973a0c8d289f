/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/wipe.h"

struct buf buf_make(size_t ceiling)
{
    return (struct buf){ .ceiling = ceiling };
}

void buf_release(struct buf *buf)
{
    if (buf->data)
        wipe_bytes(buf->data, buf->capacity);
    free(buf->data);
    *buf = buf_make(buf->ceiling);
}

void buf_clear(struct buf *buf)
{
    buf->len = 0;
    buf->failed = false;
}

static bool grow(struct buf *buf, size_t needed)
{
    size_t capacity = buf->capacity ? buf->capacity : 256;
    while (capacity < needed)
        capacity = capacity > buf->ceiling / 2 ? MAX(needed, buf->ceiling) : capacity * 2;
    /* Not realloc: the old bytes may be secret, and must be wiped before they are freed. */
    char *data = malloc(capacity);
    if (!data)
        return false;
    if (buf->data) {
        memcpy(data, buf->data, buf->len);
        wipe_bytes(buf->data, buf->capacity);
        free(buf->data);
    }
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

char *buf_reserve(struct buf *buf, size_t len)
{
    size_t needed;
    if (buf->failed)
        return NULL;
    if (add_overflows(buf->len, len, &needed) || needed > buf->ceiling ||
        add_overflows(needed, (size_t)1, &needed) ||
        (needed > buf->capacity && !grow(buf, needed))) {
        buf->failed = true;
        return NULL;
    }
    return buf->data + buf->len;
}

bool buf_append(struct buf *buf, struct span bytes)
{
    char *room = buf_reserve(buf, bytes.len);
    if (!room)
        return false;
    if (bytes.len)
        memcpy(room, bytes.data, bytes.len);
    buf->len += bytes.len;
    buf->data[buf->len] = '\0';
    return true;
}

bool buf_append_text(struct buf *buf, const char *text)
{
    return buf_append(buf, span_of(text));
}

bool buf_append_char(struct buf *buf, char c)
{
    return buf_append(buf, (struct span){ &c, 1 });
}

bool buf_append_number(struct buf *buf, uint64_t number)
{
    char digits[20];
    size_t at = sizeof(digits);
    do
        digits[--at] = (char)('0' + number % 10);
    while (number /= 10);
    return buf_append(buf, (struct span) { digits + at, sizeof(digits) - at });
}

bool buf_printf(struct buf *buf, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *room = len < 0 ? NULL : buf_reserve(buf, (size_t)len);
    if (room) {
        vsnprintf(room, (size_t)len + 1, format, again);
        buf->len += (size_t)len;
    } else {
        buf->failed = true;
    }
    va_end(again);
    va_end(args);
    return room != NULL;
}
