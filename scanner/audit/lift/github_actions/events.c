/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions/events.h"

#include "audit/lift/github_actions/github_actions.h"

#define PULL_REQUEST                                                                               \
    "assigned unassigned labeled unlabeled opened edited closed reopened synchronize "             \
    "converted_to_draft locked unlocked enqueued dequeued milestoned demilestoned "                \
    "ready_for_review review_requested review_request_removed auto_merge_enabled "                 \
    "auto_merge_disabled"

/* As the documentation lists them, those of classic projects with them. */
static const struct event_kind events[] = {
    { "branch_protection_rule", "created edited deleted", 0, 0 },
    { "check_run", "created rerequested completed requested_action", 0, 0 },
    { "check_suite", "completed", 0, 0 },
    { "create", NULL, 0, 0 },
    { "delete", NULL, 0, 0 },
    { "deployment", NULL, 0, 0 },
    { "deployment_status", NULL, 0, 0 },
    { "discussion",
      "created edited deleted transferred pinned unpinned labeled unlabeled locked unlocked "
      "category_changed answered unanswered closed reopened",
      0, EVENT_TALK },
    { "discussion_comment", "created edited deleted", 0, EVENT_TALK },
    { "fork", NULL, 0, 0 },
    { "gollum", NULL, 0, 0 },
    { "image_version", "*", FILTER_IMAGES, 0 },
    { "issue_comment", "created edited deleted pinned unpinned", 0, EVENT_TALK },
    { "issues",
      "opened edited deleted transferred pinned unpinned closed reopened assigned unassigned "
      "labeled unlabeled locked unlocked milestoned demilestoned typed untyped",
      0, EVENT_TALK },
    { "label", "created edited deleted", 0, 0 },
    { "merge_group", "checks_requested destroyed", FILTER_BRANCHES, 0 },
    { "milestone", "created closed opened edited deleted", 0, 0 },
    { "page_build", NULL, 0, 0 },
    { "project", "created closed reopened edited deleted", 0, 0 },
    { "project_card", "created moved converted edited deleted", 0, 0 },
    { "project_column", "created updated moved deleted", 0, 0 },
    { "public", NULL, 0, 0 },
    { "pull_request", PULL_REQUEST, FILTER_BRANCHES | FILTER_PATHS, EVENT_FORK },
    { "pull_request_review", "submitted edited dismissed", 0, EVENT_FORK },
    { "pull_request_review_comment", "created edited deleted", 0, EVENT_FORK },
    { "pull_request_target", PULL_REQUEST, FILTER_BRANCHES | FILTER_PATHS,
      EVENT_PRIVILEGED | EVENT_FORK },
    { "push", NULL, FILTER_BRANCHES | FILTER_TAGS | FILTER_PATHS, 0 },
    { "registry_package", "published updated", 0, 0 },
    { "release", "published unpublished created edited deleted prereleased released", 0,
      EVENT_RELEASE },
    { "repository_dispatch", "*", 0, 0 },
    { "schedule", NULL, 0, 0 },
    { "status", NULL, 0, 0 },
    { "watch", "started", 0, 0 },
    { "workflow_call", NULL, 0, 0 },
    { "workflow_dispatch", NULL, 0, 0 },
    { "workflow_run", "completed requested in_progress", FILTER_BRANCHES | FILTER_WORKFLOWS,
      EVENT_PRIVILEGED },
};

static const struct filter {
    const char *key, *opposite;
    enum event_filter filter;
    const char *(*problem)(struct span glob);
} filters[] = {
    { "branches", "branches-ignore", FILTER_BRANCHES, glob_problem_of_ref },
    { "branches-ignore", "branches", FILTER_BRANCHES, glob_problem_of_ref },
    { "tags", "tags-ignore", FILTER_TAGS, glob_problem_of_ref },
    { "tags-ignore", "tags", FILTER_TAGS, glob_problem_of_ref },
    { "paths", "paths-ignore", FILTER_PATHS, glob_problem_of_path },
    { "paths-ignore", "paths", FILTER_PATHS, glob_problem_of_path },
    { "workflows", NULL, FILTER_WORKFLOWS, NULL },
    { "names", NULL, FILTER_IMAGES, NULL },
    { "versions", NULL, FILTER_IMAGES, glob_problem_of_ref },
};

const struct event_kind *event_kind_named(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(events); i++)
        if (span_is(name, events[i].name))
            return &events[i];
    return NULL;
}

