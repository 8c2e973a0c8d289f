/* SPDX-License-Identifier: Apache-2.0 */
#include "run/pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/cleanup.h"

/* Batches come in few sizes, so that an old one serves again without much of it lying idle. */
enum { CAPACITY_LEAST = 64 * 1024, CAPACITY_ROUNDED = 4 * 1024 * 1024 };

struct helper {
    pthread_t thread;
    struct pool *pool;
    struct pool_worker *worker;
};

struct pool {
    pthread_mutex_t mutex;
    pthread_cond_t work;       /* a task came, or all is done */
    pthread_cond_t room;       /* a batch came back */
    pthread_cond_t side;       /* a side job has run */
    pthread_mutex_t exclusive; /* pool_exclusive; never taken while holding `mutex` */
    pthread_mutex_t large;     /* pool_large_begin; taken before any other */
    struct read_task *reads;   /* newest first */
    struct unit_batch *scans, **scans_end;
    struct unit_batch *spare;            /* kept for reuse */
    struct side_job *sides, **sides_end; /* oldest first */
    uint64_t side_memory;                /* bytes that side jobs may still take */
    size_t batch_bytes;                  /* of all batches that exist */
    size_t batch_ceiling;
    unsigned jobs;
    struct helper *helpers; /* while the pool runs: of the calling thread's beside it */
    unsigned helper_max, helper_count;
    unsigned waiting, called; /* workers without work, and those of them that were told of some */
    unsigned busy;            /* workers that run a task */
    unsigned scanning;        /* batches taken off the queue and not yet back */
    atomic_int stopped;       /* enum pool_stop */
};

unsigned pool_cores(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores > 0 ? (unsigned)cores : 1;
}

int pool_create(struct pool **out, unsigned jobs, size_t batch_bytes, struct veto_error *error)
{
    struct pool *pool = calloc(1, sizeof(*pool));
    if (!pool)
        return error_no_memory(error);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_mutex_init(&pool->exclusive, NULL);
    pthread_mutex_init(&pool->large, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->room, NULL);
    pthread_cond_init(&pool->side, NULL);
    atomic_init(&pool->stopped, POOL_RUNS);
    pool->scans_end = &pool->scans;
    pool->sides_end = &pool->sides;
    pool->batch_ceiling = batch_bytes;
    pool->jobs = jobs;
    *out = pool;
    return 0;
}

static void *helper_main(void *argument);

static void batch_free(struct unit_batch *batch)
{
    arena_release(&batch->arena);
    free(batch->bytes);
    free(batch);
}

static struct unit_batch *take_scan(struct pool *pool)
{
    struct unit_batch *batch = pool->scans;
    pool->scans = batch->next;
    if (!pool->scans)
        pool->scans_end = &pool->scans;
    batch->next = NULL;
    return batch;
}

/*
 * A task counts as a borrower of itself until it ended, and of its parent until it is dropped. With
 * the mutex held.
 */
static void return_task(struct read_task *task)
{
    while (task && --task->borrowers == 0) {
        struct read_task *parent = task->parent;
        task->drop(task);
        task = parent;
    }
}

static void drop_waiting(struct pool *pool)
{
    while (pool->reads) {
        struct read_task *task = pool->reads;
        pool->reads = task->next;
        return_task(task);
    }
    while (pool->scans) {
        struct unit_batch *batch = take_scan(pool);
        pool->batch_bytes -= batch->capacity;
        batch_free(batch);
    }
}

static void drop_spares(struct pool *pool)
{
    while (pool->spare) {
        struct unit_batch *batch = pool->spare;
        pool->spare = batch->next;
        pool->batch_bytes -= batch->capacity;
        batch_free(batch);
    }
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    drop_waiting(pool);
    drop_spares(pool);
    pthread_cond_destroy(&pool->side);
    pthread_cond_destroy(&pool->room);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->large);
    pthread_mutex_destroy(&pool->exclusive);
    pthread_mutex_destroy(&pool->mutex);
    free(pool);
}

void pool_stop(struct pool *pool, enum pool_stop reason)
{
    int runs = POOL_RUNS;
    atomic_compare_exchange_strong(&pool->stopped, &runs, (int)reason);
}

