/* SPDX-License-Identifier: Apache-2.0 */
#include "source/digest_aside.h"

#include <stdlib.h>

#include "base/macro.h"

/*
 * One piece is filled while the other is hashed. They are so large that another thread comes to it
 * before the next is full.
 */
enum { PIECE = 2 * 1024 * 1024, PIECES = 2 };

struct piece {
    struct side_job job;
    struct digest *digest;
    size_t len;
    bool begun;
    char *bytes;
};

struct digest_aside {
    struct unit_sink *sink;
    struct piece pieces[PIECES];
    size_t now; /* the one that is filled */
};

static void hash_piece(struct side_job *job)
{
    struct piece *piece = container_of(job, struct piece, job);
    digest_update(piece->digest, (struct span){ piece->bytes, piece->len });
}

static void end(struct digest_aside *self, struct piece *piece)
{
    if (piece->begun)
        side_job_end(self->sink, &piece->job);
    piece->begun = false;
}

struct digest_aside *digest_aside_open(struct digest *digest, struct unit_sink *sink)
{
    if (!side_memory_take(sink, (size_t)PIECE * PIECES))
        return NULL;
    struct digest_aside *self = calloc(1, sizeof(*self));
    char *bytes = malloc((size_t)PIECE * PIECES);
    if (!self || !bytes) {
        side_memory_give(sink, (size_t)PIECE * PIECES);
        free(self);
        free(bytes);
        return NULL;
    }
    self->sink = sink;
    for (size_t i = 0; i < PIECES; i++)
        self->pieces[i] = (struct piece){ .digest = digest, .bytes = bytes + i * PIECE };
    return self;
}

/* Pieces are hashed one after the other: the one before must have been. */
static void begin(struct digest_aside *self)
{
    struct piece *piece = &self->pieces[self->now];
    self->now = (self->now + 1) % PIECES;
    end(self, &self->pieces[self->now]);
    self->pieces[self->now].len = 0;
    piece->begun = true;
    piece->job = (struct side_job){ .run = hash_piece };
    side_job_begin(self->sink, &piece->job);
}

void digest_aside_update(struct digest_aside *self, struct span bytes)
{
    while (bytes.len) {
        struct piece *piece = &self->pieces[self->now];
        size_t part = MIN(bytes.len, (size_t)PIECE - piece->len);
        memcpy(piece->bytes + piece->len, bytes.data, part);
        piece->len += part;
        bytes = span_from(bytes, part);
        if (piece->len == PIECE)
            begin(self);
    }
}

void digest_aside_close(struct digest_aside *self)
{
    if (!self)
        return;
    begin(self);
    end(self, &self->pieces[(self->now + 1) % PIECES]);
    side_memory_give(self->sink, (size_t)PIECE * PIECES);
    free(self->pieces[0].bytes);
    free(self);
}
