/* SPDX-License-Identifier: Apache-2.0 */
/* Exact values, looked for all at once. Immutable, shared by threads; what they are is wiped. */
#ifndef VETO_MATCH_VALUES_H
#define VETO_MATCH_VALUES_H

#include "base/error.h"
#include "base/span.h"

/* Shorter ones would be everywhere, longer ones be cut by the windows of large files. */
enum { VALUE_LEAST = 6, VALUE_MOST = 4096, VALUES_MAX = 100000 };

struct values;

/* Copies the values. Fails where one is too short or too long, or there are too many. */
int values_create(struct values **out, const struct veto_bytes *items, size_t count,
                  struct veto_error *error);
void values_free(struct values *values);

struct value_found {
    size_t begin, len; /* in the bytes */
    size_t index;      /* of the value, as given */
};

/*
 * The first value that begins at `*from` or behind it, the longest where several begin there; `*from`
 * moves behind its first byte. False where there is none.
 */
bool values_next(const struct values *values, struct span bytes, size_t *from,
                 struct value_found *found);

#endif
