/* SPDX-License-Identifier: Apache-2.0 */
/* What the lifters of GitLab pipelines share; nothing outside them includes this. */
#ifndef VETO_AUDIT_LIFT_GITLAB_CI_PARTS_H
#define VETO_AUDIT_LIFT_GITLAB_CI_PARTS_H

#include "audit/lift/lines.h"
#include "audit/lift/put.h"

enum { GITLAB_MAX_LAYERS = 16 };

struct gitlab {
    struct put put;
    struct line_index lines;
    const struct node *document;
};

/* A job, below it the jobs that it extends, and what holds for all. */
struct gitlab_job {
    struct gitlab *g;
    const struct node *layers[GITLAB_MAX_LAYERS]; /* the job's own first */
    size_t own;                                   /* the job and what it extends */
    size_t count;                                 /* and the defaults */
    struct place key;
    struct node *facts;
};

struct span gitlab_text(const struct node *node);
/* The key's value of the first layer that has one, or NULL. */
const struct node *gitlab_setting(const struct gitlab_job *job, const char *key);
struct place gitlab_place(const struct gitlab_job *job, const struct node *node);

/* `variables` of any place: name, value, secretName, literal, placeholder, lower. */
void gitlab_variables(struct gitlab *g, struct node *list, const struct node *variables);
/* `script` and `runs`: the lines of a job, and what their commands do. Negative without memory. */
int gitlab_scripts(const struct gitlab_job *job) must_check;

#endif