enum pool_stop pool_stopped(const struct pool *pool)
{
    return (enum pool_stop)atomic_load_explicit(&pool->stopped, memory_order_relaxed);
}

/* Fewer threads than asked for still finish the work. */
static void start_helper(struct pool *pool)
{
    struct helper *helper = &pool->helpers[pool->helper_count];
    if (pthread_create(&helper->thread, NULL, helper_main, helper) == 0)
        pool->helper_count++;
    else
        pool->helper_max = pool->helper_count;
}

/* There is something to do for one more. Mutex held. */
static void call_worker(struct pool *pool)
{
    if (pool->waiting > pool->called) {
        pool->called++;
        pthread_cond_signal(&pool->work);
    } else if (pool->helper_count < pool->helper_max) {
        start_helper(pool);
    }
}

void pool_read(struct pool *pool, struct read_task *task)
{
    pthread_mutex_lock(&pool->mutex);
    task->borrowers = 1;
    if (task->parent)
        task->parent->borrowers++;
    task->next = pool->reads;
    pool->reads = task;
    call_worker(pool);
    pthread_mutex_unlock(&pool->mutex);
}

void pool_hold(struct pool *pool, struct read_task *task)
{
    pthread_mutex_lock(&pool->mutex);
    task->borrowers++;
    pthread_mutex_unlock(&pool->mutex);
}

void pool_resume(struct pool *pool, struct read_task *task)
{
    pthread_mutex_lock(&pool->mutex);
    task->next = pool->reads;
    pool->reads = task;
    call_worker(pool);
    pthread_mutex_unlock(&pool->mutex);
}

static void batch_reset(struct unit_batch *batch)
{
    arena_reset(&batch->arena);
    batch->units = NULL;
    batch->count = batch->max_count = 0;
    batch->next = NULL;
}

/* With the mutex held. */
static void put_spare(struct pool *pool, struct unit_batch *batch)
{
    batch->next = pool->spare;
    pool->spare = batch;
    pthread_cond_broadcast(&pool->room);
}

void pool_batch_return(struct pool *pool, struct unit_batch *batch)
{
    batch_reset(batch);
    pthread_mutex_lock(&pool->mutex);
    put_spare(pool, batch);
    pthread_mutex_unlock(&pool->mutex);
}

void pool_scan(struct pool *pool, struct pool_worker *worker, struct unit_batch *batch)
{
    (void)worker;
    batch->next = NULL;
    pthread_mutex_lock(&pool->mutex);
    *pool->scans_end = batch;
    pool->scans_end = &batch->next;
    call_worker(pool);
    pthread_mutex_unlock(&pool->mutex);
}

/* Mutex held on entry and on return, not in between. */
static void run_scan(struct pool *pool, struct pool_worker *worker)
{
    struct unit_batch *batch = take_scan(pool);
    pool->scanning++;
    pthread_mutex_unlock(&pool->mutex);
    worker->scan(worker, batch);
    batch_reset(batch);
    pthread_mutex_lock(&pool->mutex);
    pool->scanning--;
    put_spare(pool, batch);
}

/* Takes the job off the queue, where it stands at `place`. With the mutex held. */
static void take_side(struct pool *pool, struct side_job **place)
{
    struct side_job *job = *place;
    *place = job->next;
    if (!*place)
        pool->sides_end = place;
    job->next = NULL;
    job->state = SIDE_JOB_RUNNING;
}

/* As run_scan. */
static void run_side(struct pool *pool)
{
    struct side_job *job = pool->sides;
    take_side(pool, &pool->sides);
    pthread_mutex_unlock(&pool->mutex);
    job->run(job);
    pthread_mutex_lock(&pool->mutex);
    job->state = SIDE_JOB_IDLE;
    pthread_cond_broadcast(&pool->side);
}

void pool_set_side_memory(struct pool *pool, uint64_t bytes)
{
    pool->side_memory = bytes;
}

