/* SPDX-License-Identifier: Apache-2.0 */
#include "run/run.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "base/cleanup.h"
#include "match/values.h"
#include "policy/date.h"
#include "policy/policy.h"
#include "policy/verdict.h"
#include "run/bound.h"
#include "run/excepted.h"
#include "run/gathered.h"
#include "run/joined.h"
#include "run/known.h"
#include "run/layers/image_audit.h"
#include "run/layers/image_places.h"
#include "run/layers/layer_memory.h"
#include "run/pool.h"
#include "run/shown_names.h"
#include "run/worker.h"
#include "source/repository.h"
#include "source/source.h"
#include "unit/origin.h"

enum {
    SCAN_ARENA = 1024 * 1024 * 1024,
    MAX_JOBS = 256,
    /*
     * Two windows a thread and some small ones: whoever has read one, and finds no room, scans it,
     * and whoever scans must not run dry meanwhile. More is only memory, and the same for a file of
     * two windows as for one of two thousand.
     */
    BATCH_BYTES_PER_JOB = 10 * 1024 * 1024,
    BATCH_BYTES_LEAST = 5 * 1024 * 1024,
};

static const uint64_t default_memory = UINT64_C(1) << 30;

/*
 * A document's tree and the facts of it are together up to some thirty times as large as its text,
 * and one thread at a time makes those of a large one (run/pool.h).
 */
enum { MEMORY_A_DOCUMENT = 64 };

/* In the order given. */
struct target {
    struct veto_origin origin;
    struct read_task *task; /* until the scan takes it */
    bool is_folder;         /* as a whole */
    struct target *next;
};

struct veto_scan {
    const struct veto_rules *rules;
    struct veto_scan_options options;
    struct limits limits;
    struct source_options source_options;
    struct arena arena; /* of targets and of the result's arrays */
    struct target *targets, **targets_end;
    size_t target_count;
    struct pool *pool;
    struct known known;
    struct base_layers bases;
    struct layer_memory *memory;
    struct values *values;
    struct worker *workers;
    unsigned jobs;
    struct veto_result result;
};

DEFINE_CLEANUP(struct veto_scan *, run_free)

/* ---- Life ------------------------------------------------------------------------------------ */

static void set_limit(uint64_t *limit, uint64_t wanted)
{
    if (wanted)
        *limit = wanted;
}

static void set_limits(struct veto_scan *scan)
{
    const struct veto_scan_options *options = &scan->options;
    struct limits *limits = &scan->limits;
    uint64_t memory = options->memory ? options->memory : default_memory;
    *limits = limits_default();
    limits->max_document =
            MIN(limits->max_document, MAX(memory / MEMORY_A_DOCUMENT, (uint64_t)UNIT_WINDOW));
    if (options->max_depth >= 0)
        limits->max_depth = options->max_depth;
    if (options->max_index_depth > 0)
        limits->max_index_depth = options->max_index_depth;
    set_limit(&limits->max_size, options->max_size);
    set_limit(&limits->max_ratio, options->max_ratio);
    set_limit(&limits->max_ratio_dense, options->max_ratio);
    set_limit(&limits->max_ratio_dense, options->max_ratio_dense);
    set_limit(&limits->max_entries, options->max_entries);
    set_limit(&limits->max_total, options->max_total);
    set_limit(&limits->max_dictionary, options->max_dictionary);
    set_limit(&limits->max_name, options->max_name);
    set_limit(&limits->max_warnings, options->max_warnings);
    set_limit(&limits->max_seekable, options->max_seekable);
    set_limit(&limits->max_manifest, options->max_manifest);
    set_limit(&limits->max_config, options->max_config);
}

/* Files that this run writes, and its baseline, are known by inode, whatever way the walk comes to
 * them. */
static int set_outputs(struct veto_scan *scan)
{
    const struct veto_scan_options *options = &scan->options;
    struct source_output *outputs =
            ARENA_ARRAY(&scan->arena, options->output_count + 1, struct source_output);
    if (!outputs)
        return -1;
    for (size_t i = 0; i <= options->output_count; i++) {
        const char *path = i < options->output_count ? options->outputs[i] : options->baseline;
        struct stat status;
        if (path && stat(path, &status) == 0)
            outputs[scan->source_options.output_count++] =
                    (struct source_output) { status.st_dev, status.st_ino };
    }
    scan->source_options.outputs = outputs;
    return 0;
}

