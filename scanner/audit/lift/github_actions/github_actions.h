/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A workflow or an action of GitHub Actions as facts: events, permissions, jobs, steps, and in
 * `errors` what GitHub would refuse or silently not do. An action's steps stand in one job without
 * an id.
 *
 * One walk along the table of github_actions_schema.h looks at every value once; what a level needs
 * beside the table hangs at it as a hook.
 */
#ifndef VETO_AUDIT_LIFT_GITHUB_ACTIONS_H
#define VETO_AUDIT_LIFT_GITHUB_ACTIONS_H

#include "audit/lift/expression/check.h"
#include "audit/lift/github_actions/schema.h"
#include "audit/lift/put.h"
#include "base/table.h"

enum { WORKFLOW_MAX_TAINTED = 64 };

struct workflow_job {
    const struct node *node; /* the key is its id */
    /* While cycles are looked for: */
    const struct node *next_need;
    struct workflow_job *needed_by;
    bool is_open, is_done;
};

/* Environment variables that hold what anyone may write. */
struct workflow_tainted {
    struct span names[WORKFLOW_MAX_TAINTED];
    size_t count;
};

struct workflow {
    struct put put;
    struct arena *arena;
    const struct node *document;
    bool is_action;
    struct node *errors;
    size_t error_count;
    struct table told;             /* errors, by place and code */
    struct expression_scope scope; /* as it is where the walk is */
    struct table jobs;             /* by the id in lower case: struct workflow_job */
    struct node *facts_jobs;
    /* Of the job and step that the walk is in, or NULL: */
    const struct node *job, *step;
    struct node *facts_job, *facts_steps, *facts_step;
    struct node *credentials, *container_env; /* of the job, once there are any */
    struct node *expressions;                 /* where their facts go, */
    struct node *expressions_outside, *expressions_of_job;
    struct type *steps; /* those before this one */
    const struct type *all_steps;
    struct table step_ids;
    struct type *inputs_before; /* this one, while inputs are declared */
    const struct type *inputs_declared;
    struct workflow_tainted tainted;
    size_t tainted_outside; /* how many of them are not the job's, */
    size_t tainted_in_job;  /* and not the step's */
};

bool github_actions_is(struct span name, struct span bytes);
int github_actions_lift(struct node **out, struct span text, struct arena *arena,
                        struct veto_error *error) must_check;

/* ---- Errors and places (github_actions_place.c) ---- */

/* `name` is what it is about, maybe empty. One error of a code a place. */
void workflow_error(struct workflow *w, const char *code, const char *topic, struct place at,
                    struct span name);
void workflow_syntax_error(struct workflow *w, const char *code, const struct node *member);
/* Of the key; its value may stand lines below. */
struct place workflow_key_place(const struct workflow *w, const struct node *member);
/* Is a comment behind the node, or alone on the line before it? */
bool workflow_may_be_commented(const struct workflow *w, const struct node *node);
struct place workflow_key_place_in(const struct put *put, const struct node *member);
/* An element's, or that of the alias which stands for the list. */
struct place workflow_item_place(const struct workflow *w, const struct node *list,
                                 const struct node *item);

/* Finds bytes of a scalar's text in the file, front to back. */
struct workflow_cursor {
    struct span source; /* that the scalar was read from */
    size_t begin;       /* of it in the file */
    struct span text;
    size_t in_source, in_text;
    char quote;
    bool is_lost;
};

struct workflow_cursor workflow_cursor_of(const struct workflow *w, const struct node *node);
size_t workflow_cursor_find(struct workflow_cursor *cursor, size_t at);

/* ---- The walk ---- */

void workflow_walk(struct workflow *w, const struct node *object, enum workflow_level level);
/* The expressions of a text. */
void workflow_text(struct workflow *w, const struct node *node, const struct workflow_key *key,
                   enum workflow_place place);
