/* SPDX-License-Identifier: Apache-2.0 */
#include "run/allowed.h"

#include "policy/policy.h"

enum {
    NAME_SHOWN = 60,
    SUGGESTIONS = 8, /* a unit */
    TEXT_MAX = 64 * 1024,
};

static const char event_name[] = "allow-without-effect";

/* Redacted, printable. NULL without memory. */
static const char *shown(const struct worker *worker, struct scanning *of, struct span part,
                         struct arena *arena)
{
    struct buf text = buf_make(TEXT_MAX);
    struct redact_plan plan = redact_plan_make(of->candidates, of->candidate_count,
                                               worker->shared->options->show_secrets);
    size_t begin = (size_t)(part.data - of->unit->bytes.data);
    redact_append(&text, of->unit->bytes, begin, begin + part.len, &plan, false);
    const char *copy = arena_strndup(arena, text.data ? text.data : "", text.len);
    buf_release(&text);
    return copy;
}

/* ---- Marks without effect -------------------------------------------------------------------- */

static const char *unknown_name(struct worker *worker, struct span name, int *suggestions)
{
    const struct veto_rules *rules = worker->shared->rules;
    struct suggestion near = suggest_for(name);
    if ((*suggestions)++ < SUGGESTIONS)
        rules_suggest(rules, &near);
    name.len = MIN(name.len, (size_t)NAME_SHOWN);
    const char *text = shown(worker, worker->now, name, &worker->arena);
    return text ? arena_printf(&worker->arena, "no rule is called '%s'%s", text,
                               suggest_text(&near, ""))
                : NULL;
}

/* Why the mark, or a part of it, allows nothing; NULL where all is well. */
static const char *fault_of(struct worker *worker, const struct inline_mark *mark,
                            int *suggestions)
{
    struct span names = mark->names, name;
    bool named = false;
    while (inline_next_name(&names, &name)) {
        if (inline_is_placeholder(name))
            return NULL;
        if (!rules_know(worker->shared->rules, name))
            return unknown_name(worker, name, suggestions);
        named = true;
    }
    if (!named)
        return "it names no rule: veto:allow RULE reason";
    return inline_has_reason(mark) ? NULL : "it gives no reason: veto:allow RULE reason";
}

static void believe_note(struct worker *worker, const struct rule *rule, struct span at,
                         const char *why)
{
    if (!worker_admits(worker, rule))
        return;
    struct believed note = {
        .rule = rule,
        .whole = at,
        .judgement = { .severity = rule->public.severity,
                       .confidence = rule->public.confidence,
                       .evidence = { { .text = why } },
                       .evidence_count = 1,
                       .guessable = true },
    };
    note.secret = note.whole;
    scanning_believe(worker->now, &worker->arena, &note);
}

void allowed_complain(struct worker *worker)
{
    const struct unit *unit = worker->now->unit;
    struct markers markers = match_scratch_markers(worker->match_scratch);
    const struct rule *rule = NULL;
    int suggestions = 0;
    if (unit_of_lines(unit) != unit)
        return;
    for (size_t i = 0; i < markers.count; i++) {
        const struct marker *marker = &markers.items[i];
        if (marker->kind != MARKER_ALLOW)
            continue;
        if (!rule)
            rule = rules_find_event(worker->shared->rules, event_name);
        if (!rule)
            return;
        size_t from = MAX(marker->first - 1, unit->own_begin),
               to = MIN(marker->last, unit->own_end);
        struct inline_mark mark;
        for (; inline_next_own(unit->bytes, from, to, &mark); from = mark.end) {
            const char *why = fault_of(worker, &mark, &suggestions);
            struct span at = span_sub(unit->bytes, mark.begin, mark.end - mark.begin);
            if (why)
                believe_note(worker, rule, at, why);
        }
    }
}

/* ---- Marks that allow ------------------------------------------------------------------------ */

/* The unit whose lines are those of the file. */
static struct scanning *of_lines(struct worker *worker)
{
    const struct unit *counted = unit_of_lines(worker->now->unit);
    struct scanning *at = worker->now;
    while (at->parent && at->unit != counted)
        at = at->parent;
    return at;
}

