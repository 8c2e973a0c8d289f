/* SPDX-License-Identifier: Apache-2.0 */
#include "run/shown_names.h"

enum { CANDIDATES_MAX = 16, NAME_MAX_BYTES = 1024 * 1024 };

/* The name at hand. */
struct naming {
    struct worker *worker;
    struct unit unit;
    struct redaction hidden[CANDIDATES_MAX];
    size_t count;
};

/* What a rule of a vendor believes; names of settings are what files are called after. */
static void on_match(const struct match *match, void *payload)
{
    struct naming *naming = payload;
    struct worker *worker = naming->worker;
    struct judgement judgement;
    if (!match->rule->public.is_secret || match->rule->generic || naming->count == CANDIDATES_MAX)
        return;
    judge_content(worker->shared->rules->judge, worker->judge_scratch, match, &naming->unit,
                  &worker->arena, &judgement);
    if (judgement.drop != DROP_NOT)
        return;
    size_t begin = (size_t)(match->secret.data - naming->unit.bytes.data);
    naming->hidden[naming->count++] =
            (struct redaction) { .begin = begin, .end = begin + match->secret.len };
}

static int redact_name(struct worker *worker, struct veto_origin *link)
{
    struct naming naming = { .worker = worker,
                             .unit = unit_whole(span_from_bytes(link->name), link) };
    judge_begin_unit(worker->judge_scratch);
    if (matcher_scan(worker->shared->rules->matcher, worker->match_scratch, &naming.unit, on_match,
                     &naming) < 0)
        return -1;
    if (naming.count == 0)
        return 0;
    struct redact_plan plan = redact_plan_make(naming.hidden, naming.count, false);
    struct buf text = buf_make(NAME_MAX_BYTES);
    redact_append(&text, naming.unit.bytes, 0, naming.unit.bytes.len, &plan, false);
    struct span shown = arena_span(&worker->collector.arena, buf_span(&text));
    if (!text.failed && shown.data)
        link->name = span_to_bytes(shown);
    bool failed = text.failed || !shown.data;
    buf_release(&text);
    return failed ? -1 : 0;
}

/* Targets are called what the user has called them. */
static int redact_chain(struct worker *worker, const struct veto_origin *origin)
{
    for (; origin && origin->parent; origin = origin->parent) {
        bool named = origin->kind == VETO_ORIGIN_FILE || origin->kind == VETO_ORIGIN_ENTRY;
        /* The chains of a result are copies, which the collectors lend out as const. */
        if (named && origin->name.len &&
            redact_name(worker, (struct veto_origin *)(uintptr_t)origin) < 0)
            return -1;
    }
    return 0;
}

int shown_names_redact(struct worker *worker, const struct veto_result *result)
{
    const struct veto_origin *last = NULL;
    if (result->secrets_shown)
        return 0;
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct veto_finding *finding = &result->findings[i];
        for (size_t k = 0; k < finding->also_count; k++)
            if (redact_chain(worker, finding->also[k].origin) < 0)
                return -1;
        if (finding->place.origin != last && redact_chain(worker, finding->place.origin) < 0)
            return -1;
        last = finding->place.origin;
    }
    for (size_t i = 0; i < result->problem_count; i++)
        if (redact_chain(worker, result->problems[i].origin) < 0)
            return -1;
    for (size_t i = 0; i < result->dropped_count; i++)
        if (redact_chain(worker, result->dropped[i].place.origin) < 0)
            return -1;
    return 0;
}