static int set_policy(struct veto_scan *scan, struct veto_error *error)
{
    const struct veto_policy *policy = scan->options.policy;
    if (!policy)
        return 0;
    scan->source_options.root_excludes = policy->excludes;
    scan->source_options.root_exclude_count = policy->exclude_count;
    return bound_check(policy, scan->rules, NULL, NULL, error);
}

/* What the reading buffers leave of the memory. */
static uint64_t memory_left(const struct veto_scan *scan)
{
    uint64_t memory = scan->options.memory ? scan->options.memory : default_memory;
    uint64_t buffers = (uint64_t)scan->jobs * WORKER_READ_BUFFER * 2;
    return memory > buffers ? memory - buffers : 0;
}

/* Of what is left, batches get a half, and no more than keeps all threads busy. */
static size_t batch_budget(const struct veto_scan *scan)
{
    uint64_t wanted = (uint64_t)scan->jobs * BATCH_BYTES_PER_JOB;
    return (size_t)MAX(MIN(memory_left(scan) / 2, wanted), (uint64_t)BATCH_BYTES_LEAST);
}

/* And what is inflated and hashed on other threads a quarter. */
static uint64_t side_budget(const struct veto_scan *scan)
{
    return memory_left(scan) / 4;
}

static struct span salt_of(const struct veto_scan_options *options)
{
    return options->policy && options->policy->salt ? span_of(options->policy->salt) : SPAN_EMPTY;
}

int run_create(struct veto_scan **out, const struct veto_rules *rules,
               const struct veto_scan_options *options, struct veto_error *error)
{
    cleanup(run_free_ptr) struct veto_scan *scan = calloc(1, sizeof(*scan));
    if (!scan)
        return error_no_memory(error);
    scan->rules = rules;
    scan->options = *options;
    scan->arena = arena_make(SCAN_ARENA, false);
    scan->bases = base_layers_make();
    scan->targets_end = &scan->targets;
    scan->jobs = MIN(options->jobs ? options->jobs : pool_cores(), (unsigned)MAX_JOBS);
    scan->source_options = (struct source_options) {
        .excludes = options->excludes,
        .exclude_count = options->exclude_count,
        .no_ignore = options->no_ignore,
        .images_only = options->images_only,
    };
    set_limits(scan);
    if (options->ignore_base && options->base_count == 0)
        return error_set(error, VETO_ERROR_USAGE, "--ignore-base needs --base");
    if (set_policy(scan, error) < 0)
        return -1;
    if (set_outputs(scan) < 0)
        return error_no_memory(error);
    if (options->find_count &&
        values_create(&scan->values, options->find, options->find_count, error) < 0)
        return -1;
    if (known_open(&scan->known, options->baseline, salt_of(options), error) < 0)
        return -1;
    if (pool_create(&scan->pool, scan->jobs, batch_budget(scan), error) < 0)
        return -1;
    pool_set_side_memory(scan->pool, side_budget(scan));
    *out = take_ptr(&scan);
    return 0;
}

void run_free(struct veto_scan *scan)
{
    if (!scan)
        return;
    if (scan->pool)
        pool_free(scan->pool);
    for (unsigned i = 0; scan->workers && i < scan->jobs; i++)
        if (scan->workers[i].shared)
            worker_release(&scan->workers[i]);
    free(scan->workers);
    known_close(&scan->known);
    base_layers_release(&scan->bases);
    layer_memory_free(scan->memory);
    values_free(scan->values);
    for (struct target *target = scan->targets; target; target = target->next)
        if (target->task)
            target->task->drop(target->task);
    arena_release(&scan->arena);
    free(scan);
}

/* ---- Targets --------------------------------------------------------------------------------- */

static struct target *target_new(struct veto_scan *scan, enum veto_origin_kind kind,
                                 const char *name)
{
    struct target *target = ARENA_NEW(&scan->arena, struct target);
    if (!target)
        return NULL;
    target->origin = (struct veto_origin) {
        .kind = kind,
        .name = span_to_bytes(arena_span(&scan->arena, span_of(name))),
        .ordinal = (uint32_t)scan->target_count,
    };
    return target;
}

static void target_add(struct veto_scan *scan, struct target *target)
{
    *scan->targets_end = target;
    scan->targets_end = &target->next;
    scan->target_count++;
}

