/* SPDX-License-Identifier: Apache-2.0 */
#include "unit/test.h"

#include <stdatomic.h>
#include <unistd.h>

#include "base/macro.h"
#include "run/pool.h"

enum { BATCH = 64 * 1024 };

/* What the tasks of a test do and count. */
struct work {
    struct pool *pool;
    atomic_size_t scanned, read, dropped;
    size_t batches_per_task;
    useconds_t scan_time;
};

struct test_worker {
    struct pool_worker pool_worker;
    struct work *work;
};

struct test_task {
    struct read_task task;
    struct work *work;
    size_t children;
    atomic_bool *parent_alive, alive;
};

static void scan(struct pool_worker *pool_worker, struct unit_batch *batch)
{
    struct test_worker *worker = container_of(pool_worker, struct test_worker, pool_worker);
    assert_int_equal(batch->bytes[0], 'x');
    if (worker->work->scan_time)
        usleep(worker->work->scan_time);
    atomic_fetch_add(&worker->work->scanned, 1);
}

static void drop(struct read_task *task)
{
    struct test_task *self = container_of(task, struct test_task, task);
    atomic_store(&self->alive, false);
    atomic_fetch_add(&self->work->dropped, 1);
    free(self);
}

static struct test_task *task_new(struct work *work, size_t children)
{
    struct test_task *task = calloc(1, sizeof(*task));
    task->task.drop = drop;
    task->work = work;
    task->children = children;
    atomic_init(&task->alive, true);
    return task;
}

static void read_batches(struct pool_worker *pool_worker, struct read_task *task)
{
    struct test_worker *worker = container_of(pool_worker, struct test_worker, pool_worker);
    struct test_task *self = container_of(task, struct test_task, task);
    struct work *work = worker->work;
    if (self->parent_alive)
        assert_true(atomic_load(self->parent_alive));
    for (size_t i = 0; i < self->children; i++) {
        struct test_task *child = task_new(work, self->children - 1);
        child->task.parent = task;
        child->parent_alive = &self->alive;
        pool_read(work->pool, &child->task);
    }
    for (size_t i = 0; i < work->batches_per_task; i++) {
        struct unit_batch *batch = pool_batch(work->pool, pool_worker, BATCH);
        if (!batch)
            return;
        memset(batch->bytes, 'x', BATCH);
        pool_scan(work->pool, pool_worker, batch);
    }
    atomic_fetch_add(&work->read, 1);
}

static void run(struct work *work, unsigned jobs, size_t ceiling, size_t tasks, size_t children)
{
    struct test_worker workers[16];
    struct pool_worker *pointers[16];
    assert_int_equal(pool_create(&work->pool, jobs, ceiling, NULL), 0);
    for (unsigned i = 0; i < jobs; i++) {
        workers[i] = (struct test_worker){ { read_batches, scan }, work };
        pointers[i] = &workers[i].pool_worker;
    }
    for (size_t i = 0; i < tasks; i++)
        pool_read(work->pool, &task_new(work, children)->task);
    assert_int_equal(pool_run(work->pool, pointers, jobs, NULL), 0);
    pool_free(work->pool);
}

static void everything_runs_whatever_the_number_of_threads(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs <= 16; jobs *= 2) {
        struct work work = { .batches_per_task = 50 };
        run(&work, jobs, 8 * BATCH, 20, 0);
        assert_int_equal(work.read, 20);
        assert_int_equal(work.scanned, 20 * 50);
        assert_int_equal(work.dropped, 20);
    }
}

static void readers_that_find_no_room_scan_themselves(void **state)
{
    (void)state;
    /* Room for one batch, eight readers that each want thirty: only helping can end this. */
    struct work work = { .batches_per_task = 30, .scan_time = 100 };
    run(&work, 8, BATCH, 8, 0);
    assert_int_equal(work.scanned, 8 * 30);
}

static void tasks_ask_for_tasks_and_parents_outlive_them(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs <= 4; jobs *= 2) {
        struct work work = { .batches_per_task = 1 };
        run(&work, jobs, 8 * BATCH, 2, 5);
        /* 1 + 5 + 5·4 + 5·4·3 + … of each of the two */
        assert_int_equal(work.read, 2 * (1 + 5 + 20 + 60 + 120 + 120));
        assert_int_equal(work.dropped, work.read);
    }
}

static void stop_and_return(struct pool_worker *pool_worker, struct read_task *task)
{
    struct test_worker *worker = container_of(pool_worker, struct test_worker, pool_worker);
    (void)task;
    pool_stop(worker->work->pool, POOL_INTERRUPTED);
}

