/* SPDX-License-Identifier: Apache-2.0 */
/* Which findings a baseline knows, and which of its entries are answered by none. */
#include "base/cleanup.h"
#include "base/glob.h"
#include "policy/baseline_pairs.h"
#include "policy/baseline_reader.h"

enum { LINES_NEAR = 3, PASS_COUNT = 3 };

/* ---- Ours ------------------------------------------------------------------------------------ */

static void match_fingerprints(struct baseline_pairs *pairs)
{
    const struct baseline_question *q = pairs->question;
    for (size_t i = 0; i < q->count; i++) {
        const char *fingerprint = q->subjects[i].finding->fingerprint;
        const struct baseline_entry *entry =
                table_get(&q->baseline->fingerprints, span_of(fingerprint));
        if (!entry)
            continue;
        pairs->met[entry->index] = true;
        q->subjects[i].finding->baseline = VETO_BASELINE_UNCHANGED;
    }
}

/* Archives have suffixes, repositories of images have none: those are none of a folder's files. */
static bool looks_like_image(struct span outer)
{
    struct span name = span_basename(outer);
    return span_find_char(name, '.') == name.len;
}

/* A place that nobody could look at may still hold what it held. */
static bool is_gone(const struct baseline_pairs *pairs, const struct baseline_entry *entry)
{
    const struct baseline_question *q = pairs->question;
    unsigned char exact = q->marks->looks[entry->exact->index];
    if (exact == BASELINE_LOOKED)
        return true;
    if (exact == BASELINE_TROUBLE)
        return false;
    unsigned char outer = q->marks->looks[entry->outer->index];
    if (outer == BASELINE_LOOKED)
        return true;
    struct span file = span_sub(entry->place, 0, span_find_char(entry->place, '!'));
    if (file.len < entry->place.len && looks_like_image(file))
        return false;
    return outer != BASELINE_TROUBLE && q->is_vanished && q->is_vanished(file, q->payload);
}

static int match_ours(struct baseline_pairs *pairs, struct veto_error *error)
{
    const struct baseline *baseline = pairs->question->baseline;
    match_fingerprints(pairs);
    for (const struct baseline_entry *entry = baseline->first; entry; entry = entry->next)
        pairs->gone[entry->index] = !pairs->met[entry->index] && is_gone(pairs, entry);
    return baseline_pair_nodes(pairs, error) < 0 ? -1 : baseline_pair_moved(pairs, error);
}

/* ---- Others': by rule and line --------------------------------------------------------------- */

static bool has_rule(const struct veto_finding *finding, struct span id)
{
    if (baseline_rule_answers(finding->rule, id))
        return true;
    for (size_t i = 0; i < finding->also_rule_count; i++)
        if (span_eq_nocase(span_of(finding->also_rules[i]), id))
            return true;
    return false;
}

static bool is_on_lines(const struct baseline_entry *entry, const struct veto_place *place,
                        uint32_t near)
{
    uint32_t line = place->region.start_line;
    return entry->first_line == 0 ||
           ((uint64_t)line + near >= entry->first_line &&
            line <= (uint64_t)entry->last_line + near);
}

static bool is_near(const struct baseline_entry *entry, const struct veto_finding *finding,
                    uint32_t near)
{
    for (size_t i = 0; i < finding->also_count; i++)
        if (is_on_lines(entry, &finding->also[i], near))
            return true;
    return is_on_lines(entry, &finding->place, near);
}

/*
 * The line and the rule; the line and any secret, where the rule is called otherwise; the rule not
 * far away. One entry stands for one finding, so that a second secret beside it is new.
 */
static bool fits_line(const struct baseline_entry *entry, const struct veto_finding *finding,
                      int pass)
{
    if (entry->is_secret && !finding->rule->is_secret)
        return false;
    if (pass == 1)
        return entry->is_secret && entry->first_line && is_near(entry, finding, 0);
    return has_rule(finding, entry->rule) && is_near(entry, finding, pass == 0 ? 0 : LINES_NEAR);
}

/* Findings by the last name of their places, as lists. */
struct line_index {
    struct table names;
    size_t *next; /* 1 + the next subject of that name */
};

static int index_subjects(struct line_index *index, const struct baseline_question *q)
{
    for (size_t i = q->count; i > 0; i--) {
        struct span name = baseline_last_name(q->subjects[i - 1].place);
        index->next[i - 1] = (size_t)(uintptr_t)table_get(&index->names, name);
        if (table_set(&index->names, name, (void *)(uintptr_t)i) < 0)
            return -1;
    }
    return 0;
}

