/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scope exit. A local that owns a handle says so where it is declared:
 *
 *     cleanup(free_ptr) char *text = NULL;
 *     DEFINE_CLEANUP(struct rule_set *, rule_set_free)      // in a .c file, once
 *     cleanup(rule_set_free_ptr) struct rule_set *set = NULL;
 *
 * and hands ownership on with take_ptr(&text).
 */
#ifndef VETO_BASE_CLEANUP_H
#define VETO_BASE_CLEANUP_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define cleanup(function) __attribute__((cleanup(function)))

#define DEFINE_CLEANUP(type, function)                                                             \
    static inline void function##_ptr(type *handle)                                                \
    {                                                                                              \
        if (*handle)                                                                               \
            function(*handle);                                                                     \
    }

/* The pointer, which is NULL where it stood afterwards. */
#define take_ptr(place)                                                                            \
    ({                                                                                             \
        __typeof__(*(place)) taken_ = *(place);                                                    \
        *(place) = NULL;                                                                           \
        taken_;                                                                                    \
    })

static inline void free_ptr(void *place)
{
    free(*(void **)place);
}

static inline void close_fd(const int *fd)
{
    if (*fd >= 0)
        close(*fd);
}

static inline int take_fd(int *place)
{
    int fd = *place;
    *place = -1;
    return fd;
}

DEFINE_CLEANUP(FILE *, fclose)

#endif
