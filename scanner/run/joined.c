/* SPDX-License-Identifier: Apache-2.0 */
#include "run/joined.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "audit/project/project.h"
#include "base/cleanup.h"
#include "run/record.h"
#include "unit/origin.h"
#include "unit/problem.h"

enum {
    MAX_LINE = 160, /* bytes of a line that are kept */
    JOIN_ARENA = 256 * 1024 * 1024,
};

/* A note of the unit at hand. */
struct told_note {
    struct note note;
    struct told_note *next;
};

struct joined_note {
    struct note note;
    const struct veto_origin *origin;
    kind_set kinds;
    struct veto_region region;
    struct span line;
    struct joined_note *next;
};

/* ---- While files are read -------------------------------------------------------------------- */

static void take(const struct note *note, void *payload)
{
    struct worker *worker = payload;
    struct told_note *told = ARENA_NEW(&worker->arena, struct told_note);
    if (!told)
        return;
    told->note = *note;
    told->note.name = arena_span(&worker->arena, note->name);
    told->note.value = arena_span(&worker->arena, note->value);
    told->next = worker->now->told;
    worker->now->told = told;
}

static bool is_of_folder(const struct unit *unit)
{
    const struct veto_origin *origin = unit->origin;
    return !unit->parent && unit->is_first && origin && origin->kind == VETO_ORIGIN_FILE &&
           origin->parent && origin->parent->kind == VETO_ORIGIN_TREE;
}

static bool has_marks(const struct worker *worker)
{
    struct markers markers = match_scratch_markers(worker->match_scratch);
    for (size_t i = 0; i < markers.count; i++)
        if (markers.items[i].kind == MARKER_ALLOW)
            return true;
    return false;
}

void joined_take(struct worker *worker, bool audited)
{
    const struct unit *unit = worker->now->unit;
    const struct note_taker taker = { take, worker };
    const struct audit_telling telling = {
        .path = unit->origin ? span_from_bytes(unit->origin->name) : SPAN_EMPTY,
        .audited = audited,
        .allows = has_marks(worker),
    };
    struct veto_error error = { 0 };
    if (!is_of_folder(unit) || !audit_wants_notes(worker->audit))
        return;
    if (audit_tell(worker->audit, unit, &telling, &taker, &error) < 0)
        problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, unit->origin,
                    "not looked at as a part of the project: %s",
                    error.code == VETO_ERROR_MEMORY ? "too much in it" : error.message);
}

static int by_begin(const void *a, const void *b)
{
    const struct told_note *const *x = a, *const *y = b;
    return ((*x)->note.begin > (*y)->note.begin) - ((*x)->note.begin < (*y)->note.begin);
}

/* From where the note stands to the end of that line; nothing of what is not to be shown. */
static struct byte_range line_of(struct span bytes, const struct note *note)
{
    size_t begin = MIN(note->begin, bytes.len), end = begin;
    while (!(note->flags & NOTE_HIDDEN) && end < bytes.len && end - begin < MAX_LINE &&
           bytes.data[end] != '\n' && bytes.data[end] != '\r')
        end++;
    return (struct byte_range) { begin, end };
}

static struct span shown(struct worker *worker, struct byte_range line,
                         const struct redact_plan *plan)
{
    struct buf text = buf_make(4 * MAX_LINE);
    redact_append(&text, worker->now->unit->bytes, line.begin, line.end, plan, false);
    struct span copy = arena_span(&worker->collector.arena, buf_span(&text));
    buf_release(&text);
    return copy;
}

static void keep_note(struct worker *worker, const struct note *note,
                      const struct veto_origin *origin, const struct redact_plan *plan,
                      struct lines *lines)
{
    struct arena *arena = &worker->collector.arena;
    struct joined_note *kept = ARENA_NEW(arena, struct joined_note);
    struct byte_range line = line_of(worker->now->unit->bytes, note);
    if (!kept)
        return;
    *kept = (struct joined_note) {
        .note = *note,
        .origin = origin,
        .kinds = worker->now->unit->kinds,
        .region = lines_region(lines, line.begin, line.end),
        .line = shown(worker, line, plan),
        .next = worker->joined,
    };
    kept->region.byte_offset = worker->now->unit->offset + line.begin;
    kept->region.byte_length = line.end - line.begin;
    kept->note.name = arena_span(arena, note->name);
    kept->note.value = arena_span(arena, note->value);
    worker->joined = kept;
}

void joined_keep(struct worker *worker)
{
    struct scanning *now = worker->now;
    size_t count = 0;
    for (const struct told_note *at = now->told; at; at = at->next)
        count++;
    struct told_note **notes =
            count ? ARENA_ARRAY(&worker->arena, count, struct told_note *) : NULL;
    const struct veto_origin *origin =
            notes ? origin_copy(&worker->collector.arena, now->unit->origin) : NULL;
    if (!origin)
        return;
    size_t i = count;
    for (struct told_note *at = now->told; at; at = at->next)
        notes[--i] = at;
    qsort(notes, count, sizeof(*notes), by_begin);
    struct redact_plan plan = scanning_plan(now, worker->shared->options->show_secrets);
    struct lines lines = lines_make(now->unit);
    for (i = 0; i < count; i++)
        keep_note(worker, &notes[i]->note, origin, &plan, &lines);
}