static void set_prefix(struct veto_scan *scan, struct target *target, const char *path)
{
    struct buf prefix = buf_make(64 * 1024);
    repository_prefix(&prefix, path);
    target->origin.prefix = span_to_bytes(arena_span(&scan->arena, buf_span(&prefix)));
    buf_release(&prefix);
}

int run_add_path(struct veto_scan *scan, const char *path, struct veto_error *error)
{
    struct stat status;
    if (stat(path, &status) < 0)
        return error_errno(error, errno, "%s", path);
    struct target *target =
            target_new(scan, S_ISDIR(status.st_mode) ? VETO_ORIGIN_TREE : VETO_ORIGIN_FILE, path);
    if (!target)
        return error_no_memory(error);
    while (target->origin.name.len > 1 &&
           target->origin.name.data[target->origin.name.len - 1] == '/')
        target->origin.name.len--;
    set_prefix(scan, target, path);
    if (source_open(&target->task, path, &target->origin, &scan->source_options, error) < 0)
        return -1;
    target->is_folder = S_ISDIR(status.st_mode);
    target_add(scan, target);
    return 0;
}

int run_add_files(struct veto_scan *scan, const char *root, const struct veto_bytes *paths,
                  size_t count, struct veto_error *error)
{
    struct target *target = target_new(scan, VETO_ORIGIN_TREE, root ? root : ".");
    if (!target)
        return error_no_memory(error);
    set_prefix(scan, target, root ? root : ".");
    if (source_files(&target->task, root, paths, count, &target->origin, &scan->source_options,
                     error) < 0)
        return -1;
    target_add(scan, target);
    return 0;
}

int run_add_memory(struct veto_scan *scan, const char *name, struct span bytes,
                   struct veto_error *error)
{
    struct target *target = target_new(scan, VETO_ORIGIN_STREAM, name);
    if (!target)
        return error_no_memory(error);
    if (source_memory(&target->task, bytes, &target->origin, error) < 0)
        return -1;
    target_add(scan, target);
    return 0;
}

int run_add_stream(struct veto_scan *scan, const char *name, int fd, struct veto_error *error)
{
    struct target *target = target_new(scan, VETO_ORIGIN_STREAM, name);
    if (!target)
        return error_no_memory(error);
    if (source_stream(&target->task, fd, &target->origin, error) < 0)
        return -1;
    target_add(scan, target);
    return 0;
}

/* ---- The scan -------------------------------------------------------------------------------- */

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int make_workers(struct veto_scan *scan, const struct worker_shared *shared,
                        struct veto_error *error)
{
    scan->workers = calloc(scan->jobs, sizeof(*scan->workers));
    if (!scan->workers)
        return error_no_memory(error);
    for (unsigned i = 0; i < scan->jobs; i++)
        if (worker_init(&scan->workers[i], shared, error) < 0)
            return -1;
    return 0;
}

/*
 * The pool takes the last pushed first: push in reverse, so that the first target is begun first.
 */
static void push_targets(struct veto_scan *scan, struct target *target)
{
    size_t count = scan->target_count;
    while (count-- > 0) {
        struct target *at = target;
        for (size_t i = 0; i < count; i++)
            at = at->next;
        pool_read(scan->pool, take_ptr(&at->task));
    }
}

static int run_workers(struct veto_scan *scan, struct veto_error *error)
{
    cleanup(free_ptr) struct pool_worker **workers =
            calloc(scan->jobs, sizeof(struct pool_worker *));
    if (!workers)
        return error_no_memory(error);
    for (unsigned i = 0; i < scan->jobs; i++)
        workers[i] = &scan->workers[i].pool_worker;
    push_targets(scan, scan->targets);
    return pool_run(scan->pool, workers, scan->jobs, error);
}

/* Was a folder, or a repository, looked at as a whole, by all rules? */
static bool saw_everything(const struct veto_scan *scan)
{
    const struct veto_result *result = &scan->result;
    bool whole = false;
    if (scan->rules->narrowed || scan->options.exclude_count || result->interrupted ||
        result->timed_out || result->problems_unlisted)
        return false;
    for (const struct target *target = scan->targets; target; target = target->next)
        whole |= target->is_folder && target->origin.prefix.len == 0;
    return whole;
}