/* Any YAML or JSON may be of Kubernetes; elsewhere its annotations are not to be found. */
static enum inline_document documents_of(const struct unit *unit)
{
    if (unit->kinds & KIND_DOCKERFILE)
        return INLINE_DOCKERFILE;
    return unit->kinds & (KIND_YAML | KIND_JSON) ? INLINE_KUBERNETES : INLINE_NO_DOCUMENT;
}

static bool knows(const void *rules, struct span name)
{
    return rules_know(rules, name);
}

static struct inline_text *text_of(struct worker *worker, const struct unit *unit)
{
    if (worker->inline_unit != unit) {
        worker->inline_unit = unit;
        const struct veto_policy *policy = worker->shared->options->policy;
        worker->inline_text =
                inline_text_make(unit->bytes, documents_of(unit), !policy || !policy->no_peers,
                                 worker->shared->today, &worker->arena);
        worker->inline_text.knows = knows;
        worker->inline_text.payload = worker->shared->rules;
    }
    return &worker->inline_text;
}

static const struct veto_suppression *suppression_of(struct worker *worker, struct scanning *lines,
                                                     const struct inline_mark *mark)
{
    struct arena *arena = &worker->collector.arena;
    struct veto_suppression *suppression = ARENA_NEW(arena, struct veto_suppression);
    const char *reason = shown(worker, lines, mark->reason, arena);
    if (!suppression || !reason)
        return NULL;
    *suppression = (struct veto_suppression) {
        .kind = VETO_SUPPRESSED_IN_SOURCE,
        .by = mark->keyword,
        .reason = reason,
        .owner = "",
        .expires = "",
    };
    return suppression;
}

/* With what stands around the secret and belongs to it: a key's first line, say. */
static bool range_of(const struct unit *unit, const struct believed *believed,
                     const struct unit *lines, struct byte_range *range)
{
    size_t begin = (size_t)(believed->secret.data - unit->bytes.data);
    size_t whole = (size_t)(believed->whole.data - unit->bytes.data);
    struct byte_range secret = { begin, begin + believed->secret.len };
    struct byte_range both = { MIN(begin, whole),
                               MAX(secret.end, whole + believed->whole.len) };
    return unit_range_in(unit, lines, both, range) || unit_range_in(unit, lines, secret, range);
}

static bool is_too_grave(const struct worker *worker, const struct judgement *judgement)
{
    const struct veto_policy *policy = worker->shared->options->policy;
    return policy && policy->inline_max_severity != POLICY_UNSAID &&
           judgement->severity > policy->inline_max_severity;
}

static void say_too_grave(struct judgement *judgement)
{
    if (judgement->evidence_count < JUDGE_MAX_EVIDENCE)
        judgement->evidence[judgement->evidence_count++].text =
                "a comment allows it, but of this severity only the policy can";
}

/* Once for a unit, at the first finding beside which a mark may have been missed. */
static void say_exhausted(struct worker *worker, struct span at)
{
    const struct rule *rule = rules_find_event(worker->shared->rules, event_name);
    if (rule)
        believe_note(worker, rule, at,
                     "so much is found in this file that not all comments were looked for");
}

void allowed_apply(struct worker *worker)
{
    struct scanning *now = worker->now, *lines = of_lines(worker);
    struct span exhausted_at = { NULL, 0 };
    for (size_t i = 0; i < now->believed_count; i++) {
        struct believed *believed = &now->believed[i];
        struct byte_range range;
        if (believed->lost || believed->rule->event ||
            !range_of(now->unit, believed, lines->unit, &range))
            continue;
        const struct inline_subject subject = {
            .rule = believed->rule,
            .also = believed->also,
            .also_count = believed->also_count,
            .begin = range.begin,
            .end = range.end,
        };
        struct inline_mark mark;
        struct inline_text *text = text_of(worker, lines->unit);
        bool was_exhausted = text->is_exhausted, is_marked = inline_find(text, &subject, &mark);
        worker->is_dated |= text->is_dated;
        if (text->is_exhausted && !was_exhausted)
            exhausted_at = believed->whole;
        if (!is_marked)
            continue;
        if (is_too_grave(worker, &believed->judgement))
            say_too_grave(&believed->judgement);
        else
            believed->suppression = suppression_of(worker, lines, &mark);
    }
    if (exhausted_at.data)
        say_exhausted(worker, exhausted_at);
}
