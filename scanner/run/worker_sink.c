/* SPDX-License-Identifier: Apache-2.0 */
/* What sources hand to a worker. */
#include "run/worker.h"

#include <time.h>

#include "run/layers/layer_memory.h"
#include "source/image/image_set.h"
#include "unit/origin.h"
#include "unit/problem.h"

static struct worker *worker_of(struct unit_sink *sink)
{
    return container_of(sink, struct worker, sink);
}

void worker_check_deadline(const struct worker *worker)
{
    if (worker->shared->deadline <= 0)
        return;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    if ((double)now.tv_sec + (double)now.tv_nsec / 1e9 < worker->shared->deadline)
        return;
    pool_stop(worker->shared->pool, POOL_TIMED_OUT);
}

static void sink_scan(struct unit_sink *sink, const struct unit *unit)
{
    struct worker *worker = worker_of(sink);
    worker_check_deadline(worker);
    worker_scan_unit(worker, unit);
}

static struct unit_batch *sink_batch(struct unit_sink *sink, size_t bytes)
{
    struct worker *worker = worker_of(sink);
    return pool_batch(worker->shared->pool, &worker->pool_worker, bytes);
}

static void sink_submit(struct unit_sink *sink, struct unit_batch *batch)
{
    struct worker *worker = worker_of(sink);
    pool_scan(worker->shared->pool, &worker->pool_worker, batch);
}

static void sink_discard(struct unit_sink *sink, struct unit_batch *batch)
{
    pool_batch_return(worker_of(sink)->shared->pool, batch);
}

static void sink_read(struct unit_sink *sink, struct read_task *task)
{
    pool_read(worker_of(sink)->shared->pool, task);
}

static void sink_problem(struct unit_sink *sink, const struct veto_problem *problem)
{
    collector_add_problem(&worker_of(sink)->collector, problem);
}

static void sink_event(struct unit_sink *sink, const struct unit_event *event)
{
    struct worker *worker = worker_of(sink);
    const struct rule *rule = rules_find_event(worker->shared->rules, event->rule);
    if (rule && record_event(&worker->collector, rule, event->origin, event->text) < 0)
        problem_add(sink, VETO_PROBLEM_UNREAD, event->origin, "out of memory: %s", event->text);
}

struct file_call {
    const struct veto_scan_options *options;
    const struct veto_origin *origin;
    enum veto_file_verdict verdict;
};

static void call_on_file(void *payload)
{
    const struct file_call *call = payload;
    call->options->on_file(call->origin, call->verdict, call->options->payload);
}

static void sink_file(struct unit_sink *sink, const struct veto_origin *origin,
                      enum veto_file_verdict verdict)
{
    struct worker *worker = worker_of(sink);
    const struct veto_scan_options *options = worker->shared->options;
    struct layer_tally *tally = worker_tally_of(worker, origin);
    if (tally && verdict == VETO_FILE_READ)
        tally->counts.files++;
    else if (tally)
        tally->counts.skipped[verdict]++;
    if (verdict == VETO_FILE_READ) {
        worker->counts.files++;
        known_looked(&worker->known, origin);
    } else {
        worker->counts.skipped[verdict]++;
    }
    if (options->on_file) {
        struct file_call call = { options, origin, verdict };
        pool_exclusive(worker->shared->pool, call_on_file, &call);
    }
}

struct say_call {
    const struct veto_scan_options *options;
    const char *line;
};

static void call_say(void *payload)
{
    const struct say_call *call = payload;
    call->options->say(call->line, call->options->payload);
}

static void sink_say(struct unit_sink *sink, const char *line)
{
    struct worker *worker = worker_of(sink);
    const struct veto_scan_options *options = worker->shared->options;
    if (options->say) {
        struct say_call call = { options, line };
        pool_exclusive(worker->shared->pool, call_say, &call);
    }
}

static void sink_image(struct unit_sink *sink, const struct veto_origin *origin)
{
    struct worker *worker = worker_of(sink);
    known_looked(&worker->known, origin);
    struct worker_image *image = ARENA_NEW(&worker->collector.arena, struct worker_image);
    if (!image)
        return;
    image->origin = origin_copy(&worker->collector.arena, origin);
    image->next = worker->images;
    if (image->origin)
        worker->images = image;
}

static void sink_image_set(struct unit_sink *sink, struct image_set *set)
{
    struct worker *worker = worker_of(sink);
    set->next = worker->image_sets;
    worker->image_sets = set;
}

static enum layer_turn sink_layer_begin(struct unit_sink *sink, struct layer_visit *visit)
{
    return layer_memory_begin(worker_of(sink), visit);
}

static void sink_layer_end(struct unit_sink *sink, struct layer_visit *visit)
{
    layer_memory_end(worker_of(sink), visit);
}

static void sink_side_begin(struct unit_sink *sink, struct side_job *job)
{
    pool_side_begin(worker_of(sink)->shared->pool, job);
}

static void sink_side_end(struct unit_sink *sink, struct side_job *job)
{
    pool_side_end(worker_of(sink)->shared->pool, job);
}

static bool sink_side_take(struct unit_sink *sink, size_t bytes)
{
    return pool_side_take(worker_of(sink)->shared->pool, bytes);
}

static void sink_side_give(struct unit_sink *sink, size_t bytes)
{
    pool_side_give(worker_of(sink)->shared->pool, bytes);
}

static bool sink_is_stopped(const struct unit_sink *sink)
{
    const struct worker *worker =
            (const struct worker *)((const char *)sink - offsetof(struct worker, sink));
    worker_check_deadline(worker);
    return pool_stopped(worker->shared->pool) != POOL_RUNS;
}

const struct sink_operations worker_sink_operations = {
    .scan = sink_scan,
    .batch = sink_batch,
    .submit = sink_submit,
    .discard = sink_discard,
    .read = sink_read,
    .problem = sink_problem,
    .event = sink_event,
    .file = sink_file,
    .say = sink_say,
    .image = sink_image,
    .image_set = sink_image_set,
    .layer_begin = sink_layer_begin,
    .layer_end = sink_layer_end,
    .side_begin = sink_side_begin,
    .side_end = sink_side_end,
    .side_take = sink_side_take,
    .side_give = sink_side_give,
    .stopped = sink_is_stopped,
};