static int judge_result(struct veto_scan *scan, struct veto_error *error)
{
    const struct veto_policy *policy = scan->options.policy;
    struct veto_result *result = &scan->result;
    bool ended_early = result->interrupted || result->timed_out;
    if (known_settle(&scan->known, scan->rules, ended_early, result, &scan->arena, error) < 0)
        return -1;
    if (policy) {
        result->policy = policy->file;
        if (excepted_apply(policy, date_today(), saw_everything(scan), &scan->arena, result,
                           error) < 0)
            return -1;
    }
    /* The array is in this scan's own arena; the result only lends it out as const. */
    verdict_apply((struct veto_finding *)result->findings, result->finding_count,
                  policy && policy->unjudged_blocks, result);
    return shown_names_redact(&scan->workers[0], result) < 0 ? error_no_memory(error) : 0;
}

static void add_counts(struct veto_result *result, const struct worker *worker)
{
    const struct worker_counts *counts = &worker->counts;
    result->files += counts->files;
    result->bytes += counts->bytes;
    result->skipped_ignored += counts->skipped[VETO_FILE_IGNORED];
    result->skipped_excluded += counts->skipped[VETO_FILE_EXCLUDED];
    result->skipped_special += counts->skipped[VETO_FILE_SPECIAL];
    result->skipped_links += counts->skipped[VETO_FILE_LINK];
    result->archives += worker->sink.counts.archives;
    result->images += worker->sink.counts.images;
    result->layers += worker->sink.counts.layers;
    result->allowed += counts->dropped[DROP_POLICY];
}

static int count_dropped(struct veto_scan *scan)
{
    struct veto_drop_count *counts =
            ARENA_ARRAY(&scan->arena, DROP_REASONS, struct veto_drop_count);
    if (!counts)
        return -1;
    for (size_t reason = 0; reason < DROP_REASONS; reason++) {
        struct veto_drop_count *next = &counts[scan->result.drop_count_count];
        for (unsigned i = 0; i < scan->jobs; i++)
            next->count += scan->workers[i].counts.dropped[reason];
        next->reason = drop_reason_name((enum drop_reason)reason);
        next->text = drop_reason_text((enum drop_reason)reason);
        scan->result.drop_count_count += next->count > 0;
        scan->result.dropped_candidates += next->count;
    }
    scan->result.drop_counts = counts;
    return 0;
}

/* Is this image what the target as a whole is, and not a file somewhere in it? */
static bool is_whole_target(const struct veto_origin *image)
{
    return image->parent && !image->parent->parent;
}

static int by_origin(const void *a, const void *b)
{
    const struct veto_origin *const *x = a, *const *y = b;
    return origin_compare(*x, *y);
}

/* A target that is an image, or several, is listed as those. */
static size_t add_images(const struct veto_scan *scan, const struct veto_origin **targets)
{
    size_t count = 0;
    for (unsigned i = 0; i < scan->jobs; i++)
        for (const struct worker_image *image = scan->workers[i].images; image; image = image->next)
            if (is_whole_target(image->origin))
                targets[count++] = image->origin;
    return count;
}

static bool has_image(const struct veto_origin **images, size_t count, uint32_t ordinal)
{
    for (size_t i = 0; i < count; i++)
        if (origin_target(images[i])->ordinal == ordinal)
            return true;
    return false;
}

static int list_targets(struct veto_scan *scan)
{
    size_t images = scan->result.images;
    const struct veto_origin **targets =
            ARENA_ARRAY(&scan->arena, scan->target_count + images + 1, const struct veto_origin *);
    if (!targets)
        return -1;
    images = add_images(scan, targets);
    size_t count = images;
    for (const struct target *target = scan->targets; target; target = target->next)
        if (!has_image(targets, images, target->origin.ordinal))
            targets[count++] = &target->origin;
    qsort(targets, count, sizeof(*targets), by_origin);
    scan->result.targets = targets;
    scan->result.target_count = count;
    return 0;
}

