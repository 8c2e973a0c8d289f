/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a baseline: refused with a line, or read; then entries can be asked for, and what
 * our own form says comes out of the writer's encoding as it went in.
 */
#include "policy/baseline.h"

#include <ctype.h>
#include <stdlib.h>

#include "base/buf.h"
#include "target.h"

static void check_place(struct span place, struct arena *arena)
{
    struct buf text = buf_make(1 << 28);
    baseline_append_place(&text, place);
    struct span again = baseline_read_place(buf_span(&text), arena);
    if (text.len == 0 || span_find_char(buf_span(&text), '\n') < text.len ||
        span_find_char(buf_span(&text), ' ') < text.len || !span_eq(again, place))
        abort();
    buf_release(&text);
}

static void check_entries(const struct baseline *baseline)
{
    struct baseline_marks marks = { 0 };
    struct arena arena = arena_make(1 << 28, false);
    size_t count = 0;
    if (baseline_marks_make(&marks, baseline, NULL) < 0)
        abort();
    for (const struct baseline_entry *entry = baseline->first; entry; entry = entry->next) {
        if (entry->index != count++ || !entry->exact || !entry->outer)
            abort();
        check_place(entry->place, &arena);
        baseline_mark(baseline, &marks, entry->place, BASELINE_LOOKED);
        if (entry->secret.len && (!baseline_knows_value(baseline, &marks, entry->place,
                                                        entry->secret, SPAN_EMPTY, NULL) ||
                                  !marks.met[entry->index]))
            abort();
    }
    if (count != baseline->count)
        abort();
    baseline_marks_release(&marks);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baseline *baseline = NULL;
    struct veto_error error = { 0 };
    if (baseline_read(&baseline, "fuzz", (struct span) { (const char *)data, size }, &error) == 0)
        check_entries(baseline);
    else if (strncmp(error.message, "fuzz:", 5) != 0 || !isdigit((unsigned char)error.message[5]))
        abort();
    baseline_free(baseline);
    return 0;
}
