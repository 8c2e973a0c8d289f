/* SPDX-License-Identifier: Apache-2.0 */
/* A sink that runs every task at once, touches every byte it is given and keeps nothing. */
#ifndef VETO_FUZZ_SINK_H
#define VETO_FUZZ_SINK_H

#include <stdlib.h>

#include "base/macro.h"
#include "source/image/image_description.h"
#include "source/limits.h"
#include "unit/origin.h"
#include "unit/sink.h"

enum { FUZZ_BUFFER = 1 << 20, FUZZ_ARENA = 1 << 26 };

struct fuzz_sink {
    struct unit_sink sink;
    struct limits limits;
    struct read_task *waiting;
    uint64_t sum, steps;
    struct image_set *set; /* the last */
};

static inline struct fuzz_sink *fuzz_of(const struct unit_sink *sink)
{
    return (struct fuzz_sink *)((uintptr_t)sink - offsetof(struct fuzz_sink, sink));
}

static inline void fuzz_scan(struct unit_sink *sink, const struct unit *unit)
{
    struct fuzz_sink *fuzz = fuzz_of(sink);
    struct buf name = buf_make(1 << 20);
    if (unit->own_begin > unit->own_end || unit->own_end > unit->bytes.len)
        abort();
    for (size_t i = 0; i < unit->bytes.len; i++)
        fuzz->sum += (unsigned char)unit->bytes.data[i];
    origin_append(&name, unit->origin);
    origin_append_logical(&name, unit->origin);
    buf_release(&name);
    fuzz->steps++;
}

static inline struct unit_batch *fuzz_batch(struct unit_sink *sink, size_t bytes)
{
    (void)sink;
    struct unit_batch *batch = calloc(1, sizeof(*batch));
    batch->bytes = malloc(bytes ? bytes : 1);
    batch->capacity = bytes;
    batch->arena = arena_make(FUZZ_ARENA, false);
    return batch;
}

static inline void fuzz_discard(struct unit_sink *sink, struct unit_batch *batch)
{
    (void)sink;
    arena_release(&batch->arena);
    free(batch->bytes);
    free(batch);
}

static inline void fuzz_submit(struct unit_sink *sink, struct unit_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        fuzz_scan(sink, &batch->units[i]);
    fuzz_discard(sink, batch);
}

static inline void fuzz_read(struct unit_sink *sink, struct read_task *task)
{
    struct fuzz_sink *fuzz = fuzz_of(sink);
    task->borrowers = 1;
    if (task->parent)
        task->parent->borrowers++;
    task->next = fuzz->waiting;
    fuzz->waiting = task;
}

static inline void fuzz_problem(struct unit_sink *sink, const struct veto_problem *problem)
{
    fuzz_of(sink)->sum += strlen(problem->text);
}

static inline void fuzz_event(struct unit_sink *sink, const struct unit_event *event)
{
    fuzz_of(sink)->sum += strlen(event->text);
}

static inline void fuzz_file(struct unit_sink *sink, const struct veto_origin *origin,
                             enum veto_file_verdict verdict)
{
    (void)origin;
    fuzz_of(sink)->sum += verdict;
}

static inline void fuzz_say(struct unit_sink *sink, const char *line)
{
    fuzz_of(sink)->sum += strlen(line);
}

static inline void fuzz_image(struct unit_sink *sink, const struct veto_origin *image)
{
    fuzz_of(sink)->sum += image->name.len;
}

static inline void fuzz_image_set(struct unit_sink *sink, struct image_set *set)
{
    struct fuzz_sink *fuzz = fuzz_of(sink);
    image_set_free(fuzz->set);
    fuzz->set = set;
}

/* What became of a path, from every layer of every image on. */
static inline void fuzz_states(struct fuzz_sink *fuzz)
{
    struct image_set_image *image = fuzz->set ? fuzz->set->images : NULL;
    for (; image; image = image->next) {
        struct image_description description;
        image_description_make(&description, image, 0);
        fuzz->sum += description.text.len;
        image_description_release(&description);
        for (size_t i = 0; i < image->layer_count && i < 8; i++) {
            uint32_t layer;
            fuzz->sum += image_set_state(image, i, SPAN("etc/one"), &layer);
            if (layer >= image->layer_count && layer)
                abort();
        }
    }
}

static inline bool fuzz_stopped(const struct unit_sink *sink)
{
    return fuzz_of(sink)->steps > 100000;
}

static const struct sink_operations fuzz_operations = {
    .scan = fuzz_scan,
    .batch = fuzz_batch,
    .submit = fuzz_submit,
    .discard = fuzz_discard,
    .read = fuzz_read,
    .problem = fuzz_problem,
    .event = fuzz_event,
    .file = fuzz_file,
    .say = fuzz_say,
    .image = fuzz_image,
    .image_set = fuzz_image_set,
    .stopped = fuzz_stopped,
};

/* Small bounds: what is looked for is wrong arithmetic, not patience. */
static inline void fuzz_sink_init(struct fuzz_sink *fuzz)
{
    *fuzz = (struct fuzz_sink){ .limits = limits_default() };
    fuzz->limits.max_total = 1 << 26;
    fuzz->limits.max_seekable = 1 << 22;
    fuzz->limits.max_dictionary = 1 << 24;
    fuzz->limits.max_entries = 1000;
    fuzz->sink = (struct unit_sink){ .operations = &fuzz_operations, .limits = &fuzz->limits };
    fuzz->sink.buffer_bytes = malloc(FUZZ_BUFFER);
    fuzz->sink.buffer = (struct span){ fuzz->sink.buffer_bytes, FUZZ_BUFFER };
}

static inline void fuzz_return(struct read_task *task)
{
    while (task && --task->borrowers == 0) {
        struct read_task *parent = task->parent;
        task->drop(task);
        task = parent;
    }
}

static inline void fuzz_sink_finish(struct fuzz_sink *fuzz)
{
    while (fuzz->waiting) {
        struct read_task *task = fuzz->waiting;
        fuzz->waiting = task->next;
        task->next = NULL;
        task->run(task, &fuzz->sink);
        fuzz_return(task);
    }
    fuzz_states(fuzz);
    image_set_free(fuzz->set);
    free(fuzz->sink.buffer_bytes);
}

#endif
