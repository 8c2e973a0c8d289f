/* SPDX-License-Identifier: Apache-2.0 */
/* The syntax of workflows and actions as a table: a row a key. */
#ifndef VETO_AUDIT_LIFT_GITHUB_ACTIONS_SCHEMA_H
#define VETO_AUDIT_LIFT_GITHUB_ACTIONS_SCHEMA_H

#include "base/span.h"

/* What a value may be. */
enum workflow_value {
    VALUE_TEXT = 1 << 0, /* any scalar */
    VALUE_MAP = 1 << 1,
    VALUE_LIST = 1 << 2,
    VALUE_NULL = 1 << 3,
    VALUE_BLANK = 1 << 4,    /* an empty text */
    VALUE_EMPTY = 1 << 5,    /* an empty list or map */
    VALUE_BOOL = 1 << 6,     /* a scalar that is a boolean, */
    VALUE_NUMBER = 1 << 7,   /* a number above 0, */
    VALUE_INTEGER = 1 << 8,  /* and a whole one */
    VALUE_REQUIRED = 1 << 9, /* the key must be there */
    VALUE_TEXTS = 1 << 10,   /* elements are texts, whatever the level of a map is */
    VALUE_RAW = 1 << 11,     /* an expression may come to anything */
    VALUE_IF = 1 << 12,      /* a condition: the braces may be left out */
};

enum workflow_level {
    LEVEL_NONE,
    LEVEL_ANY,   /* anything, however deep */
    LEVEL_TEXTS, /* any keys with texts */
    LEVEL_ENV,
    LEVEL_WORKFLOW,
    LEVEL_PERMISSIONS,
    LEVEL_DEFAULTS,
    LEVEL_DEFAULTS_RUN,
    LEVEL_CONCURRENCY,
    LEVEL_ON,
    LEVEL_EVENT,
    LEVEL_IMAGE_VERSION,
    LEVEL_CRON,
    LEVEL_DISPATCH,
    LEVEL_DISPATCH_INPUTS,
    LEVEL_DISPATCH_INPUT,
    LEVEL_CALL,
    LEVEL_CALL_INPUTS,
    LEVEL_CALL_INPUT,
    LEVEL_CALL_SECRETS,
    LEVEL_CALL_SECRET,
    LEVEL_CALL_OUTPUTS,
    LEVEL_CALL_OUTPUT,
    LEVEL_JOBS,
    LEVEL_JOB,
    LEVEL_RUNNER,
    LEVEL_ENVIRONMENT,
    LEVEL_STRATEGY,
    LEVEL_MATRIX,
    LEVEL_CONTAINER,
    LEVEL_SERVICES,
    LEVEL_SERVICE,
    LEVEL_CREDENTIALS,
    LEVEL_SNAPSHOT,
    LEVEL_STEP,
    LEVEL_ACTION,
    LEVEL_ACTION_INPUTS,
    LEVEL_ACTION_INPUT,
    LEVEL_ACTION_OUTPUTS,
    LEVEL_ACTION_OUTPUT,
    LEVEL_ACTION_RUNS,
    LEVEL_BRANDING,
};

/* Where an expression stands: what is known there. */
enum workflow_place {
    PLACE_SAME, /* as around it; outermost: nothing is known */
    PLACE_NOWHERE,
    PLACE_RUN_NAME,
    PLACE_WORKFLOW_ENV,
    PLACE_INPUT_DEFAULT,
    PLACE_CALL_OUTPUT,
    PLACE_JOB_EARLY,
    PLACE_JOB_RUNS_ON,
    PLACE_JOB_NAME,
    PLACE_JOB_IF,
    PLACE_JOB_ENV,
    PLACE_JOB_DEFAULTS,
    PLACE_JOB_SECRETS,
    PLACE_JOB_OUTPUT,
    PLACE_STRATEGY,
    PLACE_ENVIRONMENT_URL,
    PLACE_CREDENTIALS,
    PLACE_CONTAINER_ENV,
    PLACE_SNAPSHOT_IF,
    PLACE_STEP,
    PLACE_STEP_IF,
    PLACE_STEP_NAME,
    PLACE_STEP_ENV,
    PLACE_STEP_WITH,
    PLACE_RUN,
    PLACE_ACTION_OUTPUT,
    PLACE_COUNT,
};

struct workflow_key {
    enum workflow_level level;
    const char *key; /* "*" is any */
    unsigned value;  /* VALUE_… */
    enum workflow_level child;
    enum workflow_place place;
};

struct workflow_availability {
    const char *word;   /* `place` of the facts of an expression */
    unsigned contexts;  /* bits of enum expression_context */
    unsigned functions; /* FUNCTION_… */
    bool after_steps;   /* all steps of the job have run */
};

/* The row of a key, or NULL where the level does not have it. */
const struct workflow_key *workflow_key_of(enum workflow_level level, struct span name);
/* The next required key of the level behind `after`, or NULL; `after` NULL is before the first. */
const struct workflow_key *workflow_key_required(enum workflow_level level,
                                                 const struct workflow_key *after);
const struct workflow_availability *workflow_availability_of(enum workflow_place place);

#endif
