/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the Dockerfile's lifter share: stages while they are read. */
#ifndef VETO_AUDIT_LIFT_DOCKERFILE_STAGE_H
#define VETO_AUDIT_LIFT_DOCKERFILE_STAGE_H

#include "audit/lift/image_reference.h"
#include "audit/lift/put.h"
#include "audit/lift/shell/facts.h"
#include "base/table.h"

enum shell_kind { SHELL_KIND_SH, SHELL_KIND_BASH, SHELL_KIND_WINDOWS };

/* Effects that a stage hands on to the stages that build on it. */
struct effects {
    struct span user; /* empty: never set */
    struct place user_place;
    bool user_set, has_workdir, pipefail, pip_cache_off, recommends_off;
    bool healthcheck_off;
    const struct node *healthcheck; /* instruction, or NULL */
    const struct node *shell;       /* SHELL instruction, or NULL */
    enum shell_kind shell_kind;
};

struct stage {
    size_t index;
    const struct node *instruction; /* FROM, or NULL for an implied stage */
    struct span name;               /* in lower case; empty where it has none */
    struct stage *base;             /* an earlier stage, or NULL */
    struct image_reference image;
    struct place place;
    bool unresolved, used_as_base, used_by_copy;
    struct effects effects;
    struct shell_summary summary;
    unsigned healthchecks, commands, entrypoints;
    struct table variables; /* ARG and ENV with a value: struct span * */
    struct table archives;  /* by name: the last COPY or ADD that brings it, a struct node * */
    struct table secret_arguments; /* by name: the ARG, a struct node * */
    struct node *node, *user, *runs, *copies, *env, *args, *labels, *expose, *volumes, *workdirs;
    struct node *cmd_list, *entrypoint_list, *healthcheck_list, *onbuild;
    unsigned pending_updates; /* managers, whose index was updated in a RUN without an install */
    struct node *pending;     /* that RUN */
    struct place pending_place;
    bool ran_one_command; /* the last RUN */
};

struct dockerfile {
    struct put put;
    const struct node *document;
    char escape;
    struct stage *stages;
    size_t stage_count;
    struct stage *at;
    struct table names;            /* of earlier stages, in lower case */
    const struct node *next_stage; /* of the document */
    struct table globals;          /* ARG before the first FROM */
    struct node *errors;
    const struct node *previous; /* instruction */
};

/* `$NAME`, `${NAME:-default}` put in; `*known` is false where a variable has no value. */
struct span dockerfile_expand(struct dockerfile *d, const struct table *variables, struct span text,
                              bool *known);
struct span dockerfile_unquote(struct dockerfile *d, struct span text);
int dockerfile_set(struct dockerfile *d, struct table *variables, struct span name,
                   struct span value) must_check;
/* An earlier stage of that name or number, or NULL. */
struct stage *dockerfile_find_stage(struct dockerfile *d, struct span name);

/* One file per group of instructions. `node` is the instruction. */
void dockerfile_run(struct dockerfile *d, const struct node *node);
void dockerfile_command(struct dockerfile *d, struct node *list, const struct node *node,
                        bool repeated);
void dockerfile_copy(struct dockerfile *d, const struct node *node);
void dockerfile_env(struct dockerfile *d, const struct node *node);
void dockerfile_arg(struct dockerfile *d, const struct node *node);
void dockerfile_label(struct dockerfile *d, const struct node *node);
/* Marks the copies of this stage whose archive is unpacked by a command of `run`. */
void dockerfile_mark_unpacked(struct dockerfile *d, const struct node *run);
/*
 * The next `$NAME` or `${NAME…` from `*at` on, which is moved behind it; the name may be empty.
 * False where there is none.
 */
bool dockerfile_next_reference(struct span text, size_t *at, struct span *name);

static inline struct span instruction_text(const struct node *node, const char *member)
{
    const struct node *found = node_member(node, member);
    return found && found->kind == NODE_STRING ? found->text : SPAN_EMPTY;
}

#endif