/* Expressions in a key. */
void workflow_key_text(struct workflow *w, const struct node *member, enum workflow_place place);
/* Of a text that is one expression; NULL where it is none, `type_any` where there are several. */
const struct type *workflow_type_of_text(struct workflow *w, const struct node *node);
bool workflow_text_is_tainted(struct workflow *w, struct span text);
/* Is the text, trimmed, one expression? */
bool workflow_is_expression(struct span text);

/* ---- What is asked of the levels ---- */

struct workflow_hook {
    enum workflow_level level;
    void (*enter)(struct workflow *w, const struct node *object);
    void (*leave)(struct workflow *w, const struct node *object);
};

void workflow_enter_job(struct workflow *w, const struct node *job);
void workflow_leave_job(struct workflow *w, const struct node *job);
void workflow_enter_step(struct workflow *w, const struct node *step);
void workflow_leave_step(struct workflow *w, const struct node *step);
void workflow_enter_action_run(struct workflow *w, const struct node *runs);
void workflow_enter_inputs(struct workflow *w, const struct node *inputs);
void workflow_leave_input(struct workflow *w, const struct node *input);
void workflow_leave_inputs(struct workflow *w, const struct node *inputs);
void workflow_leave_dispatch_input(struct workflow *w, const struct node *input);
void workflow_leave_dispatch(struct workflow *w, const struct node *dispatch);
void workflow_leave_permissions(struct workflow *w, const struct node *permissions);
void workflow_leave_cron(struct workflow *w, const struct node *item);
void workflow_leave_matrix(struct workflow *w, const struct node *matrix);
void workflow_leave_credentials(struct workflow *w, const struct node *credentials);
void workflow_enter_env(struct workflow *w, const struct node *env);
void workflow_leave_snapshot(struct workflow *w, const struct node *snapshot);

void workflow_check_events(struct workflow *w, const struct node *on);
void workflow_check_needs(struct workflow *w);
void workflow_check_id(struct workflow *w, struct span id, struct place at);
/* `write-all` and the like; `permissions` may be NULL or a map. */
void workflow_check_permission_word(struct workflow *w, const struct node *permissions);
/* What an action must have, by what it runs with. */
void workflow_check_action(struct workflow *w, const struct node *runs);
/* Remembers variables of the `env` of a workflow, a job or a step that anyone may write. */
void workflow_collect_tainted(struct workflow *w, const struct node *of);
void workflow_check_shell(struct workflow *w, const struct node *shell, const struct node *runs_on);
/* `node` is the text of a `uses`. */
void workflow_check_uses(struct workflow *w, const struct node *node, bool is_job);

/* ---- Contexts (github_actions_scope.c) ---- */

void workflow_scope_start(struct workflow *w);
void workflow_scope_job(struct workflow *w, const struct node *job);
const struct type *workflow_type_of_step(struct workflow *w, const struct node *step);
const struct type *workflow_type_of_input(struct workflow *w, const struct node *input);
/* Of an event, or NULL. */
const struct node *workflow_event(const struct workflow *w, const char *name);
bool workflow_has_event(const struct workflow *w, const char *name);
struct workflow_job *workflow_job_named(const struct workflow *w, struct span name);

/* ---- Facts ---- */

void workflow_put_permissions(struct workflow *w, struct node *parent, const struct node *own,
                              const struct node *inherited, struct place at);
void workflow_put_uses(struct workflow *w, struct node *parent, const struct node *node);
void workflow_put_runner(struct workflow *w, struct node *parent, const struct node *job);
void workflow_put_image(struct workflow *w, struct node *list, const struct node *image);

static inline struct span workflow_member_text(const struct node *object, const char *key)
{
    const struct node *node = node_member(object, key);
    return node && node->kind != NODE_OBJECT && node->kind != NODE_ARRAY ? node->text : SPAN_EMPTY;
}

static inline bool workflow_is_text(const struct node *node)
{
    return node && node->kind != NODE_OBJECT && node->kind != NODE_ARRAY && node->kind != NODE_NULL;
}

#endif
