/* SPDX-License-Identifier: Apache-2.0 */
#include "source/inflate_ahead.h"

#include <stdlib.h>
#include <string.h>

#include "base/macro.h"

enum {
    SEGMENTS = 4,
    MOST_USELESS = 3,             /* jobs in a row */
    JOB_WINDOW = 8 * 1024 * 1024, /* what a job's zstd frames may ask for */
    LONGEST_HEADER = 16,
};

const struct inflate_ahead_sizes inflate_ahead_sizes = {
    .block = 256 * 1024,
    .segment_least = 128 * 1024,
    .segment_most = 1024 * 1024,
    .segment_out = 4 * 1024 * 1024,
    .searched = 8 * 1024 * 1024,
};

struct segment {
    struct side_job job;
    struct inflater *inflater; /* the job's */
    char *in, *out;
    size_t in_len, out_len, out_room;
    struct span rest;   /* of `in`: not yet inflated */
    size_t taken;       /* of `out` */
    bool begins_member; /* as far as its first bytes tell */
    bool begun;         /* its job was */
    bool clean;         /* the job inflated all of it, to the end of a member */
};

struct inflate_ahead {
    enum inflate_kind kind;
    struct inflate_ahead_sizes sizes;
    struct content_reader *source;
    struct unit_sink *sink;
    struct segment segments[SEGMENTS]; /* a ring: the one that is taken, then those ahead */
    size_t first, count;               /* of whole ones; the next may have its front */
    uint64_t searched;                 /* since a member was last seen to begin */
    unsigned useless;
    bool splits; /* a second member was seen */
    bool plain;  /* it is not looked for any more */
    bool source_ended, source_failed;
    bool is_taken; /* the first segment is begun with */
};

static struct segment *segment_at(struct inflate_ahead *self, size_t i)
{
    return &self->segments[(self->first + i) % SEGMENTS];
}

/* ---- Jobs ------------------------------------------------------------------------------------ */

static void inflate_segment(struct side_job *job)
{
    struct segment *segment = container_of(job, struct segment, job);
    struct span in = { segment->in, segment->in_len };
    enum inflate_status status = INFLATE_MORE;
    size_t written = 1;
    segment->out_len = 0;
    inflate_reset(segment->inflater);
    /* Once more where all is read: something may still be held back. */
    while (status == INFLATE_MORE && segment->out_len < segment->out_room && (in.len || written)) {
        status = inflate_run(segment->inflater, &in, false, segment->out + segment->out_len,
                             segment->out_room - segment->out_len, &written);
        segment->out_len += written;
    }
    segment->clean = status == INFLATE_MORE && in.len == 0 && inflate_is_between(segment->inflater);
}

static bool has_means(struct inflate_ahead *self, struct segment *segment)
{
    if (!segment->out)
        segment->out = malloc(self->sizes.segment_out);
    segment->out_room = self->sizes.segment_out;
    if (!segment->inflater)
        inflate_open(&segment->inflater, self->kind, JOB_WINDOW, NULL);
    return segment->out && segment->inflater;
}

static void begin(struct inflate_ahead *self, struct segment *segment)
{
    segment->begun = self->splits && !self->plain && segment->begins_member &&
                     has_means(self, segment);
    if (segment->begun)
        side_job_begin(self->sink, &segment->job);
}

static void end(struct inflate_ahead *self, struct segment *segment)
{
    if (segment->begun)
        side_job_end(self->sink, &segment->job);
    segment->begun = false;
}

/* ---- Segments -------------------------------------------------------------------------------- */

static bool has_room(const struct inflate_ahead *self, struct segment *segment)
{
    if (!segment->in)
        segment->in = malloc(self->sizes.segment_most + self->sizes.block);
    return segment->in != NULL;
}

/* An empty one behind the others. What it begins with may be there already. */
static struct segment *open_segment(struct inflate_ahead *self)
{
    struct segment *segment = segment_at(self, self->count);
    segment->job = (struct side_job){ .run = inflate_segment };
    segment->clean = false;
    segment->taken = segment->out_len = 0;
    return has_room(self, segment) ? segment : NULL;
}

/* What is behind `cut` is the front of the next segment, and a member's. */
static bool cut_segment(struct inflate_ahead *self, struct segment *segment, size_t cut)
{
    struct segment *next = segment_at(self, self->count + 1);
    if (!has_room(self, next))
        return false;
    next->in_len = segment->in_len - cut;
    memcpy(next->in, segment->in + cut, next->in_len);
    next->begins_member = true;
    segment->in_len = cut;
    self->searched = 0;
    self->splits = true;
    return true;
}

/* Reads until the next member begins, or the segment is as long as may be. False on trouble. */
static bool fill_segment(struct inflate_ahead *self, struct segment *segment)
{
    const struct inflate_ahead_sizes *sizes = &self->sizes;
    size_t most = self->plain ? sizes->block : sizes->segment_most, looked = sizes->segment_least;
    while (segment->in_len < most && !self->source_ended) {
        char *into = segment->in + segment->in_len;
        ssize_t got = self->source->read(self->source, into, sizes->block);
        self->source_failed = got < 0;
        self->source_ended = got < (ssize_t)sizes->block;
        segment->in_len += got > 0 ? (size_t)got : 0;
        if (self->plain)
            continue;
        struct span bytes = { segment->in, segment->in_len };
        size_t cut = inflate_find_member(self->kind, bytes, looked);
        if (cut != SIZE_MAX)
            return cut_segment(self, segment, cut);
        self->searched += got > 0 ? (uint64_t)got : 0;
        /* A header may be cut by the end of the block. */
        looked = MAX(looked, bytes.len - MIN(bytes.len, (size_t)LONGEST_HEADER));
    }
    self->plain |= self->searched > sizes->searched;
    return !self->source_failed || segment->in_len;
}

