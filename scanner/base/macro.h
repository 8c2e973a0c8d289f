/* SPDX-License-Identifier: Apache-2.0 */
/* Small things that the language lacks. */
#ifndef VETO_BASE_MACRO_H
#define VETO_BASE_MACRO_H

#include <stddef.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MIN(a, b) ((a) < (b) ? (a) : (b))
#define MAX(a, b) ((a) > (b) ? (a) : (b))

#define must_check __attribute__((warn_unused_result))
#define printf_like(template, first) __attribute__((format(printf, template, first)))
/* Where a constant argument makes most of the body vanish, which compilers do not see by themselves. */
#define forced_inline __attribute__((always_inline)) inline
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

/* The object that holds `member`, from a pointer to that member. */
#define container_of(ptr, type, member) ((type *)(void *)((char *)(ptr)-offsetof(type, member)))

/* Sizes from outside go through these: true where the result does not fit. */
#define add_overflows(a, b, result) __builtin_add_overflow(a, b, result)
#define mul_overflows(a, b, result) __builtin_mul_overflow(a, b, result)

#endif
