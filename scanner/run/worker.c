/* SPDX-License-Identifier: Apache-2.0 */
#include "run/worker.h"

#include <stdlib.h>

#include "audit/audit.h"
#include "run/allowed.h"
#include "run/audited.h"
#include "run/companions.h"
#include "run/derived.h"
#include "run/gathered.h"
#include "run/joined.h"
#include "run/made_up.h"
#include "run/numbered.h"
#include "run/record.h"
#include "run/sought.h"
#include "source/image/image_set.h"
#include "unit/origin.h"
#include "unit/problem.h"

/* ---- One unit -------------------------------------------------------------------------------- */

/* Doubles an array in the unit's arena; the old one stays until the reset. */
static void *grow(struct arena *arena, void *items, size_t count, size_t *max, size_t size)
{
    size_t wanted = *max ? *max * 2 : 16;
    void *larger = arena_array(arena, wanted, size);
    if (!larger)
        return NULL;
    if (count)
        memcpy(larger, items, count * size);
    *max = wanted;
    return larger;
}

void scanning_redact(struct scanning *scanning, struct arena *arena, struct redaction hidden)
{
    if (scanning->candidate_count == scanning->candidate_max) {
        void *larger = grow(arena, scanning->candidates, scanning->candidate_count,
                            &scanning->candidate_max, sizeof(*scanning->candidates));
        if (!larger)
            return;
        scanning->candidates = larger;
    }
    scanning->candidates[scanning->candidate_count++] = hidden;
}

/*
 * What most configurations are full of, and a default password besides: the gap would tell in each
 * place what the text does not tell in any.
 */
static bool is_everyday_word(struct span value)
{
    static const char *const words[] = { "admin",  "default",  "example",  "guest",
                                         "mysql",  "password", "postgres", "root",
                                         "secret", "test",     "token",    "user" };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_eq_nocase(value, span_of(words[i])))
            return true;
    return false;
}

void scanning_hide_value(struct scanning *scanning, struct arena *arena, struct redact_value value)
{
    enum { SHORTEST = 4 };
    if (value.text.len < SHORTEST || is_everyday_word(value.text))
        return;
    if (scanning->value_count == scanning->value_max) {
        void *larger = grow(arena, scanning->values, scanning->value_count, &scanning->value_max,
                            sizeof(*scanning->values));
        if (!larger)
            return;
        scanning->values = larger;
    }
    scanning->values[scanning->value_count++] = value;
}

struct redact_plan scanning_plan(struct scanning *scanning, bool show)
{
    struct redact_plan plan =
            redact_plan_make(scanning->candidates, scanning->candidate_count, show);
    redact_plan_hide_values(&plan, scanning->values, scanning->value_count);
    return plan;
}

static struct redaction hiding(const struct scanning *scanning, struct span secret)
{
    size_t begin = (size_t)(secret.data - scanning->unit->bytes.data);
    return (struct redaction) { .begin = begin, .end = begin + secret.len };
}

static void hide_candidate(struct worker *worker, struct span secret, bool whole)
{
    struct redaction hidden = hiding(worker->now, secret);
    hidden.whole = whole;
    scanning_redact(worker->now, &worker->arena, hidden);
}

void scanning_believe(struct scanning *scanning, struct arena *arena,
                      const struct believed *believed)
{
    if (scanning->believed_count == scanning->believed_max) {
        void *larger = grow(arena, scanning->believed, scanning->believed_count,
                            &scanning->believed_max, sizeof(*scanning->believed));
        if (!larger)
            return;
        scanning->believed = larger;
    }
    scanning->believed[scanning->believed_count++] = *believed;
    scanning->stored_of_rule++;
}

/* Images have other ordinals: what is remembered of their layers knows nothing of a policy. */
static void keep_allowed(struct scanning *now, struct arena *arena, const struct believed *allowed)
{
    if (allowed->judgement.drop != DROP_POLICY || !allowed->judgement.guessable ||
        now->allowed_count == COLLECT_MAX_OF_RULE || gathered_is_of_image(now->unit->origin))
        return;
    if (now->allowed_count == now->allowed_max) {
        void *larger = grow(arena, now->allowed, now->allowed_count, &now->allowed_max,
                            sizeof(*now->allowed));
        if (!larger)
            return;
        now->allowed = larger;
    }
    now->allowed[now->allowed_count++] = *allowed;
}