static void stopping_drops_what_waits(void **state)
{
    (void)state;
    struct work work = { 0 };
    struct test_worker worker = { { stop_and_return, scan }, &work };
    struct pool_worker *pointer = &worker.pool_worker;
    assert_int_equal(pool_create(&work.pool, 1, BATCH, NULL), 0);
    for (int i = 0; i < 100; i++)
        pool_read(work.pool, &task_new(&work, 0)->task);
    assert_int_equal(pool_run(work.pool, &pointer, 1, NULL), 0);
    assert_int_equal(work.dropped, 100);
    assert_null(pool_batch(work.pool, pointer, BATCH));
    pool_stop(work.pool, POOL_TIMED_OUT);
    assert_int_equal(pool_stopped(work.pool), POOL_INTERRUPTED);
    pool_free(work.pool);
}

static void count_job(size_t index, void *payload)
{
    atomic_size_t *sum = payload;
    atomic_fetch_add(sum, index);
}

static void parallel_jobs_each_run_once(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs < 5; jobs++) {
        atomic_size_t sum = 0;
        pool_parallel(jobs, 100, count_job, &sum);
        assert_int_equal(sum, 4950);
    }
}

struct adding {
    struct side_job job;
    size_t sum;
    useconds_t time;
};

static void add(struct side_job *job)
{
    struct adding *self = container_of(job, struct adding, job);
    usleep(self->time);
    self->sum++;
}

/* Two are always under way; what a job does is seen by who ended it. */
static void read_beside_jobs(struct pool_worker *pool_worker, struct read_task *task)
{
    enum { JOBS = 200 };
    struct test_worker *worker = container_of(pool_worker, struct test_worker, pool_worker);
    struct pool *pool = worker->work->pool;
    struct adding adding[2] = { { .time = 20 }, { .time = 5 } };
    (void)task;
    for (size_t i = 0; i < JOBS; i++) {
        struct adding *self = &adding[i % 2];
        if (i > 1) {
            pool_side_end(pool, &self->job);
            assert_int_equal(self->sum, i / 2);
        }
        self->job = (struct side_job){ .run = add };
        pool_side_begin(pool, &self->job);
        if (i == JOBS / 2)
            pool_stop(pool, POOL_INTERRUPTED);
    }
    pool_side_end(pool, &adding[1].job);
    pool_side_end(pool, &adding[0].job);
    atomic_fetch_add(&worker->work->read, adding[0].sum + adding[1].sum);
}

static void side_jobs_have_run_when_they_are_ended(void **state)
{
    (void)state;
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        struct work work = { 0 };
        struct test_worker workers[4];
        struct pool_worker *pointers[4];
        assert_int_equal(pool_create(&work.pool, jobs, BATCH, NULL), 0);
        for (unsigned i = 0; i < jobs; i++) {
            workers[i] = (struct test_worker){ { read_beside_jobs, scan }, &work };
            pointers[i] = &workers[i].pool_worker;
        }
        pool_read(work.pool, &task_new(&work, 0)->task);
        assert_int_equal(pool_run(work.pool, pointers, jobs, NULL), 0);
        pool_free(work.pool);
        assert_int_equal(work.read, 200);
    }
}

static void side_jobs_share_their_memory(void **state)
{
    (void)state;
    struct pool *pool;
    assert_int_equal(pool_create(&pool, 2, BATCH, NULL), 0);
    assert_false(pool_side_take(pool, 1));
    pool_set_side_memory(pool, 100);
    assert_true(pool_side_take(pool, 60));
    assert_false(pool_side_take(pool, 41));
    assert_true(pool_side_take(pool, 40));
    pool_side_give(pool, 60);
    assert_true(pool_side_take(pool, 60));
    pool_free(pool);
    /* Nobody else would run them. */
    assert_int_equal(pool_create(&pool, 1, BATCH, NULL), 0);
    pool_set_side_memory(pool, 100);
    assert_false(pool_side_take(pool, 1));
    pool_free(pool);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_runs_whatever_the_number_of_threads),
        cmocka_unit_test(readers_that_find_no_room_scan_themselves),
        cmocka_unit_test(tasks_ask_for_tasks_and_parents_outlive_them),
        cmocka_unit_test(stopping_drops_what_waits),
        cmocka_unit_test(parallel_jobs_each_run_once),
        cmocka_unit_test(side_jobs_have_run_when_they_are_ended),
        cmocka_unit_test(side_jobs_share_their_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
