/* SPDX-License-Identifier: Apache-2.0 */
/* Any text around something found: what allows it lies in the text. */
#include <stdlib.h>

#include "policy/inline.h"
#include "target.h"

static void check(struct span text, const struct inline_mark *mark)
{
    if (mark->begin >= mark->end || mark->end > text.len)
        abort();
    if (mark->names.len && (mark->names.data < text.data ||
                            mark->names.data + mark->names.len > text.data + text.len))
        abort();
    if (mark->reason.len && (mark->reason.data < text.data ||
                             mark->reason.data + mark->reason.len > text.data + text.len))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const aliases[] = { "trivy:KSV-0012", "hadolint:DL3002", "checkov:CKV_X_1" };
    const struct rule rule = {
        .public = { .id = "some-rule", .is_secret = true, .aliases = aliases, .alias_count = 3 },
    };
    if (size < 2)
        return 0;
    struct span text = { (const char *)data + 1, size - 1 };
    struct arena arena = arena_make(1 << 28, false);
    struct inline_text lines = inline_text_make(text, data[0] % 3, data[0] & 8, 20000, &arena);
    struct inline_mark mark;
    for (size_t i = 0; i < 8; i++) {
        const struct inline_subject subject = {
            .rule = &rule,
            .begin = text.len * i / 8,
            .end = text.len * (i + (data[0] >> 4 & 3)) / 8 > text.len ? text.len
                                                                        : text.len * (i + (data[0] >> 4 & 3)) / 8,
        };
        if (inline_find(&lines, &subject, &mark))
            check(text, &mark);
    }
    for (size_t from = 0; inline_next_own(text, from, text.len, &mark); from = mark.end) {
        check(text, &mark);
        if (mark.end <= from)
            abort();
    }
    arena_release(&arena);
    return 0;
}