/* A scan that was ended has not seen all: what is missing then may only not have been read. */
static int judge_joined(struct veto_scan *scan, struct veto_error *error)
{
    struct joined_target *targets =
            ARENA_ARRAY(&scan->arena, scan->target_count + 1, struct joined_target);
    size_t count = 0;
    if (!targets)
        return error_no_memory(error);
    if (pool_stopped(scan->pool) != POOL_RUNS || scan->options.list_files)
        return 0;
    for (const struct target *target = scan->targets; target; target = target->next)
        targets[count++] = (struct joined_target) {
            .joins = target->is_folder,
            .is_whole = target->origin.prefix.len == 0,
            .origin = &target->origin,
        };
    joined_judge(scan->workers, scan->jobs, targets, count);
    return 0;
}

static int merge_results(struct veto_scan *scan, struct veto_error *error)
{
    if (layer_memory_settle(scan->memory, scan->workers, scan->jobs, error) < 0)
        return -1;
    if (image_places_resolve(scan->workers, scan->jobs, &scan->bases, error) < 0)
        return -1;
    image_audit_run(scan->workers, scan->jobs, &scan->bases);
    cleanup(free_ptr) struct collector *collectors = calloc(scan->jobs, sizeof(*collectors));
    if (!collectors)
        return error_no_memory(error);
    for (unsigned i = 0; i < scan->jobs; i++) {
        collectors[i] = scan->workers[i].collector;
        add_counts(&scan->result, &scan->workers[i]);
        known_join(&scan->known, &scan->workers[i].known);
    }
    if (list_targets(scan) < 0 || count_dropped(scan) < 0)
        return error_no_memory(error);
    if (scan->options.explain_dropped &&
        dropped_merge(collectors, scan->jobs, &scan->arena, &scan->result, error) < 0)
        return -1;
    return collect_merge(collectors, scan->jobs, &scan->arena, &scan->result, error);
}

static int judge_together(struct veto_scan *scan, struct veto_error *error)
{
    const struct veto_origin *target = scan->targets ? &scan->targets->origin : NULL;
    unaudited_tell(scan->workers, scan->jobs, target);
    return gathered_judge(scan->workers, scan->jobs, target, error);
}

/* Not sooner: they are foreign bytes, and the caller may have given up rights since. */
static int load_bases(struct veto_scan *scan, struct veto_error *error)
{
    for (size_t i = 0; i < scan->options.base_count; i++)
        if (base_layers_load(&scan->bases, scan->options.bases[i], &scan->limits, error) < 0)
            return -1;
    return 0;
}

int run_scan(struct veto_scan *scan, struct veto_error *error)
{
    double began = now();
    struct worker_shared *shared = ARENA_NEW(&scan->arena, struct worker_shared);
    if (!shared)
        return error_no_memory(error);
    *shared = (struct worker_shared) {
        .rules = scan->rules,
        .options = &scan->options,
        .limits = &scan->limits,
        .known = &scan->known,
        .values = scan->values,
        .pool = scan->pool,
        .image_choice = { scan->options.image_platform, scan->options.image_name,
                          scan->options.verify_layers,
                          scan->options.base_count ? &scan->bases.diff_ids : NULL },
        .deadline = scan->options.timeout > 0 ? began + scan->options.timeout : 0,
        .today = date_today(),
        .salt = salt_of(&scan->options),
    };
    scan->result = (struct veto_result) {
        .rules = scan->rules,
        .fail_on = scan->options.fail_on,
        .secrets_shown = scan->options.show_secrets,
        .allow_incomplete = scan->options.allow_incomplete,
        .has_base = scan->options.base_count > 0,
        .base_ignored = scan->options.ignore_base,
    };
    fingerprint_salt_name(shared->salt, scan->result.salt);
    if (load_bases(scan, error) < 0 || layer_memory_open(&scan->memory, shared, error) < 0)
        return -1;
    shared->memory = scan->memory;
    if (make_workers(scan, shared, error) < 0 || run_workers(scan, error) < 0 ||
        judge_together(scan, error) < 0 || judge_joined(scan, error) < 0 ||
        merge_results(scan, error) < 0)
        return -1;
    scan->result.interrupted = pool_stopped(scan->pool) == POOL_INTERRUPTED;
    scan->result.timed_out = pool_stopped(scan->pool) == POOL_TIMED_OUT;
    if (judge_result(scan, error) < 0)
        return -1;
    scan->result.seconds = now() - began;
    return 0;
}

void run_interrupt(struct veto_scan *scan)
{
    pool_stop(scan->pool, POOL_INTERRUPTED);
}

const struct veto_result *run_result(const struct veto_scan *scan)
{
    return &scan->result;
}