void worker_drop(struct worker *worker, const struct believed *dropped)
{
    struct scanning *now = worker->now;
    keep_allowed(now, &worker->arena, dropped);
    worker->counts.dropped[dropped->judgement.drop]++;
    if (!worker->shared->options->explain_dropped)
        return;
    if (now->dropped_count == COLLECT_MAX_DROPPED) {
        worker->collector.dropped_told++;
        return;
    }
    if (now->dropped_count == now->dropped_max) {
        void *larger = grow(&worker->arena, now->dropped, now->dropped_count, &now->dropped_max,
                            sizeof(*now->dropped));
        if (!larger)
            return;
        now->dropped = larger;
    }
    now->dropped[now->dropped_count++] = *dropped;
}

static struct stored_count *stored_count_of(struct worker *worker, const struct rule *rule)
{
    const struct veto_rules *rules = worker->shared->rules;
    uintptr_t in_added = (uintptr_t)rule - (uintptr_t)rules->added.rules;
    if (in_added < rules->added.count * sizeof(*rule))
        return &worker->stored[rules->builtin.count + in_added / sizeof(*rule)];
    return &worker->stored[rule - rules->builtin.rules];
}

/*
 * What was left out for one rule is counted when the next rule begins, and at the unit's end.
 * Checks are asked of one object after the other, and so have their turn many times.
 */
static void count_unstored(struct worker *worker)
{
    struct scanning *now = worker->now;
    if (now->unstored_of_rule)
        collector_add_unlisted(&worker->collector, now->unit->origin, &now->last_rule->public,
                               now->unstored_of_rule);
    if (now->last_rule)
        *stored_count_of(worker, now->last_rule) =
                (struct stored_count) { now->number, now->stored_of_rule };
    now->unstored_of_rule = 0;
}

static struct scanning scanning_of(struct worker *worker, const struct unit *unit)
{
    return (struct scanning) { .unit = unit, .number = ++worker->scanned };
}

bool worker_admits(struct worker *worker, const struct rule *rule)
{
    struct scanning *now = worker->now;
    if (rule != now->last_rule) {
        count_unstored(worker);
        const struct stored_count *before = stored_count_of(worker, rule);
        now->stored_of_rule = before->number == now->number ? before->stored : 0;
        now->last_rule = rule;
    }
    bool admitted = worker->now->stored_of_rule < COLLECT_MAX_OF_RULE;
    worker->now->unstored_of_rule += !admitted;
    return admitted;
}

static void on_match(const struct match *match, void *payload)
{
    struct worker *worker = payload;
    const struct veto_rules *rules = worker->shared->rules;
    struct believed believed = {
        .rule = match->rule,
        .whole = match->whole,
        .secret = match->secret,
    };
    struct judgement *judgement = &believed.judgement;

    bool admitted = worker_admits(worker, match->rule);
    if (match->rule->public.is_secret)
        hide_candidate(worker, match->secret, false);
    if (!admitted)
        return;
    judge_content(rules->judge, worker->judge_scratch, match, worker->now->unit, &worker->arena,
                  judgement);
    if (judgement->drop == DROP_NOT)
        judge_place(rules->judge, worker->judge_scratch, match, worker->now->unit, &worker->arena,
                    judgement);
    if (judgement->drop == DROP_NOT &&
        excepting_excepts(worker->excepting, match, worker->now->unit))
        judgement->drop = DROP_ALLOWED;
    if (judgement->drop == DROP_NOT && allow_lists_allow(worker->allow_lists, &match->rule->public,
                                                         match->secret, worker->now->unit->origin))
        judgement->drop = DROP_POLICY;
    made_up_judge(match, judgement);
    if (match->rule->public.is_secret && judgement->guessable)
        hide_candidate(worker, match->secret, true);
    if (judgement->drop != DROP_NOT) {
        worker_drop(worker, &believed);
        return;
    }
    if (match->rule->public.is_secret)
        scanning_hide_value(worker->now, &worker->arena,
                            (struct redact_value) { match->secret, judgement->guessable });
    scanning_believe(worker->now, &worker->arena, &believed);
}

