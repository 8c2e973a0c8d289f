/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was found in layers, kept in a file for later scans. A value is found again only by the hash
 * of the stored bytes, which its user has to have computed in this run; and by a key that says what
 * else it depends on. Values are checked when they are read: a damaged file is as good as none.
 *
 * One thread at a time.
 */
#ifndef VETO_RUN_LAYERS_CACHE_H
#define VETO_RUN_LAYERS_CACHE_H

#include "base/buf.h"
#include "base/error.h"

struct cache;

enum { CACHE_VALUE_MAX = 32 * 1024 * 1024 };

struct cache_id {
    uint64_t size;      /* of the stored bytes */
    const char *sha256; /* of them, hex */
    const char *key;
};

/* Made where it is absent: 0600, for this user alone. One that is damaged is begun anew. */
int cache_open(struct cache **out, const char *path, struct veto_error *error);
void cache_close(struct cache *cache);
/* It was damaged, when it was opened or since. */
bool cache_was_damaged(const struct cache *cache);

/* Is there any value for bytes of that length? */
bool cache_has_size(struct cache *cache, uint64_t size, const char *key);
/* False where there is none. It counts as used then, and lives longer. */
bool cache_get(struct cache *cache, const struct cache_id *id, struct buf *into);
/* What does not fit, or cannot be written, is left out. */
void cache_put(struct cache *cache, const struct cache_id *id, struct span value);

#endif