/* ---- When all were read ---------------------------------------------------------------------- */

struct judging {
    struct worker *worker;
    const struct joined_note **notes;
    size_t count;
    struct project project;
    struct arena arena;
};

/* The order of files, and in each that of places; alike ones by what they say. */
static int by_place(const void *a, const void *b)
{
    const struct joined_note *x = *(const struct joined_note *const *)a;
    const struct joined_note *y = *(const struct joined_note *const *)b;
    int order = origin_compare(x->origin, y->origin);
    if (order)
        return order;
    if (x->note.begin != y->note.begin)
        return x->note.begin < y->note.begin ? -1 : 1;
    if (x->note.kind != y->note.kind)
        return x->note.kind < y->note.kind ? -1 : 1;
    order = span_compare(x->note.name, y->note.name);
    return order ? order : span_compare(x->note.value, y->note.value);
}

static int gather(struct judging *j, struct worker *workers, unsigned count, uint32_t ordinal)
{
    size_t total = 0;
    for (unsigned i = 0; i < count; i++)
        for (const struct joined_note *at = workers[i].joined; at; at = at->next)
            total++;
    j->notes = ARENA_ARRAY(&j->arena, total + 1, const struct joined_note *);
    if (!j->notes)
        return -1;
    for (unsigned i = 0; i < count; i++)
        for (const struct joined_note *at = workers[i].joined; at; at = at->next)
            if (origin_target(at->origin)->ordinal == ordinal)
                j->notes[j->count++] = at;
    qsort(j->notes, j->count, sizeof(*j->notes), by_place);
    return 0;
}

static int make_project(struct judging *j, struct veto_error *error)
{
    struct project_entry *entries = ARENA_ARRAY(&j->arena, j->count + 1, struct project_entry);
    if (!entries)
        return error_no_memory(error);
    for (size_t i = 0; i < j->count; i++)
        entries[i] = (struct project_entry) {
            .path = span_from_bytes(j->notes[i]->origin->name),
            .note = j->notes[i]->note,
            .line = j->notes[i]->line,
        };
    return project_make(&j->project, entries, j->count, &j->arena, error);
}

static void on_fault(const struct audit_fault *fault, void *payload)
{
    struct judging *j = payload;
    struct worker *worker = j->worker;
    const struct joined_note *note = j->notes[project_entry_at(&j->project, fault->begin)];
    const struct match match = { .rule = fault->rule };
    struct unit unit = unit_whole(SPAN_EMPTY, note->origin);
    struct judgement judgement = {
        .severity = fault->rule->public.severity,
        .confidence = fault->rule->public.confidence,
    };
    unit.kinds = note->kinds;
    judge_place(worker->shared->rules->judge, worker->judge_scratch, &match, &unit, &j->arena,
                &judgement);
    if (judgement.drop != DROP_NOT) {
        worker->counts.dropped[judgement.drop]++;
        return;
    }
    struct veto_evidence *evidence = &judgement.evidence[judgement.evidence_count];
    if (judgement.evidence_count < JUDGE_MAX_EVIDENCE) {
        evidence->text = arena_printf(&j->arena, "selected %s", fault->path);
        judgement.evidence_count += evidence->text != NULL;
    }
    const struct record_joined joined = {
        .rule = fault->rule,
        .judgement = &judgement,
        .identity = fault->identity,
        .place = { note->origin, note->region },
        .line = note->line,
    };
    if (record_joined(&worker->collector, &joined) < 0)
        worker->arena.failed = true;
}

static int judge_target(struct judging *j, const struct joined_target *target,
                        struct veto_error *error)
{
    struct audit *audit = j->worker->audit;
    if (j->count == 0)
        return 0;
    if (make_project(j, error) < 0)
        return -1;
    if (target->is_whole &&
        audit_facts(audit, "project", j->project.facts, j->project.text, on_fault, j, error) < 0)
        return -1;
    return audit_facts(audit, "compose", j->project.services, j->project.text, on_fault, j, error);
}

void joined_judge(struct worker *workers, unsigned count, const struct joined_target *targets,
                  size_t target_count)
{
    for (size_t i = 0; i < target_count; i++) {
        struct judging judging = { .worker = workers, .arena = arena_make(JOIN_ARENA, false) };
        struct veto_error error = { 0 };
        if (targets[i].joins && (gather(&judging, workers, count, targets[i].origin->ordinal) < 0 ||
                                 judge_target(&judging, &targets[i], &error) < 0))
            problem_add(&workers->sink, VETO_PROBLEM_UNJUDGED, targets[i].origin,
                        "not judged as a whole: %s",
                        error.message[0] ? error.message : "out of memory");
        arena_release(&judging.arena);
    }
    if (workers->arena.failed)
        problem_add(&workers->sink, VETO_PROBLEM_UNREAD, targets->origin,
                    "out of memory while judging; findings are missing");
}
