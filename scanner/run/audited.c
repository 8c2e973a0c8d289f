/* SPDX-License-Identifier: Apache-2.0 */
#include "run/audited.h"

#include "audit/audit.h"
#include "base/ascii.h"
#include "unit/problem.h"

/* Faults that are values which may be guessed: fingerprints and snippets keep them out. */
static bool is_about_secrets(const struct rule *rule)
{
    static const char *const tags[] = {
        "secret",
        "cwe-798",
        "topic:hardcoded-credentials",
        "topic:secret-in-env",
    };
    for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
        if (rule_has_tag(rule, tags[i]))
            return true;
    return false;
}

static bool is_name_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_between(char c)
{
    return c == '=' || c == ':' || is_blank(c);
}

/* Is the word in front of `at` a name, or a program with options, and not the secret's own front? */
static bool may_be_read(struct span bytes, struct byte_range text, size_t at)
{
    if (at == text.end || !is_between(bytes.data[at]))
        return false;
    if (!is_blank(bytes.data[at]))
        return true;
    while (at < text.end && is_blank(bytes.data[at]))
        at++;
    return at < text.end && (is_between(bytes.data[at]) ||
                             span_find(span_sub(bytes, at - 1, text.end - at + 1), SPAN(" -")) !=
                                     SIZE_MAX);
}

/*
 * The member that is the value, where what was selected has one of its own; else all behind the
 * first word: of `NAME=value` the name may be read, of a command what it runs.
 */
static struct byte_range secret_part(struct span bytes, const struct audit_fault *fault)
{
    struct byte_range value = fault->value;
    if (value.end > value.begin && value.begin > fault->begin)
        return value;
    struct byte_range rest = { fault->begin, MAX(fault->text.end, fault->end) };
    while (rest.begin < rest.end && is_name_byte(bytes.data[rest.begin]))
        rest.begin++;
    /* One word alone may be the secret itself. */
    if (!may_be_read(bytes, rest, rest.begin))
        rest.begin = fault->begin;
    while (rest.begin < rest.end && is_between(bytes.data[rest.begin]))
        rest.begin++;
    return rest;
}

static void hide_value(struct worker *worker, const struct audit_fault *fault)
{
    struct byte_range part = secret_part(worker->now->unit->bytes, fault);
    if (part.begin < part.end)
        scanning_redact(worker->now, &worker->arena,
                        (struct redaction) { .begin = part.begin, .end = part.end });
}

static bool holds_candidate(const struct scanning *scanning, const struct audit_fault *fault)
{
    for (size_t i = 0; i < scanning->candidate_count; i++)
        if (scanning->candidates[i].begin < fault->said.end &&
            scanning->candidates[i].end > fault->said.begin)
            return true;
    return false;
}

/* Does a value that can be guessed stand in it once more? */
static bool holds_guessable(const struct scanning *scanning, const struct audit_fault *fault)
{
    struct span said =
            span_sub(scanning->unit->bytes, fault->said.begin, fault->said.end - fault->said.begin);
    for (size_t i = 0; i < scanning->value_count; i++)
        if (scanning->values[i].whole && span_find(said, scanning->values[i].text) != SIZE_MAX)
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
        .identity = arena_span(&worker->arena, fault->identity), /* a document may lie in this */
        .judgement = { .severity = fault->rule->public.severity,
                       .confidence = fault->rule->public.confidence },
    };
    believed.secret = believed.whole;
    judge_place(worker->shared->rules->judge, worker->judge_scratch, &match, unit, &worker->arena,
                &believed.judgement);
    if (believed.judgement.drop == DROP_NOT &&
        allow_lists_allow(worker->allow_lists, &fault->rule->public, believed.secret, unit->origin))
        believed.judgement.drop = DROP_POLICY;
    if (is_about_secrets(fault->rule))
        hide_value(worker, fault);
    believed.judgement.guessable =
            holds_candidate(worker->now, fault) || holds_guessable(worker->now, fault);
    if (believed.judgement.drop != DROP_NOT) {
        worker_drop(worker, &believed);
        return;
    }
    struct veto_evidence *evidence =
            &believed.judgement.evidence[believed.judgement.evidence_count];
    if (believed.judgement.evidence_count < JUDGE_MAX_EVIDENCE) {
        evidence->text = arena_printf(&worker->arena, "selected %s", fault->path);
        believed.judgement.evidence_count += evidence->text != NULL;
    }
    scanning_believe(worker->now, &worker->arena, &believed);
}

bool audited_unit(struct worker *worker)
{
    const struct unit *unit = worker->now->unit;
    struct span name = unit->parent ? unit->name : SPAN_EMPTY;
    struct veto_error error = { 0 };
    const struct audit_kind *kind = audit_kind_of_unit(worker->audit, unit);
    if (!kind) {
        unaudited_note(&worker->unaudited, unit);
        return false;
    }
    int result = unit->is_transcoded
                         ? error_set(&error, VETO_ERROR_FORMAT, "1:1: not UTF-8")
                         : audit_unit_as(worker->audit, kind, unit, on_fault, worker, &error);
    if (result < 0)
        problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, unit->origin, "not audited: %.*s%s%s",
                    (int)name.len, name.data, name.len ? ": " : "", error.message);
    return !unit->is_transcoded;
}

struct later {
    const struct gathered_file *file;
    const struct audit_member *member;
    struct veto_error *error;
};

static int ask_later(struct worker *worker, void *payload)
{
    struct later *later = payload;
    return audit_member(worker->audit, later->file->kind, later->member, worker->now->unit,
                        on_fault, worker, later->error);
}

int audited_member(struct worker *worker, const struct gathered_file *file,
                   const struct audit_member *member, struct veto_error *error)
{
    struct unit unit = unit_whole(file->bytes, file->origin);
    struct later later = { file, member, error };
    unit.kinds = file->kinds;
    return member->facts ? worker_judge_later(worker, &unit, file, ask_later, &later) : 0;
}
