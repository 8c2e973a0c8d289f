/* SPDX-License-Identifier: Apache-2.0 */
/* What the triggers of workflows are made of. */
#ifndef VETO_AUDIT_LIFT_GITHUB_ACTIONS_EVENTS_H
#define VETO_AUDIT_LIFT_GITHUB_ACTIONS_EVENTS_H

#include "base/span.h"

enum event_filter {
    FILTER_BRANCHES = 1 << 0,
    FILTER_TAGS = 1 << 1,
    FILTER_PATHS = 1 << 2,
    FILTER_WORKFLOWS = 1 << 3,
    FILTER_IMAGES = 1 << 4,
};

/* Who can start it, people without rights in the repository among them. */
enum event_nature {
    EVENT_PRIVILEGED = 1 << 0, /* on behalf of a fork, with the secrets of the repository */
    EVENT_TALK = 1 << 1,       /* anyone who writes something, with the secrets */
    EVENT_FORK = 1 << 2,       /* a pull request of a fork */
    EVENT_RELEASE = 1 << 3,    /* something is published */
};

struct event_kind {
    const char *name;
    const char *types; /* activity types, with blanks; NULL: none; "*": any */
    unsigned filters;
    unsigned nature; /* EVENT_… */
};

/* NULL where there is no such event. */
const struct event_kind *event_kind_named(struct span name);
bool event_has_type(const struct event_kind *event, struct span type);

/* Names of branches and tags, and paths, as filters have them; NULL, or what is wrong. */
const char *glob_problem_of_ref(struct span glob);
const char *glob_problem_of_path(struct span glob);

/* "bad-cron", "cron-too-often", or NULL. */
const char *cron_problem(struct span cron);
/* Could it be the name of a time zone? */
bool cron_is_timezone(struct span name);

#endif