bool pool_side_take(struct pool *pool, size_t bytes)
{
    pthread_mutex_lock(&pool->mutex);
    bool is_there = pool->jobs > 1 && pool->side_memory >= bytes;
    pool->side_memory -= is_there ? bytes : 0;
    pthread_mutex_unlock(&pool->mutex);
    return is_there;
}

void pool_side_give(struct pool *pool, size_t bytes)
{
    pthread_mutex_lock(&pool->mutex);
    pool->side_memory += bytes;
    pthread_mutex_unlock(&pool->mutex);
}

void pool_side_begin(struct pool *pool, struct side_job *job)
{
    job->next = NULL;
    job->state = SIDE_JOB_WAITING;
    pthread_mutex_lock(&pool->mutex);
    *pool->sides_end = job;
    pool->sides_end = &job->next;
    call_worker(pool);
    pthread_mutex_unlock(&pool->mutex);
}

/* Jobs wait for nothing, so that waiting for one ends. */
void pool_side_end(struct pool *pool, struct side_job *job)
{
    pthread_mutex_lock(&pool->mutex);
    bool is_mine = job->state == SIDE_JOB_WAITING;
    if (is_mine) {
        struct side_job **place = &pool->sides;
        while (*place != job)
            place = &(*place)->next;
        take_side(pool, place);
    }
    while (!is_mine && job->state != SIDE_JOB_IDLE)
        pthread_cond_wait(&pool->side, &pool->mutex);
    pthread_mutex_unlock(&pool->mutex);
    if (is_mine) {
        job->run(job);
        job->state = SIDE_JOB_IDLE;
    }
}

static size_t capacity_for(size_t bytes)
{
    size_t capacity = CAPACITY_LEAST;
    if (bytes > CAPACITY_ROUNDED)
        return bytes;
    while (capacity < bytes)
        capacity *= 2;
    return capacity;
}

/* A spare one that is not much too large, off the list; NULL where there is none. */
static struct unit_batch *take_spare(struct pool *pool, size_t bytes)
{
    for (struct unit_batch **place = &pool->spare; *place; place = &(*place)->next) {
        struct unit_batch *batch = *place;
        if (batch->capacity < bytes || batch->capacity / 2 >= bytes)
            continue;
        *place = batch->next;
        batch->next = NULL;
        return batch;
    }
    return NULL;
}

/* Give spare memory back until `bytes` more would fit. */
static void free_spares(struct pool *pool, size_t bytes)
{
    while (pool->spare && pool->batch_bytes + bytes > pool->batch_ceiling) {
        struct unit_batch *batch = pool->spare;
        pool->spare = batch->next;
        pool->batch_bytes -= batch->capacity;
        batch_free(batch);
    }
}

static struct unit_batch *batch_new(size_t bytes)
{
    struct unit_batch *batch = calloc(1, sizeof(*batch));
    if (!batch)
        return NULL;
    batch->arena = arena_make(UNIT_BATCH_UNITS * 16 * 1024, false);
    batch->capacity = bytes;
    batch->bytes = malloc(bytes);
    if (!batch->bytes) {
        free(batch);
        return NULL;
    }
    return batch;
}

struct unit_batch *pool_batch(struct pool *pool, struct pool_worker *worker, size_t bytes)
{
    struct unit_batch *batch = NULL;
    bytes = capacity_for(bytes);
    pthread_mutex_lock(&pool->mutex);
    while (!pool_stopped(pool)) {
        batch = take_spare(pool, bytes);
        if (batch)
            break;
        free_spares(pool, bytes);
        /* Where nothing is on its way back, waiting would be for ever: exceed the ceiling then. */
        if (pool->batch_bytes + bytes <= pool->batch_ceiling ||
            (!pool->scans && pool->scanning == 0)) {
            batch = batch_new(bytes);
            pool->batch_bytes += batch ? bytes : 0;
            break;
        }
        if (pool->scans)
            run_scan(pool, worker);
        else
            pthread_cond_wait(&pool->room, &pool->mutex);
    }
    pthread_mutex_unlock(&pool->mutex);
    return batch;
}

