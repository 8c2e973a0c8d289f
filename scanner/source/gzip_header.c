/* SPDX-License-Identifier: Apache-2.0 */
#include "source/gzip_header.h"

enum {
    FLAGS_AT = 3,
    HAS_EXTRA = 1 << 2,
    HAS_NAME = 1 << 3,
    HAS_COMMENT = 1 << 4,
    USUAL_EXTRA = 16,
    USUAL_NAME = 255,
};

bool gzip_has_fields(struct span fixed)
{
    return fixed.len >= GZIP_FIXED && (fixed.data[FLAGS_AT] & (HAS_EXTRA | HAS_NAME | HAS_COMMENT));
}

static struct span up_to_nul(struct span bytes)
{
    return span_sub(bytes, 0, span_find_char(bytes, '\0'));
}

static size_t extra_length(struct span bytes)
{
    return bytes.len < 2 ? bytes.len
                         : 2 + ((size_t)(unsigned char)bytes.data[0] |
                                (size_t)(unsigned char)bytes.data[1] << 8);
}

struct span gzip_unusual_fields(struct span head)
{
    unsigned char flags = head.len > GZIP_FIXED ? (unsigned char)head.data[FLAGS_AT] : 0;
    struct span fields = span_from(head, GZIP_FIXED);
    size_t end = flags & HAS_EXTRA ? extra_length(fields) : 0;
    bool is_unusual = end > USUAL_EXTRA || (flags & HAS_COMMENT);
    if (flags & HAS_NAME) {
        struct span name = up_to_nul(span_from(fields, end));
        is_unusual |= name.len > USUAL_NAME || span_find_char(name, '=') < name.len ||
                      span_find_char(name, '\n') < name.len;
        end += name.len + 1;
    }
    if (flags & HAS_COMMENT)
        end += up_to_nul(span_from(fields, end)).len;
    return is_unusual ? span_sub(fields, 0, end) : SPAN_EMPTY;
}