static bool has_to_be_recorded(const struct scanning *scanning)
{
    return scanning->believed_count || scanning->dropped_count || scanning->allowed_count;
}

static int record_unit(struct worker *worker)
{
    struct scanning *now = worker->now;
    struct redact_plan plan = scanning_plan(now, worker->shared->options->show_secrets);
    struct record record = {
        .unit = now->unit,
        .redactions = &plan,
        .collector = &worker->collector,
        .known = &worker->known,
        .derived = now->parent ? &worker->derived : NULL,
    };
    numbered_record(worker);
    if (record_dropped(&record, now->dropped, now->dropped_count, &worker->arena) < 0)
        return -1;
    return record_findings(&record, now->believed, now->believed_count);
}

static void worker_scan_any(struct worker *worker, const struct unit *unit);

/* One that is a window for its length alone; what it means takes memory that only one may have. */
static bool is_large(const struct unit *unit)
{
    return unit_is_whole(unit) && unit->bytes.len > (size_t)UNIT_WINDOW + UNIT_OVERLAP_AFTER;
}

/* What is derived from a large unit may be large as well, and its thread is alone already. */
static bool begin_large(struct worker *worker, const struct unit *unit)
{
    if (worker->is_alone || !is_large(unit))
        return false;
    pool_large_begin(worker->shared->pool);
    worker->is_alone = true;
    return true;
}

static void end_large(struct worker *worker)
{
    worker->is_alone = false;
    pool_large_end(worker->shared->pool);
}

static void audit_now(struct worker *worker)
{
    bool large = begin_large(worker, worker->now->unit);
    joined_take(worker, audited_unit(worker));
    if (large) {
        audit_forget(worker->audit);
        end_large(worker);
    }
}

static void on_derived(const struct unit *unit, void *payload)
{
    worker_scan_any(payload, unit);
}

static void derive_now(struct worker *worker)
{
    const struct unit *unit = worker->now->unit;
    struct veto_error unread = { 0 };
    bool large = begin_large(worker, unit);
    if (!derive(worker->deriver, unit, match_scratch_markers(worker->match_scratch), on_derived,
                worker, &unread))
        worker->underived = true;
    if (unread.code)
        problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, unit->origin, "not decoded: %s",
                    unread.message);
    if (large)
        end_large(worker);
}

/* A unit of a source, or one that was derived from the unit that is being scanned. */
static void worker_scan_any(struct worker *worker, const struct unit *unit)
{
    struct scanning scanning = scanning_of(worker, unit);
    scanning.parent = worker->now;
    worker->now = &scanning;
    judge_begin_unit(worker->judge_scratch);
    int status = matcher_scan(worker->shared->rules->matcher, worker->match_scratch, unit, on_match,
                              worker);
    if (status < 0)
        problem_add(&worker->sink, VETO_PROBLEM_UNREAD, unit->origin,
                    "the pattern matcher failed on these bytes");
    audit_now(worker);
    allowed_complain(worker);
    count_unstored(worker);
    dedupe(scanning.believed, scanning.believed_count, &worker->arena);
    companions_join(worker);
    sought_find(worker);
    if (scanning.parent)
        derived_settle(worker);
    if (!sink_stopped(&worker->sink))
        derive_now(worker);
    gathered_keep(worker);
    if (has_to_be_recorded(&scanning)) {
        allowed_apply(worker);
        if (record_unit(worker) < 0)
            worker->arena.failed = true;
    }
    if (sought_record(worker) < 0)
        worker->arena.failed = true;
    joined_keep(worker);
    worker->now = scanning.parent;
}

struct guarding {
    struct worker *worker;
    const char *end;
};

static void on_candidate(const struct match *match, void *payload)
{
    struct guarding *guarding = payload;
    if (match->rule->public.is_secret && match->secret.data < guarding->end)
        hide_candidate(guarding->worker, match->secret, false);
}

