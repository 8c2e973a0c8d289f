/* SPDX-License-Identifier: Apache-2.0 */
#include "run/layers/layer_memory.h"

#include <stdlib.h>

#include "policy/policy.h"
#include "run/layers/layer_key.h"
#include "run/layers/layer_memory_parts.h"
#include "source/image/image_set.h"
#include "unit/origin.h"

enum { MEMORY_ARENA = 256 * 1024 * 1024 };

/* Allow-lists and baselines ask for values and places together; what is listed beside findings is
 * not kept. */
static bool may_remember(const struct worker_shared *shared)
{
    const struct veto_scan_options *options = shared->options;
    return !options->list_files && !options->baseline && !options->explain_dropped &&
           options->find_count == 0 &&
           !(options->policy && options->policy->allow_count);
}

int layer_memory_open(struct layer_memory **out, const struct worker_shared *shared,
                      struct veto_error *error)
{
    *out = NULL;
    if (!may_remember(shared))
        return 0;
    struct layer_memory *memory = calloc(1, sizeof(*memory));
    if (!memory)
        return error_no_memory(error);
    memory->shared = shared;
    memory->arena = arena_make(MEMORY_ARENA, true);
    memory->cache_path = shared->options->show_secrets ? NULL : shared->options->layer_cache;
    table_init(&memory->by_size);
    *out = memory;
    return 0;
}

void layer_memory_free(struct layer_memory *memory)
{
    if (!memory)
        return;
    cache_close(memory->cache);
    table_release(&memory->by_size);
    arena_release(&memory->arena);
    free(memory);
}

/* ---- Asking ---------------------------------------------------------------------------------- */

/* One call of the sink, with the memory to itself. */
struct memory_call {
    struct layer_memory *memory;
    struct worker *worker;
    struct layer_visit *visit;
    enum layer_turn turn;
    struct buf recalled; /* what an earlier run has kept of these bytes */
    const char *trouble; /* worth a word at -v */
    char error[600];
};

static struct span size_key(const uint64_t *size)
{
    return (struct span){ (const char *)size, sizeof(*size) };
}

/* Most runs meet no image, and need neither the key nor, for it, OpenSSL's beginning. */
static int open_cache(struct layer_memory *memory, struct veto_error *error)
{
    const struct worker_shared *shared = memory->shared;
    if (layer_key_make(memory->key, shared->rules, shared->options, shared->limits, shared->salt,
                       error) < 0)
        return -1;
    return cache_open(&memory->cache, memory->cache_path, error);
}

/* Opened when it is asked for the first time. NULL where there is none. */
static struct cache *cache_of(struct memory_call *call)
{
    struct layer_memory *memory = call->memory;
    struct veto_error error = { 0 };
    if (memory->cache || !memory->cache_path)
        return memory->cache;
    if (open_cache(memory, &error) < 0) {
        snprintf(call->error, sizeof(call->error), "the cache of layers is not used: %s",
                 error.message);
        call->trouble = call->error;
        memory->cache_path = NULL;
    } else if (cache_was_damaged(memory->cache)) {
        call->trouble = "the cache of layers was damaged, and is begun anew";
    }
    return memory->cache;
}

/* Without memory nobody waits for it, and it is not told again. */
static struct layer_entry *add_entry(struct memory_call *call)
{
    struct layer_memory *memory = call->memory;
    struct layer_visit *visit = call->visit;
    struct layer_entry *entry = ARENA_NEW(&memory->arena, struct layer_entry);
    if (!entry)
        return NULL;
    entry->size = visit->size;
    entry->stored = visit->stored;
    entry->layer = origin_copy(&memory->arena, visit->origin);
    entry->next_of_size = table_get(&memory->by_size, size_key(&visit->size));
    if (!entry->layer || table_set(&memory->by_size, size_key(&entry->size), entry) < 0)
        return NULL;
    entry->next = memory->entries;
    memory->entries = entry;
    visit->archives = call->worker->sink.counts.archives;
    return entry;
}

/* All that has the layer of `visit` has the one of `entry` instead. */
static void follow(struct memory_call *call, struct layer_entry *entry)
{
    struct stored_layer *own = call->visit->stored, *other = entry->stored;
    struct layer_follower *follower =
            ARENA_NEW(&call->memory->arena, struct layer_follower);
    const struct veto_origin *layer = origin_copy(&call->memory->arena, call->visit->origin);
    if (!follower || !layer)
        return;
    *follower = (struct layer_follower){ layer, entry->followers };
    entry->followers = follower;
    for (struct image_set_layer *user = own->users; user; user = user->next)
        user->stored = other;
    *other->users_end = own->users;
    other->users_end = own->users_end;
    own->users = NULL;
    own->users_end = &own->users;
    call->visit->stored = other;
    call->turn = LAYER_KNOWN;
}

