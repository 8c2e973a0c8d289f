/* SPDX-License-Identifier: Apache-2.0 */
/*
 * --list-files: what would be read goes to standard output, what would not to standard error with
 * the reason, both sorted. With --null, names are printed as they are and end in NUL; else what a
 * terminal should not see is replaced.
 */
#ifndef VETO_CLI_LISTING_H
#define VETO_CLI_LISTING_H

#include "base/arena.h"
#include "veto/veto.h"

struct listed_file;

struct listing {
    struct arena arena;
    struct listed_file *files;
    size_t count, capacity;
    bool failed; /* out of memory: the list is not whole */
};

struct listing listing_make(void);
void listing_release(struct listing *listing);
void listing_add(struct listing *listing, const struct veto_origin *origin,
                 enum veto_file_verdict verdict);
/* Negative where the list is not whole. */
int listing_print(struct listing *listing, bool null, bool quiet);
/* Problems of the walk, one line each on standard error. */
void listing_print_problems(const struct veto_result *result);

#endif
