/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/wipe.h"

enum { BLOCK_SIZE = 64 * 1024, ALIGNMENT = 16, SPARE_MAX = 8 };

struct arena_block {
    struct arena_block *next;
    size_t size; /* of the bytes behind this header */
    size_t used;
    size_t padding; /* keeps the bytes aligned */
};

_Static_assert(sizeof(struct arena_block) % ALIGNMENT == 0, "block bytes must be aligned");

static char *block_bytes(struct arena_block *block)
{
    return (char *)(block + 1);
}

struct arena arena_make(size_t ceiling, bool wipe)
{
    return (struct arena) { .ceiling = ceiling, .wipe = wipe };
}

static void block_free(const struct arena *arena, struct arena_block *block)
{
    if (arena->wipe)
        wipe_bytes(block_bytes(block), block->used);
    free(block);
}

/* Blocks that go to the system and come back are the dearest part of many small units. */
static void keep_or_free(struct arena *arena, struct arena_block *block)
{
    if (block->size != BLOCK_SIZE || arena->spare_count == SPARE_MAX) {
        block_free(arena, block);
        return;
    }
    if (arena->wipe)
        wipe_bytes(block_bytes(block), block->used);
    block->used = 0;
    block->next = arena->spare;
    arena->spare = block;
    arena->spare_count++;
}

void arena_reset(struct arena *arena)
{
    for (struct arena_block *block = arena->blocks; block;) {
        struct arena_block *next = block->next;
        keep_or_free(arena, block);
        block = next;
    }
    arena->blocks = NULL;
    arena->used = 0;
    arena->failed = false;
}

static void free_all(const struct arena *arena, struct arena_block *block)
{
    while (block) {
        struct arena_block *next = block->next;
        block_free(arena, block);
        block = next;
    }
}

void arena_release(struct arena *arena)
{
    free_all(arena, arena->blocks);
    free_all(arena, arena->spare);
    *arena = arena_make(arena->ceiling, arena->wipe);
}

void arena_trim(void)
{
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

static struct arena_block *block_new(struct arena *arena, size_t size)
{
#ifdef VETO_ARENA_PLAIN
    size_t wanted = size;
#else
    size_t wanted = MAX(size, (size_t)BLOCK_SIZE);
#endif
    struct arena_block *block = wanted == BLOCK_SIZE ? arena->spare : NULL;
    if (block) {
        arena->spare = block->next;
        arena->spare_count--;
    } else {
        block = malloc(sizeof(*block) + wanted);
    }
    if (!block)
        return NULL;
    *block = (struct arena_block) { .next = arena->blocks, .size = wanted };
    arena->blocks = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t rounded;
    if (add_overflows(size, (size_t)ALIGNMENT - 1, &rounded))
        goto fail;
    rounded &= ~(size_t)(ALIGNMENT - 1);
    if (rounded == 0)
        rounded = ALIGNMENT;
    if (rounded > arena->ceiling || arena->used > arena->ceiling - rounded)
        goto fail;

    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < rounded)
        block = block_new(arena, rounded);
    if (!block)
        goto fail;
    void *bytes = block_bytes(block) + block->used;
    block->used += rounded;
    arena->used += rounded;
    return bytes;
fail:
    arena->failed = true;
    return NULL;
}

void *arena_zalloc(struct arena *arena, size_t size)
{
    void *bytes = arena_alloc(arena, size);
    if (bytes)
        memset(bytes, 0, size);
    return bytes;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (mul_overflows(count, size, &total)) {
        arena->failed = true;
        return NULL;
    }
    return arena_zalloc(arena, total);
}

char *arena_strndup(struct arena *arena, const char *data, size_t len)
{
    size_t size;
    if (add_overflows(len, (size_t)1, &size)) {
        arena->failed = true;
        return NULL;
    }
    char *copy = arena_alloc(arena, size);
    if (!copy)
        return NULL;
    if (len)
        memcpy(copy, data, len);
    copy[len] = '\0';
    return copy;
}

struct span arena_span(struct arena *arena, struct span span)
{
    char *copy = arena_strndup(arena, span.data, span.len);
    return copy ? (struct span) { copy, span.len } : SPAN_EMPTY;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *text = len < 0 ? NULL : arena_alloc(arena, (size_t)len + 1);
    if (text)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}
