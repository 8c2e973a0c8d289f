/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A hash table from bytes to a pointer. Keys and values are borrowed: whoever fills the table keeps
 * them alive. Seeded per table, so that hostile names cannot make it slow. Not thread-safe for
 * writers; any number of readers may look at a table that no longer changes.
 */
#ifndef VETO_BASE_TABLE_H
#define VETO_BASE_TABLE_H

#include "base/macro.h"
#include "base/span.h"

struct table_slot {
    struct span key;
    void *value; /* NULL = free */
    uint64_t hash;
};

struct table {
    struct table_slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
    uint64_t seed;
};

void table_init(struct table *table);
void table_release(struct table *table);
/* NULL where the key is not in the table. */
void *table_get(const struct table *table, struct span key);
/* `value` must not be NULL; an older value of the key is replaced. Negative without memory. */
int table_set(struct table *table, struct span key, void *value) must_check;
/* Goes through all slots in no useful order: start with `*cursor` 0; NULL at the end. */
const struct table_slot *table_next(const struct table *table, size_t *cursor);

#endif