bool event_has_type(const struct event_kind *event, struct span type)
{
    struct span rest = event->types ? span_of(event->types) : SPAN_EMPTY, one;
    if (span_is(rest, "*"))
        return true;
    while (span_next_field(&rest, ' ', &one))
        if (one.len && span_eq(one, type))
            return true;
    return false;
}

/* ---- The filters of one event ---- */

static void check_glob(struct workflow *w, const struct filter *filter, const struct node *glob,
                       struct place at)
{
    if (!filter->problem || !workflow_is_text(glob) || glob->text.len == 0 ||
        span_find(glob->text, SPAN("${{")) != SIZE_MAX)
        return;
    if (filter->problem(glob->text))
        workflow_error(w, "bad-glob", "glob", at, glob->text);
}

static void check_filter(struct workflow *w, const struct event_kind *event, const struct node *of,
                         const struct filter *filter)
{
    const struct node *own = node_member(of, filter->key);
    const struct node *opposite = filter->opposite ? node_member(of, filter->opposite) : NULL;
    if (!own)
        return;
    if (!(event->filters & filter->filter)) {
        workflow_error(w, "filter-not-here", "events", workflow_key_place(w, own), own->key);
        return;
    }
    if (opposite && own->begin > opposite->begin)
        workflow_error(w, "conflicting-filters", "events", workflow_key_place(w, own), own->key);
    if (own->kind != NODE_ARRAY)
        check_glob(w, filter, own, put_place(&w->put, own));
    for (const struct node *one = own->kind == NODE_ARRAY ? own->children : NULL; one;
         one = one->next)
        check_glob(w, filter, one, workflow_item_place(w, own, one));
}

static void check_type(struct workflow *w, const struct event_kind *event, const struct node *type,
                       struct place at)
{
    if (workflow_is_text(type) && type->text.len && !event_has_type(event, type->text))
        workflow_error(w, "unknown-event-type", "events", at, type->text);
}

static void check_types(struct workflow *w, const struct event_kind *event, const struct node *of)
{
    const struct node *types = node_member(of, "types");
    if (!types)
        return;
    if (!event->types) {
        workflow_error(w, "filter-not-here", "events", workflow_key_place(w, types), types->key);
        return;
    }
    if (types->kind != NODE_ARRAY)
        check_type(w, event, types, put_place(&w->put, types));
    for (const struct node *one = types->kind == NODE_ARRAY ? types->children : NULL; one;
         one = one->next)
        check_type(w, event, one, workflow_item_place(w, types, one));
}

static void check_event(struct workflow *w, struct span name, const struct node *of,
                        struct place at)
{
    const struct event_kind *event = event_kind_named(name);
    if (!event) {
        workflow_error(w, "unknown-event", "events", at, name);
        return;
    }
    if (!of && span_is(name, "schedule"))
        workflow_error(w, "missing-key", "syntax-check", at, SPAN("cron"));
    if (!of || of->kind != NODE_OBJECT)
        return;
    check_types(w, event, of);
    for (size_t i = 0; i < ARRAY_SIZE(filters); i++)
        check_filter(w, event, of, &filters[i]);
}

void workflow_check_events(struct workflow *w, const struct node *on)
{
    if (workflow_is_text(on))
        check_event(w, on->text, NULL, put_place(&w->put, on));
    for (const struct node *one = on->children; one; one = one->next) {
        if (on->kind == NODE_OBJECT)
            check_event(w, one->key, one, workflow_key_place(w, one));
        else if (workflow_is_text(one))
            check_event(w, one->text, NULL, put_place(&w->put, one));
    }
}

void workflow_leave_cron(struct workflow *w, const struct node *item)
{
    const struct node *cron = node_member(item, "cron"), *zone = node_member(item, "timezone");
    const char *problem =
            workflow_is_text(cron) && cron->text.len ? cron_problem(cron->text) : NULL;
    if (problem)
        workflow_error(w, problem, "events", put_place(&w->put, cron), cron->text);
    if (workflow_is_text(zone) && zone->text.len && !cron_is_timezone(zone->text))
        workflow_error(w, "bad-timezone", "events", put_place(&w->put, zone), zone->text);
}

void workflow_leave_snapshot(struct workflow *w, const struct node *snapshot)
{
    const struct node *version = node_member(snapshot, "version");
    if (workflow_is_text(version) && version->text.len && glob_problem_of_ref(version->text))
        workflow_error(w, "bad-glob", "glob", put_place(&w->put, version), version->text);
}
