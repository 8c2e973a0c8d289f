/* SPDX-License-Identifier: Apache-2.0 */
#include "run/audited.h"

#include "audit/audit.h"
#include "unit/problem.h"

/* Faults that are values which may be guessed: fingerprints and snippets keep them out. */
static bool is_about_secrets(const struct rule *rule)
{
    static const char *const tags[] = {
        "secret", "cwe-798", "cwe-522", "topic:hardcoded-credentials", "topic:secret-in-env",
    };
    for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
        if (rule_has_tag(rule, tags[i]))
            return true;
    return false;
}

/* `NAME=value` and `NAME value`: the name may be read. */
static void hide_value(struct worker *worker, const struct audit_fault *fault)
{
    struct span text = span_sub(worker->now->unit->bytes, fault->begin, fault->end - fault->begin);
    size_t value = span_find_char(text, '=');
    if (value == text.len)
        for (value = text.len; value > 0 && text.data[value - 1] != ' '; value--)
            ;
    else
        value++;
    if (value < text.len)
        scanning_redact(worker->now, &worker->arena, fault->begin + value, fault->end);
}

static bool holds_candidate(const struct scanning *scanning, const struct audit_fault *fault)
{
    for (size_t i = 0; i < scanning->candidate_count; i++)
        if (scanning->candidates[i].begin < fault->end &&
            scanning->candidates[i].end > fault->begin)
            return true;
    return false;
}

static void on_fault(const struct audit_fault *fault, void *payload)
{
    struct worker *worker = payload;
    const struct unit *unit = worker->now->unit;
    const struct match match = { .rule = fault->rule };
    if (!worker_admits(worker, fault->rule))
        return;
    struct believed believed = {
        .rule = fault->rule,
        .whole = span_sub(unit->bytes, fault->begin, fault->end - fault->begin),
        .identity = fault->identity,
        .judgement = { .severity = fault->rule->public.severity,
                       .confidence = fault->rule->public.confidence },
    };
    believed.secret = believed.whole;
    judge_place(worker->shared->rules->judge, worker->judge_scratch, &match, unit, &worker->arena,
                &believed.judgement);
    if (believed.judgement.drop != DROP_NOT) {
        worker->counts.dropped[believed.judgement.drop]++;
        return;
    }
    if (is_about_secrets(fault->rule))
        hide_value(worker, fault);
    believed.judgement.guessable = holds_candidate(worker->now, fault);
    struct veto_evidence *evidence =
            &believed.judgement.evidence[believed.judgement.evidence_count];
    if (believed.judgement.evidence_count < JUDGE_MAX_EVIDENCE) {
        evidence->text = arena_printf(&worker->arena, "selected %s", fault->path);
        believed.judgement.evidence_count += evidence->text != NULL;
    }
    scanning_believe(worker->now, &worker->arena, &believed);
}

void audited_unit(struct worker *worker)
{
    const struct unit *unit = worker->now->unit;
    struct veto_error error = { 0 };
    if (unit->parent || !audit_concerns(worker->audit, unit))
        return;
    if (audit_unit(worker->audit, unit, &worker->arena, on_fault, worker, &error) < 0)
        problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, unit->origin, "not audited: %s",
                    error.message);
}
