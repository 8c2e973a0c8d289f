/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/encoding.h"

#include "base/utf.h"
#include "doc/position.h"

size_t encoding_mark(struct span text)
{
    return utf_mark(text);
}

static size_t first_broken_byte(struct span text)
{
    size_t at = 0;
    for (size_t len; at < text.len; at += len) {
        struct span rest = span_from(text, at);
        if (utf_decode(rest, &len) == UTF_REPLACEMENT && !span_starts(rest, SPAN("\xef\xbf\xbd")))
            break;
    }
    return at;
}

int encoding_check(struct span text, struct veto_error *error)
{
    if (text.len > DOCUMENT_MAX_BYTES)
        return error_set(error, VETO_ERROR_FORMAT, "1:1: larger than 16 MiB");
    if (utf_is_valid(text))
        return 0;
    struct position at = position_start();
    position_advance_to_byte(&at, text, first_broken_byte(text));
    return error_set(error, VETO_ERROR_FORMAT, "%u:%u: not UTF-8", at.line, at.column);
}