static void wait_for(struct memory_call *call, struct layer_entry *entry)
{
    struct layer_waiter *waiter = ARENA_NEW(&call->memory->arena, struct layer_waiter);
    if (!waiter)
        return;
    *waiter = (struct layer_waiter){ call->visit->task, entry->waiters };
    entry->waiters = waiter;
    pool_hold(call->memory->shared->pool, call->visit->task);
    call->turn = LAYER_WAIT;
}

/* The length alone: is it worth hashing? */
static void begin_unhashed(struct memory_call *call)
{
    struct cache *cache = cache_of(call);
    if (table_get(&call->memory->by_size, size_key(&call->visit->size)) ||
        (cache && cache_has_size(cache, call->visit->size, call->memory->key)))
        call->turn = LAYER_HASH;
    else
        call->visit->entry = add_entry(call);
}

static void begin_hashed(struct memory_call *call)
{
    struct layer_memory *memory = call->memory;
    struct layer_visit *visit = call->visit;
    struct layer_entry *first = table_get(&memory->by_size, size_key(&visit->size));
    struct cache *cache = cache_of(call);
    for (struct layer_entry *e = first; e && call->turn == LAYER_READ; e = e->next_of_size)
        if (e->is_valid && strcmp(e->sha256, visit->sha256) == 0 &&
            stored_layer_answers(e->stored, visit->diff_id))
            follow(call, e);
    for (struct layer_entry *e = first; e && call->turn == LAYER_READ; e = e->next_of_size)
        if (!e->is_done)
            wait_for(call, e);
    if (call->turn != LAYER_READ)
        return;
    visit->entry = add_entry(call);
    const struct cache_id id = { visit->size, visit->sha256, memory->key };
    if (cache && visit->entry && !cache_get(cache, &id, &call->recalled) &&
        cache_was_damaged(cache))
        call->trouble = "the cache of layers is damaged, and thrown away";
}

static void begin(void *payload)
{
    struct memory_call *call = payload;
    if (call->visit->sha256[0])
        begin_hashed(call);
    else
        begin_unhashed(call);
}

static void end(void *payload)
{
    struct memory_call *call = payload;
    struct layer_visit *visit = call->visit;
    struct layer_entry *entry = visit->entry;
    struct pool *pool = call->memory->shared->pool;
    memcpy(entry->sha256, visit->sha256, sizeof(entry->sha256));
    entry->is_done = true;
    entry->is_valid = visit->is_whole && pool_stopped(pool) == POOL_RUNS;
    if (!entry->is_recalled)
        entry->counts.archives = call->worker->sink.counts.archives - visit->archives;
    while (entry->waiters) {
        struct read_task *task = entry->waiters->task;
        entry->waiters = entry->waiters->next;
        pool_resume(pool, task);
    }
}

/* An earlier run has read these bytes: what it has found is told now. */
static bool recall(struct memory_call *call)
{
    struct layer_visit *visit = call->visit;
    struct layer_entry *entry = visit->entry;
    if (call->recalled.len == 0 ||
        !layer_recall(call->worker, entry, visit, buf_span(&call->recalled)))
        return false;
    entry->is_recalled = true;
    visit->is_whole = true;
    pool_exclusive(call->memory->shared->pool, end, call);
    return true;
}

enum layer_turn layer_memory_begin(struct worker *worker, struct layer_visit *visit)
{
    struct memory_call call = { .memory = worker->shared->memory,
                                .worker = worker,
                                .visit = visit,
                                .turn = LAYER_READ,
                                .recalled = buf_make(CACHE_VALUE_MAX) };
    if (!call.memory)
        return LAYER_READ;
    pool_exclusive(call.memory->shared->pool, begin, &call);
    /* A layer that waits may be looked at by another thread from here on. */
    if (call.turn == LAYER_READ && recall(&call))
        call.turn = LAYER_KNOWN;
    if (call.trouble)
        worker->sink.operations->say(&worker->sink, call.trouble);
    buf_release(&call.recalled);
    return call.turn;
}

void layer_memory_end(struct worker *worker, struct layer_visit *visit)
{
    struct memory_call call = { .memory = worker->shared->memory,
                                .worker = worker,
                                .visit = visit };
    if (call.memory && visit->entry)
        pool_exclusive(call.memory->shared->pool, end, &call);
}
