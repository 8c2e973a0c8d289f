/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hashes of paths with a key: whoever makes an image could else make a path that stands for another
 * one, and so overwrite what is not there. Two paths have the same hash under one key in 2^57, for
 * all but the longest names, whatever they are.
 */
#ifndef VETO_SOURCE_IMAGE_PATH_HASH_H
#define VETO_SOURCE_IMAGE_PATH_HASH_H

#include "base/span.h"

enum { PATH_HASH_BITS = 61 };

/* A new one, which nobody can foresee. */
uint64_t path_key_make(void);
bool path_key_is_one(uint64_t key);

/* A path as it is gone down, part by part. */
struct path_hasher {
    uint64_t key, sum;
};

struct path_hasher path_hasher_begin(uint64_t key);
/* The part between two slashes. */
void path_hasher_add(struct path_hasher *hasher, struct span part);
/* Of the path so far, never 0. That of the root is the hash of no parts. */
uint64_t path_hasher_hash(const struct path_hasher *hasher);

/* The hash of a normalised path. */
uint64_t path_hash(uint64_t key, struct span path);

#endif
