/* SPDX-License-Identifier: Apache-2.0 */
#include "base/table.h"

#include <stdlib.h>
#if defined(__linux__) && !defined(VETO_PORTABLE)
#include <sys/auxv.h>
#else
#include <unistd.h>
#endif

enum { FIRST_CAPACITY = 16 };

void table_init(struct table *table)
{
    *table = (struct table){ 0 };
}

#if defined(__linux__) && !defined(VETO_PORTABLE)
/*
 * Bytes that the kernel gave the process when it began: to ask it anew is a system call for each
 * table, thousands in a folder of small files. The second half of them, since the first is what
 * guards stacks.
 */
static uint64_t random_bits(void)
{
    uint64_t bits = 0;
    const char *bytes = (const char *)(uintptr_t)getauxval(AT_RANDOM);
    if (bytes)
        memcpy(&bits, bytes + sizeof(bits), sizeof(bits));
    return bits;
}
#else
static uint64_t random_bits(void)
{
    uint64_t bits;
    return getentropy(&bits, sizeof(bits)) == 0 ? bits : 0;
}
#endif

/* It only has to differ from what an attacker tried at home. */
static uint64_t new_seed(const struct table *table)
{
    return random_bits() ^ (uint64_t)(uintptr_t)table * 0x9e3779b97f4a7c15u;
}

void table_release(struct table *table)
{
    free(table->slots);
    *table = (struct table){ 0 };
}

static uint64_t hash_of(const struct table *table, struct span key)
{
    uint64_t hash = table->seed ^ (key.len * 0x9e3779b97f4a7c15u);
    while (key.len >= 8) {
        uint64_t word;
        memcpy(&word, key.data, 8);
        hash = (hash ^ word) * 0xff51afd7ed558ccdu;
        hash ^= hash >> 32;
        key = span_from(key, 8);
    }
    uint64_t tail = 0;
    if (key.len)
        memcpy(&tail, key.data, key.len);
    hash = (hash ^ tail) * 0xc4ceb9fe1a85ec53u;
    return hash ^ (hash >> 29);
}

static struct table_slot *slot_of(struct table_slot *slots, size_t capacity, struct span key,
                                  uint64_t hash)
{
    for (size_t i = hash & (capacity - 1);; i = (i + 1) & (capacity - 1)) {
        struct table_slot *slot = &slots[i];
        if (!slot->value || (slot->hash == hash && span_eq(slot->key, key)))
            return slot;
    }
}

static int grow(struct table *table)
{
    size_t capacity = table->capacity ? table->capacity * 2 : FIRST_CAPACITY;
    struct table_slot *slots = calloc(capacity, sizeof(*slots));
    if (!slots)
        return -1;
    for (size_t i = 0; i < table->capacity; i++) {
        const struct table_slot *old = &table->slots[i];
        if (old->value)
            *slot_of(slots, capacity, old->key, old->hash) = *old;
    }
    if (!table->capacity)
        table->seed = new_seed(table);
    free(table->slots);
    table->slots = slots;
    table->capacity = capacity;
    return 0;
}

void *table_get(const struct table *table, struct span key)
{
    if (table->count == 0)
        return NULL;
    return slot_of(table->slots, table->capacity, key, hash_of(table, key))->value;
}

int table_set(struct table *table, struct span key, void *value)
{
    if (table->count * 3 >= table->capacity * 2 && grow(table) < 0)
        return -1;
    uint64_t hash = hash_of(table, key);
    struct table_slot *slot = slot_of(table->slots, table->capacity, key, hash);
    if (!slot->value)
        table->count++;
    *slot = (struct table_slot){ .key = key, .value = value, .hash = hash };
    return 0;
}

const struct table_slot *table_next(const struct table *table, size_t *cursor)
{
    while (*cursor < table->capacity) {
        const struct table_slot *slot = &table->slots[(*cursor)++];
        if (slot->value)
            return slot;
    }
    return NULL;
}
