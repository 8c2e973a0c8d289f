/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Compiled databases in the user's cache, each under a key that says everything it was made from. A
 * stored file that is damaged, or that somebody else could have written, is as good as absent.
 */
#ifndef VETO_MATCH_STORE_H
#define VETO_MATCH_STORE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/macro.h"

enum { STORE_KEY = 2 * 32 + 1 };

/* Lower-case hex of a digest over `parts`, in order. */
int database_store_key(char key[STORE_KEY], const struct span *parts, size_t count,
              struct veto_error *error);

/* False where there is none that can be used; a damaged one is removed. */
bool database_store_load(const char *key, struct buf *into);
int database_store_save(const char *key, struct span bytes, struct veto_error *error);
void database_store_remove(const char *key);

#endif
