/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tests' twin of the machine room: a sink that runs every task at once, on one thread, and
 * keeps what it was given as text.
 */
#ifndef VETO_TEST_TWIN_H
#define VETO_TEST_TWIN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "source/content.h"
#include "source/image/image_set.h"
#include "unit/origin.h"

enum { TWIN_MAX = 4096, TWIN_BUFFER = 1 << 20 };

struct twin_unit {
    char *place; /* as origin_append has it */
    char *bytes; /* the owned ones, NUL-terminated */
    size_t len;
    uint64_t offset; /* of bytes[0] */
    kind_set kinds;
};

struct twin_note {
    char *place;
    char *text; /* for an event: `rule: text` */
    enum veto_problem_kind kind;
};

struct twin {
    struct unit_sink sink;
    struct limits limits;
    bool stop;
    struct twin_unit units[TWIN_MAX];
    size_t unit_count;
    struct twin_note problems[TWIN_MAX];
    size_t problem_count;
    struct twin_note events[64];
    size_t event_count;
    struct twin_note files[TWIN_MAX]; /* text: the verdict's number */
    size_t file_count;
    size_t batches_out;
    struct read_task *waiting;
    size_t stop_after; /* units; 0 = never */
    struct image_set *set; /* the last */
};

static inline struct twin *twin_of(struct unit_sink *sink)
{
    return container_of(sink, struct twin, sink);
}

static inline char *twin_place(const struct veto_origin *origin)
{
    struct buf text = buf_make(1 << 20);
    origin_append(&text, origin);
    return text.data ? text.data : strdup("");
}

static inline void twin_scan(struct unit_sink *sink, const struct unit *unit)
{
    struct twin *twin = twin_of(sink);
    assert_true(twin->unit_count < TWIN_MAX);
    assert_true(unit->own_begin <= unit->own_end && unit->own_end <= unit->bytes.len);
    struct twin_unit *seen = &twin->units[twin->unit_count++];
    seen->len = unit->own_end - unit->own_begin;
    seen->bytes = calloc(1, seen->len + 1);
    memcpy(seen->bytes, unit->bytes.data + unit->own_begin, seen->len);
    seen->offset = unit->offset + unit->own_begin;
    seen->kinds = unit->kinds;
    seen->place = twin_place(unit->origin);
    if (twin->stop_after && twin->unit_count >= twin->stop_after)
        twin->stop = true;
}

static inline struct unit_batch *twin_batch(struct unit_sink *sink, size_t bytes)
{
    struct twin *twin = twin_of(sink);
    if (twin->stop)
        return NULL;
    struct unit_batch *batch = calloc(1, sizeof(*batch));
    *batch = (struct unit_batch){
        .bytes = malloc(bytes ? bytes : 1),
        .capacity = bytes,
        .arena = arena_make((size_t)1 << 26, true),
    };
    twin->batches_out++;
    return batch;
}

static inline void twin_discard(struct unit_sink *sink, struct unit_batch *batch)
{
    twin_of(sink)->batches_out--;
    arena_release(&batch->arena);
    free(batch->bytes);
    free(batch);
}

static inline void twin_submit(struct unit_sink *sink, struct unit_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++)
        twin_scan(sink, &batch->units[i]);
    twin_discard(sink, batch);
}

static inline void twin_read(struct unit_sink *sink, struct read_task *task)
{
    struct twin *twin = twin_of(sink);
    assert_int_equal(task->borrowers, 0);
    task->borrowers = 1; /* itself, until it has run */
    if (task->parent)
        task->parent->borrowers++;
    task->next = twin->waiting;
    twin->waiting = task;
}

static inline void twin_problem(struct unit_sink *sink, const struct veto_problem *problem)
{
    struct twin *twin = twin_of(sink);
    assert_true(twin->problem_count < TWIN_MAX);
    twin->problems[twin->problem_count++] = (struct twin_note){
        .place = twin_place(problem->origin),
        .text = strdup(problem->text),
        .kind = problem->kind,
    };
}

static inline void twin_event(struct unit_sink *sink, const struct unit_event *event)
{
    struct twin *twin = twin_of(sink);
    char *text = NULL;
    assert_true(asprintf(&text, "%s: %s", event->rule, event->text) > 0);
    twin->events[twin->event_count++] =
            (struct twin_note){ .place = twin_place(event->origin), .text = text };
}

static inline void twin_file(struct unit_sink *sink, const struct veto_origin *origin,
                             enum veto_file_verdict verdict)
{
    struct twin *twin = twin_of(sink);
    char *text = NULL;
    assert_true(asprintf(&text, "%d", (int)verdict) > 0);
    twin->files[twin->file_count++] =
            (struct twin_note){ .place = twin_place(origin), .text = text };
}