/* One more segment; false where there is none. */
static bool add_segment(struct inflate_ahead *self)
{
    struct segment *segment = open_segment(self);
    if (!segment) {
        self->source_failed = self->source_ended = true;
        return false;
    }
    if (!fill_segment(self, segment) || segment->in_len == 0)
        return false;
    segment->rest = (struct span){ segment->in, segment->in_len };
    begin(self, segment);
    self->count++;
    return true;
}

/* The ring is full when one slot is left, for the front of the next. */
static bool has_segment(struct inflate_ahead *self)
{
    while (self->count + 1 < SEGMENTS && (self->count == 0 || (self->splits && !self->plain)))
        if (!add_segment(self))
            break;
    return self->count > 0;
}

static void drop_segment(struct inflate_ahead *self)
{
    struct segment *segment = segment_at(self, 0);
    segment->in_len = 0;
    segment->begins_member = false;
    self->count--;
    /* The same memory serves again where nothing was read ahead. */
    if (self->count || segment_at(self, 1)->in_len)
        self->first = (self->first + 1) % SEGMENTS;
    self->is_taken = false;
}

/* What its job made stands for the segment where the member before ended at its beginning. */
static void take_segment(struct inflate_ahead *self, const struct inflater *inflater)
{
    struct segment *segment = segment_at(self, 0);
    bool was_begun = segment->begun;
    end(self, segment);
    self->is_taken = true;
    if (!was_begun)
        return;
    if (segment->clean && inflate_is_between(inflater)) {
        segment->rest.len = 0;
        self->useless = 0;
        return;
    }
    segment->out_len = 0;
    self->plain |= ++self->useless >= MOST_USELESS;
}

/* ---- The door -------------------------------------------------------------------------------- */

/* Of all segments. */
static size_t memory_of(const struct inflate_ahead_sizes *sizes)
{
    return SEGMENTS * (sizes->segment_most + sizes->block + sizes->segment_out);
}

struct inflate_ahead *inflate_ahead_open(enum inflate_kind kind, struct content_reader *source,
                                         struct unit_sink *sink,
                                         const struct inflate_ahead_sizes *sizes)
{
    struct inflate_ahead *self = calloc(1, sizeof(*self));
    if (!self || !side_memory_take(sink, memory_of(sizes))) {
        free(self);
        return NULL;
    }
    self->kind = kind;
    self->sizes = *sizes;
    self->source = source;
    self->sink = sink;
    return self;
}

void inflate_ahead_close(struct inflate_ahead *self)
{
    if (!self)
        return;
    for (size_t i = 0; i < SEGMENTS; i++) {
        end(self, &self->segments[i]);
        inflate_close(self->segments[i].inflater);
        free(self->segments[i].in);
        free(self->segments[i].out);
    }
    side_memory_give(self->sink, memory_of(&self->sizes));
    free(self);
}

static size_t copy_out(struct segment *segment, char *into, size_t room)
{
    size_t part = MIN(room, segment->out_len - segment->taken);
    memcpy(into, segment->out + segment->taken, part);
    segment->taken += part;
    return part;
}

enum inflate_status inflate_ahead_run(struct inflate_ahead *self, struct inflater *inflater,
                                      char *into, size_t room, size_t *written, uint64_t *used,
                                      bool *failed)
{
    struct span none = SPAN_EMPTY;
    *written = 0;
    *used = 0;
    *failed = false;
    while (has_segment(self)) {
        struct segment *segment = segment_at(self, 0);
        if (!self->is_taken) {
            take_segment(self, inflater);
            *used += segment->in_len;
        }
        if (segment->taken < segment->out_len) {
            *written = copy_out(segment, into, room);
            return INFLATE_MORE;
        }
        /* Also where all is used: something may still be held back. */
        bool is_made = segment->out_len > 0;
        enum inflate_status status = INFLATE_MORE;
        if (!is_made)
            status = inflate_run(inflater, &segment->rest, false, into, room, written);
        if (status != INFLATE_MORE || *written)
            return status;
        if (segment->rest.len == 0)
            drop_segment(self);
    }
    *failed = self->source_failed;
    if (*failed)
        return INFLATE_TRUNCATED;
    return inflate_run(inflater, &none, true, into, room, written);
}

bool inflate_ahead_has_rest(struct inflate_ahead *self)
{
    return has_segment(self);
}

ssize_t inflate_ahead_rest(struct inflate_ahead *self, char *into, size_t len)
{
    size_t done = 0;
    while (done < len && has_segment(self)) {
        struct segment *segment = segment_at(self, 0);
        size_t part = MIN(len - done, segment->rest.len);
        end(self, segment);
        memcpy(into + done, segment->rest.data, part);
        segment->rest = span_from(segment->rest, part);
        done += part;
        if (segment->rest.len == 0)
            drop_segment(self);
    }
    return done == 0 && self->source_failed ? -1 : (ssize_t)done;
}
