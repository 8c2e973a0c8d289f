/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Memory that goes all at once. Everything made for one unit lives in the worker's arena and is
 * wiped when the arena is reset, so that found secrets do not linger.
 *
 * Invariants: what an arena gives out is aligned for any type, uninitialised unless said, and valid
 * until reset or release. An arena never gives more than its ceiling in all; then, and when the
 * system has no memory, allocations return NULL and `arena_failed` stays true until the reset.
 * Not thread-safe. With VETO_ARENA_PLAIN defined each allocation is a malloc of its own, so that
 * the address sanitizer sees every overrun.
 */
#ifndef VETO_BASE_ARENA_H
#define VETO_BASE_ARENA_H

#include "base/macro.h"
#include "base/span.h"

struct arena_block;

struct arena {
    struct arena_block *blocks; /* newest first */
    struct arena_block *spare;  /* of the plain size, kept over a reset */
    size_t spare_count;
    size_t used; /* given out since the last reset */
    size_t ceiling;
    bool failed;
    bool wipe; /* zero blocks before they are reused or freed */
};

struct arena arena_make(size_t ceiling, bool wipe);
void arena_reset(struct arena *arena);
void arena_release(struct arena *arena);

/*
 * Gives what all arenas have released back to the system, which the allocator would not by itself.
 */
void arena_trim(void);

void *arena_alloc(struct arena *arena, size_t size) must_check;
void *arena_zalloc(struct arena *arena, size_t size) must_check;
/* `count` objects of `size` bytes, zeroed; NULL where the product does not fit. */
void *arena_array(struct arena *arena, size_t count, size_t size) must_check;
/* A copy with a NUL behind it. NULL only on failure. */
char *arena_strndup(struct arena *arena, const char *data, size_t len) must_check;
struct span arena_span(struct arena *arena, struct span span) must_check;
char *arena_printf(struct arena *arena, const char *format, ...) printf_like(2, 3) must_check;

static inline bool arena_failed(const struct arena *arena)
{
    return arena->failed;
}

#define ARENA_NEW(arena, type) ((type *)arena_zalloc(arena, sizeof(type)))
#define ARENA_ARRAY(arena, count, type) ((type *)arena_array(arena, count, sizeof(type)))

#endif
