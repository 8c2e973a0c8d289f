/* SPDX-License-Identifier: Apache-2.0 */
/* Who may have written what an expression comes to. */
#ifndef VETO_AUDIT_LIFT_EXPRESSION_TAINT_H
#define VETO_AUDIT_LIFT_EXPRESSION_TAINT_H

#include "audit/lift/expression/expression.h"

enum expression_taint {
    TAINT_SAFE,
    TAINT_CALLER,   /* who starts or calls the workflow */
    TAINT_INDIRECT, /* anyone, by way of an environment variable */
    TAINT_ATTACKER, /* anyone who opens an issue or a pull request, or names a branch */
};

/* `is_tainted`: does an environment variable of that name hold what anyone may write? */
enum expression_taint expression_taint_of(const struct expression *expression,
                                          bool (*is_tainted)(const void *context, struct span name),
                                          const void *context);

/* "safe", "caller", "indirect", "attacker" */
const char *expression_taint_name(enum expression_taint taint);

/*
 * `a.b[0].c` as the names on its way, `*` for what is not known; the number of them, or 0 where it
 * is no such path.
 */
enum { EXPRESSION_MAX_PATH = 12 };
size_t expression_path(const struct expression *expression, struct span *names);

#endif