static void match_line(struct baseline_pairs *pairs, const struct line_index *index,
                       const struct baseline_entry *entry, int pass)
{
    const struct baseline_question *q = pairs->question;
    size_t at = (size_t)(uintptr_t)table_get(&index->names, baseline_last_name(entry->place));
    for (; at; at = index->next[at - 1]) {
        struct baseline_subject *subject = &q->subjects[at - 1];
        if (subject->finding->baseline != VETO_BASELINE_NEW ||
            !baseline_place_fits(entry->place, subject->place, false) ||
            !fits_line(entry, subject->finding, pass))
            continue;
        subject->finding->baseline = VETO_BASELINE_UNCHANGED;
        pairs->met[entry->index] = true;
        pairs->by_line++;
        return;
    }
}

static int match_lines(struct baseline_pairs *pairs, struct veto_error *error)
{
    const struct baseline_question *q = pairs->question;
    cleanup(free_ptr) size_t *next = calloc(q->count + 1, sizeof(*next));
    struct line_index index = { .next = next };
    table_init(&index.names);
    int status = next && index_subjects(&index, q) == 0 ? 0 : error_no_memory(error);
    for (int pass = 0; status == 0 && pass < PASS_COUNT; pass++)
        for (const struct baseline_entry *entry = q->baseline->first; entry; entry = entry->next)
            if (!pairs->met[entry->index] && !entry->has_sha1 && entry->secret.len == 0)
                match_line(pairs, &index, entry, pass);
    table_release(&index.names);
    return status;
}

/* ---- Others': by rule alone ------------------------------------------------------------------ */

static void match_ignored(struct baseline_pairs *pairs)
{
    const struct baseline_question *q = pairs->question;
    for (const struct baseline_entry *entry = q->baseline->first; entry; entry = entry->next)
        for (size_t i = 0; i < q->count; i++) {
            const struct baseline_subject *subject = &q->subjects[i];
            if (!has_rule(subject->finding, entry->rule) ||
                (entry->place.len && !glob_match(entry->place, subject->place)))
                continue;
            subject->finding->baseline = VETO_BASELINE_UNCHANGED;
            pairs->met[entry->index] = true;
        }
}

/* ---- The answer ------------------------------------------------------------------------------ */

static int match(struct baseline_pairs *pairs, struct veto_error *error)
{
    switch (pairs->question->baseline->form) {
    case BASELINE_VETO:
        return match_ours(pairs, error);
    case BASELINE_TRIVY_IGNORE:
        match_ignored(pairs);
        return 0;
    default:
        return match_lines(pairs, error);
    }
}

/* What a rule found that did not run, another may find in its place; else nobody knows of it. */
static bool is_absent(const struct baseline_pairs *pairs, const struct baseline_entry *entry)
{
    const struct baseline_question *q = pairs->question;
    return pairs->gone[entry->index] && (!q->is_asked || q->is_asked(entry->rule, q->payload));
}

/* The baseline lives as long as the result. */
static int fill_unmet(const struct baseline_pairs *pairs, struct arena *arena,
                      struct veto_result *result)
{
    const struct baseline *baseline = pairs->question->baseline;
    struct veto_unmet *unmet = ARENA_ARRAY(arena, baseline->count + 1, struct veto_unmet);
    if (!unmet)
        return -1;
    for (const struct baseline_entry *entry = baseline->first; entry; entry = entry->next) {
        if (pairs->met[entry->index])
            continue;
        bool absent = is_absent(pairs, entry);
        unmet[result->unmet_count++] = (struct veto_unmet) {
            .fingerprint = entry->fingerprint,
            .identity = entry->identity,
            .rule = arena_strndup(arena, entry->rule.data, entry->rule.len),
            .place = span_to_bytes(entry->place),
            .absent = absent,
        };
        result->absent += absent;
    }
    result->unmet = unmet;
    return arena_failed(arena) ? -1 : 0;
}

int baseline_answer(const struct baseline_question *question, struct arena *arena,
                    struct veto_result *result, struct veto_error *error)
{
    size_t entries = question->baseline->count;
    cleanup(free_ptr) bool *met = calloc(entries + 1, sizeof(*met));
    cleanup(free_ptr) bool *gone = calloc(entries + 1, sizeof(*gone));
    struct baseline_pairs pairs = { .question = question, .met = met, .gone = gone };
    if (!met || !gone)
        return error_no_memory(error);
    memcpy(met, question->marks->met, entries * sizeof(*met));
    for (size_t i = 0; i < question->count; i++) {
        struct veto_finding *finding = question->subjects[i].finding;
        finding->baseline = MAX(finding->baseline, VETO_BASELINE_NEW);
    }
    if (match(&pairs, error) < 0)
        return -1;
    result->has_baseline = true;
    result->moved = pairs.moved;
    result->by_line = pairs.by_line;
    return fill_unmet(&pairs, arena, result) < 0 ? error_no_memory(error) : 0;
}