static inline void twin_say(struct unit_sink *sink, const char *line)
{
    (void)sink;
    assert_non_null(line);
}

static inline void twin_image(struct unit_sink *sink, const struct veto_origin *image)
{
    (void)sink;
    assert_int_equal(image->kind, VETO_ORIGIN_IMAGE);
}

static inline void twin_image_set(struct unit_sink *sink, struct image_set *set)
{
    struct twin *twin = twin_of(sink);
    image_set_free(twin->set);
    twin->set = set;
}

static inline bool twin_stopped(const struct unit_sink *sink)
{
    return container_of(sink, const struct twin, sink)->stop;
}

static inline struct twin *twin_create(void)
{
    static const struct sink_operations operations = {
        .scan = twin_scan,
        .batch = twin_batch,
        .submit = twin_submit,
        .discard = twin_discard,
        .read = twin_read,
        .problem = twin_problem,
        .event = twin_event,
        .file = twin_file,
        .say = twin_say,
        .image = twin_image,
        .image_set = twin_image_set,
        .stopped = twin_stopped,
    };
    struct twin *twin = calloc(1, sizeof(*twin));
    char *buffer = malloc(TWIN_BUFFER);
    twin->limits = limits_default();
    twin->sink = (struct unit_sink){
        .operations = &operations,
        .limits = &twin->limits,
        .buffer = { buffer, TWIN_BUFFER },
        .buffer_bytes = buffer,
    };
    return twin;
}

/* Drops the task, and its parents, once nothing borrows from them. */
static inline void twin_release(struct read_task *task)
{
    while (task && --task->borrowers == 0) {
        struct read_task *parent = task->parent;
        task->drop(task);
        task = parent;
    }
}

/* Runs every task that waits or comes of one, the last pushed first. */
static inline void twin_run_waiting(struct twin *twin)
{
    while (twin->waiting) {
        struct read_task *first = twin->waiting;
        twin->waiting = first->next;
        if (!twin->stop)
            first->run(first, &twin->sink);
        twin_release(first);
    }
}

/* Runs `task`, and every task that comes of it. */
static inline void twin_run(struct twin *twin, struct read_task *task)
{
    twin_read(&twin->sink, task);
    twin_run_waiting(twin);
}

static inline void twin_notes_free(struct twin_note *notes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(notes[i].place);
        free(notes[i].text);
    }
}

/* Fails the test where a batch was neither submitted nor discarded. */
static inline void twin_free(struct twin *twin)
{
    assert_int_equal(twin->batches_out, 0);
    for (size_t i = 0; i < twin->unit_count; i++) {
        free(twin->units[i].place);
        free(twin->units[i].bytes);
    }
    twin_notes_free(twin->problems, twin->problem_count);
    twin_notes_free(twin->events, twin->event_count);
    twin_notes_free(twin->files, twin->file_count);
    image_set_free(twin->set);
    free(twin->sink.buffer_bytes);
    free(twin);
}

/* The first unit at a place that ends with `place` and holds `text`; NULL where there is none. */
static inline const struct twin_unit *twin_find(const struct twin *twin, const char *place,
                                                const char *text)
{
    for (size_t i = 0; i < twin->unit_count; i++) {
        const struct twin_unit *unit = &twin->units[i];
        if (span_ends(span_of(unit->place), span_of(place)) &&
            span_find((struct span){ unit->bytes, unit->len }, span_of(text)) != SIZE_MAX)
            return unit;
    }
    return NULL;
}

/* The first problem at a place that ends with `place` whose text holds `text`. */
static inline const struct twin_note *twin_trouble(const struct twin *twin, const char *place,
                                                   const char *text)
{
    for (size_t i = 0; i < twin->problem_count; i++)
        if (span_ends(span_of(twin->problems[i].place), span_of(place)) &&
            strstr(twin->problems[i].text, text))
            return &twin->problems[i];
    return NULL;
}

/* For a test that is being written: everything that was seen. */
static inline void twin_print(const struct twin *twin)
{
    for (size_t i = 0; i < twin->unit_count; i++)
        print_message("unit %s (%zu): %.60s\n", twin->units[i].place, twin->units[i].len,
                      twin->units[i].bytes);
    for (size_t i = 0; i < twin->problem_count; i++)
        print_message("problem %d %s: %s\n", (int)twin->problems[i].kind, twin->problems[i].place,
                      twin->problems[i].text);
    for (size_t i = 0; i < twin->event_count; i++)
        print_message("event %s: %s\n", twin->events[i].place, twin->events[i].text);
}

#endif
