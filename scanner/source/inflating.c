/* SPDX-License-Identifier: Apache-2.0 */
#include "source/inflating.h"

#include <stdlib.h>

#include "base/macro.h"
#include "unit/problem.h"

static int fail(struct inflating_reader *self)
{
    self->ended = self->failed = true;
    return -1;
}

static int fail_with(struct inflating_reader *self, const char *text)
{
    if (!self->silent)
        problem_add(self->sink, VETO_PROBLEM_UNREAD, self->origin, "%s", text);
    return fail(self);
}

/* More compressed bytes, once the inflater has used up what there was. */
static int refill(struct inflating_reader *self)
{
    if (self->input.len || self->source_ended)
        return 0;
    ssize_t got = self->source->read(self->source, self->block, INFLATING_BLOCK);
    if (got < 0)
        return fail(self);
    self->source_ended = got < INFLATING_BLOCK;
    self->input = (struct span){ self->block, (size_t)got };
    return 0;
}

/* What one run of the inflater made, and of how many compressed bytes. */
struct inflated {
    enum inflate_status status;
    size_t written;
    uint64_t used;
};

/* Negative where the source cannot be read. */
static int inflate_alone(struct inflating_reader *self, char *into, size_t room,
                         struct inflated *made)
{
    if (refill(self) < 0)
        return -1;
    size_t before = self->input.len;
    made->status = inflate_run(self->inflater, &self->input, self->source_ended, into, room,
                               &made->written);
    made->used = before - self->input.len;
    return 0;
}

static int inflate_together(struct inflating_reader *self, char *into, size_t room,
                            struct inflated *made)
{
    bool failed;
    made->status = inflate_ahead_run(self->ahead, self->inflater, into, room, &made->written,
                                     &made->used, &failed);
    return failed ? fail(self) : 0;
}

/* One run of the inflater. Negative once nothing more will come. */
static int run(struct inflating_reader *self, char *into, size_t room, size_t *written)
{
    struct inflated made = { .status = INFLATE_MORE };
    *written = 0;
    if (sink_stopped(self->sink))
        return fail(self);
    if ((self->ahead ? inflate_together : inflate_alone)(self, into, room, &made) < 0)
        return -1;
    enum inflate_status status = made.status;
    *written = made.written;
    self->account.in += made.used;
    account_add(&self->account, *written);
    if (status == INFLATE_END) {
        self->ended = true;
        return -1;
    }
    if (status != INFLATE_MORE)
        return fail_with(self, inflate_status_text(status));
    const char *breach = account_breach(&self->account);
    return breach ? fail_with(self, breach) : 0;
}

static ssize_t inflating_read(struct content_reader *reader, char *into, size_t len)
{
    struct inflating_reader *self = container_of(reader, struct inflating_reader, base);
    size_t got = 0, written = 0;
    while (got < len && !self->ended) {
        run(self, into + got, len - got, &written);
        got += written;
    }
    return got == 0 && self->failed ? -1 : (ssize_t)got;
}

int inflating_open(struct inflating_reader *reader, enum inflate_kind kind,
                   struct content_reader *source, struct unit_sink *sink,
                   const struct veto_origin *origin, struct content_state state,
                   struct veto_error *error)
{
    *reader = (struct inflating_reader){
        .base.read = inflating_read,
        .source = source,
        .sink = sink,
        .origin = origin,
        .account = account_open(sink->limits, state, kind == INFLATE_ZSTD),
        .block = malloc(INFLATING_BLOCK),
    };
    if (!reader->block)
        return error_no_memory(error);
    if (inflate_open(&reader->inflater, kind, sink->limits->max_dictionary, error) < 0) {
        inflating_close(reader);
        return -1;
    }
    return 0;
}

void inflating_use_threads(struct inflating_reader *reader, enum inflate_kind kind)
{
    reader->ahead = inflate_ahead_open(kind, reader->source, reader->sink, &inflate_ahead_sizes);
}

void inflating_close(struct inflating_reader *reader)
{
    inflate_ahead_close(reader->ahead);
    reader->ahead = NULL;
    inflate_close(reader->inflater);
    free(reader->block);
    reader->inflater = NULL;
    reader->block = NULL;
}

bool inflating_has_rest(struct inflating_reader *reader)
{
    if (!reader->ended || reader->failed)
        return false;
    return reader->ahead ? inflate_ahead_has_rest(reader->ahead) : reader->input.len > 0;
}

static ssize_t rest_read(struct content_reader *reader, char *into, size_t len)
{
    struct inflating_reader *self = container_of(reader, struct inflating_reader, base);
    if (self->ahead)
        return inflate_ahead_rest(self->ahead, into, len);
    size_t first = MIN(len, self->input.len);
    memcpy(into, self->input.data, first);
    self->input = span_from(self->input, first);
    if (first == len || self->source_ended)
        return (ssize_t)first;
    ssize_t more = self->source->read(self->source, into + first, len - first);
    return more < 0 ? (first ? (ssize_t)first : more) : (ssize_t)first + more;
}

struct content_reader *inflating_rest(struct inflating_reader *reader)
{
    reader->base.read = rest_read;
    return &reader->base;
}