/* Mutex held on entry and on return, not in between. */
static void run_read(struct pool *pool, struct pool_worker *worker)
{
    struct read_task *task = pool->reads;
    pool->reads = task->next;
    task->next = NULL;
    pthread_mutex_unlock(&pool->mutex);
    worker->read(worker, task);
    pthread_mutex_lock(&pool->mutex);
    return_task(task);
}

static void wait_for_work(struct pool *pool)
{
    pool->waiting++;
    pthread_cond_wait(&pool->work, &pool->mutex);
    pool->waiting--;
    pool->called -= pool->called > 0;
}

/* Side jobs are short; and scans free memory, for which whoever reads is waiting. */
static void work(struct pool *pool, struct pool_worker *worker)
{
    pthread_mutex_lock(&pool->mutex);
    for (;;) {
        if (pool_stopped(pool))
            drop_waiting(pool);
        if (!pool->sides && !pool->scans && !pool->reads) {
            if (pool->busy == 0)
                break;
            wait_for_work(pool);
            continue;
        }
        pool->busy++;
        if (pool->sides)
            run_side(pool);
        else if (pool->scans)
            run_scan(pool, worker);
        else
            run_read(pool, worker);
        pool->busy--;
    }
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->mutex);
}

static void *helper_main(void *argument)
{
    struct helper *helper = argument;
    work(helper->pool, helper->worker);
    return NULL;
}

static void free_helpers(struct pool *pool)
{
    for (unsigned i = 0; i < pool->helper_count; i++)
        pthread_join(pool->helpers[i].thread, NULL);
    free(pool->helpers);
    pool->helpers = NULL;
    pool->helper_max = pool->helper_count = 0;
}

/* For each task that waits but one, which is the caller's; the others come when there is more. */
static void start_helpers(struct pool *pool)
{
    const struct read_task *task = pool->reads;
    while (pool->helper_count < pool->helper_max && task && (task = task->next))
        start_helper(pool);
}

int pool_run(struct pool *pool, struct pool_worker **workers, unsigned count,
             struct veto_error *error)
{
    pool->helpers = calloc(count, sizeof(*pool->helpers));
    if (!pool->helpers)
        return error_no_memory(error);
    for (unsigned i = 1; i < count; i++)
        pool->helpers[i - 1] = (struct helper) { .pool = pool, .worker = workers[i] };
    pthread_mutex_lock(&pool->mutex);
    pool->helper_max = count - 1;
    start_helpers(pool);
    pthread_mutex_unlock(&pool->mutex);
    work(pool, workers[0]);
    free_helpers(pool);
    /* What is made of the results needs memory too. */
    drop_spares(pool);
    return 0;
}

void pool_exclusive(struct pool *pool, void (*section)(void *payload), void *payload)
{
    pthread_mutex_lock(&pool->exclusive);
    section(payload);
    pthread_mutex_unlock(&pool->exclusive);
}

void pool_large_begin(struct pool *pool)
{
    pthread_mutex_lock(&pool->large);
}

/* What was needed is not kept for the next one, which may be another thread's. */
void pool_large_end(struct pool *pool)
{
    arena_trim();
    pthread_mutex_unlock(&pool->large);
}

struct parallel {
    atomic_size_t next;
    size_t count;
    void (*job)(size_t index, void *payload);
    void *payload;
};

static void *parallel_main(void *argument)
{
    struct parallel *parallel = argument;
    for (size_t i; (i = atomic_fetch_add(&parallel->next, 1)) < parallel->count;)
        parallel->job(i, parallel->payload);
    return NULL;
}

void pool_parallel(unsigned jobs, size_t count, void (*job)(size_t index, void *payload),
                   void *payload)
{
    enum { MAX_THREADS = 64 };
    struct parallel parallel = { .count = count, .job = job, .payload = payload };
    pthread_t threads[MAX_THREADS];
    unsigned started = 0, wanted = MIN(MIN(jobs, (unsigned)MAX_THREADS), (unsigned)count);

    atomic_init(&parallel.next, 0);
    while (started + 1 < wanted &&
           pthread_create(&threads[started], NULL, parallel_main, &parallel) == 0)
        started++;
    parallel_main(&parallel);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
}
