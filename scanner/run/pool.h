/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only threads, mutexes and atomics of the house.
 *
 * Two kinds of task. A *read* task produces content (a directory, a layer, a large file); a *scan*
 * task consumes it (a batch of units). Waiting scan tasks are bounded in bytes: a read task that
 * finds the queue full runs waiting scans itself, so the pool cannot deadlock and memory is flat.
 * With one job no thread is started and everything runs in the caller's.
 *
 * Beside them there are side jobs: short work that a read task has handed in and waits for later.
 * Whoever is free runs them first; the task itself runs what nobody has begun when it wants it.
 */
#ifndef VETO_RUN_POOL_H
#define VETO_RUN_POOL_H

#include "base/error.h"
#include "unit/sink.h"

struct pool;

struct pool_worker {
    /* Runs on the worker's own thread. */
    void (*read)(struct pool_worker *worker, struct read_task *task);
    void (*scan)(struct pool_worker *worker, struct unit_batch *batch);
};

/* `batch_bytes` bounds the memory of all batches, waiting, in work and kept for reuse. */
int pool_create(struct pool **out, unsigned jobs, size_t batch_bytes, struct veto_error *error);
void pool_free(struct pool *pool);

void pool_read(struct pool *pool, struct read_task *task);
/*
 * While it runs, a task may be held: its end does not drop it then, and whatever it borrows from
 * stays, too. It must be resumed while another task runs, and is then run from the beginning.
 */
void pool_hold(struct pool *pool, struct read_task *task);
void pool_resume(struct pool *pool, struct read_task *task);
void pool_scan(struct pool *pool, struct pool_worker *worker, struct unit_batch *batch);
/*
 * Of the bytes that side jobs of all tasks may work on, of which there are none before they are
 * set. False where too few are left, or no other thread could run a job.
 */
void pool_set_side_memory(struct pool *pool, uint64_t bytes);
bool pool_side_take(struct pool *pool, size_t bytes);
void pool_side_give(struct pool *pool, size_t bytes);
/* A job that was begun must be ended, by the same task, whether or not the pool was stopped. */
void pool_side_begin(struct pool *pool, struct side_job *job);
void pool_side_end(struct pool *pool, struct side_job *job);
/*
 * A batch with room for `bytes`, an old one where possible. While memory is out the calling worker
 * runs waiting scans. NULL when stopped, without memory, or for more bytes than all batches may
 * have.
 */
struct unit_batch *pool_batch(struct pool *pool, struct pool_worker *worker, size_t bytes);
void pool_batch_return(struct pool *pool, struct unit_batch *batch);

/*
 * Runs until no task is left, one worker per thread; the calling thread is the first, and the others
 * are started when there is something to do for them.
 */
int pool_run(struct pool *pool, struct pool_worker **workers, unsigned count,
             struct veto_error *error);
enum pool_stop { POOL_RUNS, POOL_INTERRUPTED, POOL_TIMED_OUT };

/* Async-signal-safe; the first reason stays. Waiting tasks are dropped, running ones end soon. */
void pool_stop(struct pool *pool, enum pool_stop reason);
enum pool_stop pool_stopped(const struct pool *pool);

/* One at a time, for callbacks that several threads may make. */
void pool_exclusive(struct pool *pool, void (*section)(void *payload), void *payload);

/*
 * Between these two one thread is alone: what it does needs more memory than all of them may have
 * at once. Not to be taken twice.
 */
void pool_large_begin(struct pool *pool);
void pool_large_end(struct pool *pool);

/* `count` independent jobs on up to `jobs` threads. */
void pool_parallel(unsigned jobs, size_t count, void (*job)(size_t index, void *payload),
                   void *payload);
unsigned pool_cores(void);

#endif
