/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with an expression, where it stands, and what it comes to. */
#ifndef VETO_AUDIT_LIFT_EXPRESSION_CHECK_H
#define VETO_AUDIT_LIFT_EXPRESSION_CHECK_H

#include "audit/lift/expression/expression.h"
#include "audit/lift/expression/type.h"

enum expression_context {
    CONTEXT_GITHUB,
    CONTEXT_ENV,
    CONTEXT_VARS,
    CONTEXT_JOB,
    CONTEXT_JOBS,
    CONTEXT_STEPS,
    CONTEXT_RUNNER,
    CONTEXT_SECRETS,
    CONTEXT_STRATEGY,
    CONTEXT_MATRIX,
    CONTEXT_NEEDS,
    CONTEXT_INPUTS,
    CONTEXT_COUNT,
};

#define CONTEXT_BIT(context) (1u << (context))

/* Functions that are not known everywhere. */
enum {
    FUNCTION_STATUS = 1 << 0, /* success(), failure(), always(), cancelled() */
    FUNCTION_HASH = 1 << 1,   /* hashFiles() */
};

struct expression_scope {
    const struct type *contexts[CONTEXT_COUNT]; /* NULL: none is declared */
    unsigned known;                             /* bits of the contexts that are known here */
    unsigned functions;                         /* FUNCTION_… that are known here */
    struct arena *arena;
    /* `code` as the checks have it, the byte of the expression, and what it is about. */
    void (*problem)(void *payload, const char *code, size_t at, struct span name);
    void *payload;
};

/* The type that it comes to. `problem` is called for each thing that is wrong; may be NULL. */
const struct type *expression_check(const struct expression_scope *scope,
                                    const struct expression *expression);

/* Is its value the same in every run? */
bool expression_is_constant(const struct expression *expression);

/* CONTEXT_COUNT where there is none of that name. */
enum expression_context expression_context_named(struct span name);

/* What GitHub gives everywhere; `event` is the type of github.event. */
void expression_contexts(struct expression_scope *scope, const struct type *event);

#endif