void worker_audit_unit(struct worker *worker, const struct unit *unit, size_t guarded)
{
    struct guarding guarding = { worker, unit->bytes.data + guarded };
    struct scanning scanning = scanning_of(worker, unit);
    worker->now = &scanning;
    worker->derived = (struct derived_findings) { 0 };
    judge_begin_unit(worker->judge_scratch);
    int status = matcher_scan(worker->shared->rules->matcher, worker->match_scratch, unit,
                              on_candidate, &guarding);
    if (status == 0)
        audited_unit(worker);
    count_unstored(worker);
    dedupe(scanning.believed, scanning.believed_count, &worker->arena);
    if (status < 0 || (has_to_be_recorded(&scanning) && record_unit(worker) < 0) ||
        arena_failed(&worker->arena))
        problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, unit->origin,
                    "out of memory while judging; findings are missing");
    worker->now = NULL;
    if (worker->arena.used)
        arena_reset(&worker->arena);
}

struct layer_tally *worker_tally_of(struct worker *worker, const struct veto_origin *origin)
{
    return worker->shared->memory ? layer_tally_of(&worker->tallies, origin) : NULL;
}

/* What of the counts is the layer's. */
static void tally_unit(struct worker *worker, struct layer_tally *tally, const struct unit *unit,
                       const size_t dropped_before[DROP_REASONS])
{
    tally->counts.bytes += unit->own_end - unit->own_begin;
    for (size_t i = 0; i < DROP_REASONS; i++)
        tally->counts.dropped[i] += worker->counts.dropped[i] - dropped_before[i];
    tally->is_dated |= worker->is_dated;
}

void worker_scan_unit(struct worker *worker, const struct unit *unit)
{
    struct layer_tally *tally = worker_tally_of(worker, unit->origin);
    size_t dropped_before[DROP_REASONS];
    memcpy(dropped_before, worker->counts.dropped, sizeof(dropped_before));
    worker->counts.bytes += unit->own_end - unit->own_begin;
    worker->is_dated = false;
    worker->underived = false;
    worker->sought = NULL;
    worker->sought_count = 0;
    worker->derived = (struct derived_findings) { 0 };
    worker->inline_unit = NULL;
    allow_lists_begin_unit(worker->allow_lists);
    worker_scan_any(worker, unit);
    if (worker->underived)
        problem_add(&worker->sink, VETO_PROBLEM_UNJUDGED, unit->origin,
                    "decoded, it is more than %d times as large: not decoded further",
                    DERIVE_MAX_RATIO);
    if (arena_failed(&worker->arena))
        problem_add(&worker->sink, VETO_PROBLEM_UNREAD, unit->origin,
                    "out of memory while judging; findings are missing");
    if (tally)
        tally_unit(worker, tally, unit, dropped_before);
    if (worker->arena.used)
        arena_reset(&worker->arena);
}

int worker_judge_later(struct worker *worker, const struct unit *unit,
                       const struct gathered_file *file,
                       int (*judge)(struct worker *worker, void *payload), void *payload)
{
    struct scanning scanning = scanning_of(worker, unit);
    worker->now = &scanning;
    worker->derived = (struct derived_findings) { 0 };
    worker->inline_unit = NULL;
    judge_begin_unit(worker->judge_scratch);
    for (size_t i = 0; i < file->hidden_count; i++)
        scanning_redact(&scanning, &worker->arena, file->hidden[i]);
    for (size_t i = 0; i < file->value_count; i++)
        scanning_hide_value(&scanning, &worker->arena, file->values[i]);
    int result = judge(worker, payload);
    count_unstored(worker);
    dedupe(scanning.believed, scanning.believed_count, &worker->arena);
    if (has_to_be_recorded(&scanning)) {
        allowed_apply(worker);
        if (record_unit(worker) < 0)
            worker->arena.failed = true;
    }
    worker->now = NULL;
    if (arena_failed(&worker->arena))
        problem_add(&worker->sink, VETO_PROBLEM_UNREAD, unit->origin,
                    "out of memory while judging; findings are missing");
    arena_reset(&worker->arena);
    return result;
}

/* ---- Tasks ----------------------------------------------------------------------------------- */

struct progress_call {
    struct worker *worker;
    const struct veto_scan_options *options;
};

