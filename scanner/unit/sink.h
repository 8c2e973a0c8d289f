/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a source is given to work with: where its units go, where its troubles go, and how more
 * reading is asked for. Sources are written as if there were one thread; the machine room
 * (run/) implements this with several, the tests' sink with none.
 *
 * A sink belongs to the thread that runs the current task: pass it down, never keep it.
 */
#ifndef VETO_UNIT_SINK_H
#define VETO_UNIT_SINK_H

#include "base/arena.h"
#include "base/span.h"
#include "unit/unit.h"

struct unit_sink;
struct stored_layer;
struct image_set;    /* source/image/image_set.h */
struct image_choice; /* source/image/choice.h */

/*
 * Reading that can be done on its own: a directory, a layer, a large file. `run` is called once, on
 * some thread, with that thread's sink; then, or instead when the scan is stopped, `drop` frees it.
 * Embed it in a struct of your own (container_of).
 *
 * A task may borrow from the one that asks for it, and from that one's parents: with `parent` set,
 * the parent is dropped only when all that named it are dropped, however long ago it ran.
 */
struct read_task {
    void (*run)(struct read_task *task, struct unit_sink *sink);
    void (*drop)(struct read_task *task);
    struct read_task *parent; /* NULL = borrows from none */
    struct read_task *next;   /* this and the next: the pool's, zero when the task is handed in */
    size_t borrowers;
};

/*
 * Work that another thread may do while a reader goes on: hashing, inflating ahead. It has no sink,
 * and waits for nothing. Between side_job_begin and side_job_end, which every begun job needs, what
 * it works on is its own.
 */
struct side_job {
    void (*run)(struct side_job *job);
    struct side_job *next; /* this and the next: the pool's */
    enum { SIDE_JOB_IDLE, SIDE_JOB_WAITING, SIDE_JOB_RUNNING } state;
};

/*
 * Units that own their bytes, so that another thread can scan them. `bytes` has room for
 * `capacity` bytes; `arena` holds the units' origins and the array itself.
 */
struct unit_batch {
    char *bytes;
    size_t capacity;
    struct arena arena;
    struct unit *units;
    size_t count, max_count;
    struct unit_batch *next; /* the pool's */
};

enum { UNIT_BATCH_UNITS = 1024 };

/* Trouble that is a finding of its own: `rule` is the id of a rule with `event:`. */
struct unit_event {
    const char *rule;
    const struct veto_origin *origin;
    const char *text; /* what was seen, one printable line */
};

/*
 * A layer of an image that is about to be read, in the task that reads it: whoever has read one of
 * the same bytes need not do so again. What the bytes are is what this run has hashed, never what
 * an image says of them.
 */
struct layer_visit {
    const struct veto_origin *origin; /* of the layer */
    struct stored_layer *stored;      /* source/image/image_set.h; another one where it is known */
    struct read_task *task;
    uint64_t size;   /* of the stored bytes */
    const char *diff_id; /* what the tar's digest is to be held against; NULL = nobody asks */
    char sha256[65]; /* of them, hex; "" while they are not hashed */
    bool is_whole;   /* at the end: it was read to its end */
    size_t archives; /* the sink's count before */
    void *entry;     /* the sink's own */
};

enum layer_turn {
    LAYER_READ,  /* read it, then call `layer_end` */
    LAYER_HASH,  /* hash its bytes, and ask again */
    LAYER_WAIT,  /* one that may be the same is being read: the task runs again after that */
    LAYER_KNOWN, /* what is in it is told, and `stored` is filled */
};

struct sink_operations {
    /* Scan now, on this thread. The unit and its bytes are borrowed for the call. */
    void (*scan)(struct unit_sink *sink, const struct unit *unit);
    /* An empty batch with room for `bytes`; NULL when memory is out or the scan is stopped. */
    struct unit_batch *(*batch)(struct unit_sink *sink, size_t bytes);
    /* Takes the batch; it is scanned soon, by whoever is free. */
    void (*submit)(struct unit_sink *sink, struct unit_batch *batch);
    /* Gives an unused batch back. */
    void (*discard)(struct unit_sink *sink, struct unit_batch *batch);
    /* Takes the task. Among waiting tasks the last pushed runs first. */
    void (*read)(struct unit_sink *sink, struct read_task *task);
    void (*problem)(struct unit_sink *sink, const struct veto_problem *problem);
    void (*event)(struct unit_sink *sink, const struct unit_event *event);
    /* A file was met; counts it, and tells who listens. */
    void (*file)(struct unit_sink *sink, const struct veto_origin *origin,
                 enum veto_file_verdict verdict);
    /* An image was found: its origin, as the findings in it will have it. */
    void (*image)(struct unit_sink *sink, const struct veto_origin *image);
    /* What the layers of the images of one file do to one another; taken, and filled by the tasks
     * that read the layers. */
    void (*image_set)(struct unit_sink *sink, struct image_set *set);
    /* NULL = nothing is remembered. */
    enum layer_turn (*layer_begin)(struct unit_sink *sink, struct layer_visit *visit);
    void (*layer_end)(struct unit_sink *sink, struct layer_visit *visit);
    /* Of side jobs; both NULL = each is run where it is begun. */
    void (*side_begin)(struct unit_sink *sink, struct side_job *job);
    void (*side_end)(struct unit_sink *sink, struct side_job *job);
    /* Of the memory that side jobs of all threads work on; both NULL = there is enough. */
    bool (*side_take)(struct unit_sink *sink, size_t bytes);
    void (*side_give)(struct unit_sink *sink, size_t bytes);
    /* A detail for -v. */
    void (*say)(struct unit_sink *sink, const char *line);
    /* Is the scan being ended? Use sink_stopped. */
    bool (*stopped)(const struct unit_sink *sink);
};

/* Things a source met, for the summary. */
struct sink_counts {
    size_t archives, images, layers;
};

struct unit_sink {
    const struct sink_operations *operations;
    const struct limits *limits;   /* source/limits.h; every bound of this scan */
    struct span buffer;            /* this thread's reading buffer, reused: bytes in it die with the next read */
    char *buffer_bytes;            /* the same, writable */
    const struct image_choice *image_choice; /* NULL = every image */
    bool list_only;                /* say what would be read, read no contents */
    struct sink_counts counts;
    unsigned unanswered;           /* how often git gave no answer to this thread (source/tracked.h) */
    bool starved;                  /* memory ran out: another run over the same bytes may tell more */
};

/* Look at it in every loop over foreign input. */
static inline bool sink_stopped(const struct unit_sink *sink)
{
    return sink->operations->stopped(sink);
}

static inline void side_job_begin(struct unit_sink *sink, struct side_job *job)
{
    if (sink->operations->side_begin)
        sink->operations->side_begin(sink, job);
    else
        job->run(job);
}

/* When it returns the job has run: here, where no other thread had begun with it. */
static inline void side_job_end(struct unit_sink *sink, struct side_job *job)
{
    if (sink->operations->side_end)
        sink->operations->side_end(sink, job);
}

/* False where not as much is left: what a side job would have done is then done at once. */
static inline bool side_memory_take(struct unit_sink *sink, size_t bytes)
{
    return !sink->operations->side_take || sink->operations->side_take(sink, bytes);
}

static inline void side_memory_give(struct unit_sink *sink, size_t bytes)
{
    if (sink->operations->side_give)
        sink->operations->side_give(sink, bytes);
}

#endif
