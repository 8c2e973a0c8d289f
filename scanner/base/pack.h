/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers and texts as bytes, for what this program keeps for itself and reads again. A reader
 * believes nothing: the first thing that does not fit sticks, and is looked at once, at the end.
 */
#ifndef VETO_BASE_PACK_H
#define VETO_BASE_PACK_H

#include "base/arena.h"
#include "base/buf.h"

void pack_number(struct buf *to, uint64_t number);
void pack_bytes(struct buf *to, struct span bytes);
void pack_text(struct buf *to, const char *text); /* NULL is written as "" */

struct pack_reader {
    struct span rest;
    bool failed;
};

/* Those of a reader that has failed are 0, empty and "". */
uint64_t unpack_number(struct pack_reader *reader);
/* A number that is not above `most`. */
uint64_t unpack_below(struct pack_reader *reader, uint64_t most);
struct span unpack_bytes(struct pack_reader *reader); /* borrowed from what is read */
const char *unpack_text(struct pack_reader *reader, struct arena *arena); /* a copy; never NULL */
/* How many items follow, each of one byte or more: never more than there are bytes. */
size_t unpack_count(struct pack_reader *reader);

#endif
