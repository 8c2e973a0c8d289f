/* SPDX-License-Identifier: Apache-2.0 */
/* Foreign bytes on their way to a person: always valid UTF-8, one code point for one. */
#include <stdlib.h>

#include "base/glob.h"
#include "base/utf.h"
#include "finding/redact.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size };
    struct buf out = buf_make(1 << 24);
    utf_append_printable(&out, text, size & 1);
    if (!out.failed &&
        (!utf_is_valid(buf_span(&out)) || utf_count(buf_span(&out)) != utf_count(text)))
        abort();
    buf_clear(&out);
    struct redaction range = { size / 3, size / 2 };
    struct redact_plan plan = { .ranges = &range, .count = 1 };
    redact_append(&out, text, 0, size, &plan, true);
    if (!out.failed && !utf_is_valid(buf_span(&out)))
        abort();
    buf_release(&out);
    glob_match(span_sub(text, 0, size / 2), span_from(text, size / 2));
    return 0;
}
