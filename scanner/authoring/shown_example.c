/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/shown_example.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "finding/redact.h"

enum { MATCHES_MAX = 1024 };

DEFINE_CLEANUP(struct match_scratch *, match_scratch_free)

struct showing {
    const struct rule *rule;
    const struct unit *unit;
    struct redaction hidden[MATCHES_MAX];
    size_t count;
    bool seen;
};

static void on_match(const struct match *match, void *payload)
{
    struct showing *showing = payload;
    if (!match->rule->public.is_secret || showing->count == MATCHES_MAX)
        return;
    size_t begin = (size_t)(match->secret.data - showing->unit->bytes.data);
    showing->seen |= match->rule == showing->rule;
    showing->hidden[showing->count++] =
            (struct redaction) { .begin = begin, .end = begin + match->secret.len };
}

int shown_example(const struct veto_rules *rules, const struct rule *rule, const char *example,
                  struct buf *to, bool *certain, struct veto_error *error)
{
    cleanup(match_scratch_free_ptr) struct match_scratch *scratch = NULL;
    cleanup(free_ptr) struct showing *showing = calloc(1, sizeof(*showing));
    static const struct veto_origin origin = { .kind = VETO_ORIGIN_STREAM, .name = { "example", 7 } };
    struct unit unit = unit_whole(span_of(example), &origin);
    if (!showing)
        return error_no_memory(error);
    unit.kinds |= rule->kinds;
    if (rule->views && !(rule->views & VIEW_TEXT) && rule->views & VIEW_BINARY)
        unit.kinds |= KIND_BINARY;
    showing->rule = rule;
    showing->unit = &unit;
    if (match_scratch_create(&scratch, rules->matcher, error) < 0)
        return -1;
    if (matcher_scan(rules->matcher, scratch, &unit, on_match, showing) < 0)
        return error_set(error, VETO_ERROR_MEMORY, "the pattern matcher failed");
    *certain = showing->seen || !rule->public.is_secret;
    struct redact_plan plan = redact_plan_make(showing->hidden, showing->count, false);
    redact_append(to, unit.bytes, 0, unit.bytes.len, &plan, true);
    return to->failed ? error_no_memory(error) : 0;
}