/* Tells what this worker did since it last told. */
static void call_on_progress(void *payload)
{
    struct progress_call *call = payload;
    struct worker *worker = call->worker;
    struct veto_progress now = {
        .files = worker->counts.files,
        .bytes = worker->counts.bytes,
        .findings = worker->collector.finding_count,
    };
    struct veto_progress more = {
        .files = now.files - worker->told.files,
        .bytes = now.bytes - worker->told.bytes,
        .findings = now.findings - worker->told.findings,
    };
    worker->told = now;
    call->options->on_progress(&more, call->options->payload);
}

static void tell_progress(struct worker *worker)
{
    struct progress_call call = { worker, worker->shared->options };
    if (call.options->on_progress)
        pool_exclusive(worker->shared->pool, call_on_progress, &call);
}

static void run_read(struct pool_worker *pool_worker, struct read_task *task)
{
    struct worker *worker = container_of(pool_worker, struct worker, pool_worker);
    worker_check_deadline(worker);
    task->run(task, &worker->sink);
    tell_progress(worker);
}

static void run_scan(struct pool_worker *pool_worker, struct unit_batch *batch)
{
    struct worker *worker = container_of(pool_worker, struct worker, pool_worker);
    for (size_t i = 0; i < batch->count && !sink_stopped(&worker->sink); i++) {
        worker_check_deadline(worker);
        worker_scan_unit(worker, &batch->units[i]);
    }
    tell_progress(worker);
}

int worker_init(struct worker *worker, const struct worker_shared *shared, struct veto_error *error)
{
    *worker = (struct worker) {
        .pool_worker = { .read = run_read, .scan = run_scan },
        .shared = shared,
        .collector = collector_make(),
        .arena = arena_make(WORKER_UNIT_ARENA, true),
        .gathered = { .arena = arena_make(2 * (size_t)GATHERED_MAX, true) },
    };
    layer_tallies_open(&worker->tallies);
    char *buffer = malloc(WORKER_READ_BUFFER);
    worker->collector.salt = shared->salt;
    worker->sink = (struct unit_sink) {
        .operations = &worker_sink_operations,
        .limits = shared->limits,
        .image_choice = &shared->image_choice,
        .buffer = { buffer, WORKER_READ_BUFFER },
        .buffer_bytes = buffer,
        .list_only = shared->options->list_files,
    };
    if (!buffer)
        return error_no_memory(error);
    worker->stored = calloc(shared->rules->builtin.count + shared->rules->added.count + 1,
                            sizeof(*worker->stored));
    if (!worker->stored)
        return error_no_memory(error);
    if (excepting_create(&worker->excepting, &shared->rules->added, error) < 0 ||
        allow_lists_create(&worker->allow_lists, shared->options->policy, error) < 0 ||
        known_share_make(&worker->known, shared->known, error) < 0)
        return -1;
    if (deriver_create(&worker->deriver, error) < 0)
        return -1;
    if (match_scratch_create(&worker->match_scratch, shared->rules->matcher, error) < 0)
        return -1;
    if (judge_scratch_create(&worker->judge_scratch, shared->rules->judge, error) < 0)
        return -1;
    if (shared->options->explain)
        judge_explain(worker->judge_scratch);
    query_regex_init(&worker->regex);
    return audit_create(&worker->audit, shared->rules->enabled, shared->rules->enabled_count,
                        &worker->regex.interface, error);
}

void worker_release(struct worker *worker)
{
    allow_lists_free(worker->allow_lists);
    excepting_free(worker->excepting);
    deriver_free(worker->deriver);
    match_scratch_free(worker->match_scratch);
    judge_scratch_free(worker->judge_scratch);
    audit_free(worker->audit);
    query_regex_release(&worker->regex);
    known_share_release(&worker->known);
    layer_tallies_release(&worker->tallies);
    collector_release(&worker->collector);
    arena_release(&worker->arena);
    arena_release(&worker->gathered.arena);
    free(worker->sink.buffer_bytes);
    free(worker->stored);
    while (worker->image_sets) {
        struct image_set *set = worker->image_sets;
        worker->image_sets = set->next;
        image_set_free(set);
    }
}
