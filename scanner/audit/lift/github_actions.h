/* SPDX-License-Identifier: Apache-2.0 */
/* A workflow of GitHub Actions as facts: events, permissions, jobs, steps, and what is wrong. */
#ifndef VETO_AUDIT_LIFT_GITHUB_ACTIONS_H
#define VETO_AUDIT_LIFT_GITHUB_ACTIONS_H

#include "audit/lift/put.h"

struct workflow {
    struct put put;
    const struct node *document;
    struct node *errors;
    size_t error_count;
    const struct node *job; /* that is being lifted, or NULL */
    bool has_inputs;        /* an event gives them */
};

/* How deep a text stands: deeper, more contexts are known. */
enum workflow_level { LEVEL_WORKFLOW, LEVEL_JOB, LEVEL_STEP };

/* What a text is to be judged by, where it stands. */
struct workflow_expression {
    bool is_condition; /* the status functions are known */
    enum workflow_level level;
    bool attacker;       /* out: reads what anyone may write */
    const char *problem; /* out: a code, or NULL */
};

bool github_actions_is(struct span name, struct span bytes);
int github_actions_lift(struct node **out, struct span text, struct arena *arena,
                        struct veto_error *error) must_check;

void workflow_error(struct workflow *w, const char *code, const char *topic, struct place at);
struct place workflow_key_place(const struct workflow *w, const struct node *member);
void workflow_check_schema(struct workflow *w);
/* One expression, without its braces. */
void workflow_check_expression(const struct workflow *w, struct span text,
                               struct workflow_expression *expression);

#endif
