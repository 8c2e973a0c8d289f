/* SPDX-License-Identifier: Apache-2.0 */
/* What a gzip stream says of itself before its data begins (RFC 1952 §2.3.1). */
#ifndef VETO_SOURCE_GZIP_HEADER_H
#define VETO_SOURCE_GZIP_HEADER_H

#include "base/span.h"

enum {
    GZIP_FIXED = 10,
    GZIP_FIELDS_MAX = 68 * 1024, /* an extra field has 64 KiB at most; names have no bound */
};

/* Whether the first GZIP_FIXED bytes announce fields of any length. */
bool gzip_has_fields(struct span fixed);
/*
 * Those fields of the first member, as far as `head` has them. Empty where they are what writers
 * write: the file's name, a few bytes for a reader that knows them.
 */
struct span gzip_unusual_fields(struct span head);

#endif
