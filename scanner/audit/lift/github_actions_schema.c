/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions.h"
#include "base/macro.h"

/* What a value may be. */
enum {
    SCALAR = 1 << 0,
    MAP = 1 << 1,
    LIST = 1 << 2,
    EMPTY = 1 << 3,    /* nothing, an empty list or map */
    BOOL = 1 << 4,     /* a scalar that is a boolean */
    NUMBER = 1 << 5,   /* or a number */
    REQUIRED = 1 << 6, /* the key must be there */
};

/* A key of a level, and the level of what is in its value; "*" is any key. */
struct schema_key {
    const char *level, *key;
    unsigned types;
    const char *child;
};

static const struct schema_key keys[] = {
    { "workflow", "name", SCALAR | EMPTY, NULL },
    { "workflow", "run-name", SCALAR, NULL },
    { "workflow", "on", SCALAR | LIST | MAP | REQUIRED, "on" },
    { "workflow", "permissions", SCALAR | MAP | EMPTY, NULL },
    { "workflow", "env", MAP | EMPTY, "any" },
    { "workflow", "defaults", MAP, "defaults" },
    { "workflow", "concurrency", SCALAR | MAP, "concurrency" },
    { "workflow", "jobs", MAP | REQUIRED, "jobs" },
    { "jobs", "*", MAP, "job" },
    { "job", "name", SCALAR | EMPTY, NULL },
    { "job", "permissions", SCALAR | MAP | EMPTY, NULL },
    { "job", "needs", SCALAR | LIST, NULL },
    { "job", "if", SCALAR, NULL },
    { "job", "runs-on", SCALAR | LIST | MAP, "runner" },
    { "job", "environment", SCALAR | MAP, "environment" },
    { "job", "concurrency", SCALAR | MAP, "concurrency" },
    { "job", "outputs", MAP | EMPTY, "any" },
    { "job", "env", MAP | EMPTY, "any" },
    { "job", "defaults", MAP, "defaults" },
    { "job", "steps", LIST, "step" },
    { "job", "timeout-minutes", NUMBER, NULL },
    { "job", "strategy", MAP, "strategy" },
    { "job", "continue-on-error", BOOL, NULL },
    { "job", "container", SCALAR | MAP | EMPTY, "container" },
    { "job", "services", MAP | EMPTY, "services" },
    { "job", "uses", SCALAR, NULL },
    { "job", "with", MAP | EMPTY, "any" },
    { "job", "secrets", SCALAR | MAP | EMPTY, NULL },
    { "job", "snapshot", SCALAR | MAP, NULL },
    { "step", "id", SCALAR, NULL },
    { "step", "if", SCALAR, NULL },
    { "step", "name", SCALAR | EMPTY, NULL },
    { "step", "uses", SCALAR, NULL },
    { "step", "run", SCALAR, NULL },
    { "step", "working-directory", SCALAR, NULL },
    { "step", "shell", SCALAR, NULL },
    { "step", "with", MAP | EMPTY, "any" },
    { "step", "env", MAP | EMPTY, "any" },
    { "step", "continue-on-error", BOOL, NULL },
    { "step", "timeout-minutes", NUMBER, NULL },
    { "runner", "group", SCALAR, NULL },
    { "runner", "labels", SCALAR | LIST, NULL },
    { "environment", "name", SCALAR | REQUIRED, NULL },
    { "environment", "url", SCALAR, NULL },
    { "environment", "deployment", BOOL, NULL },
    { "concurrency", "group", SCALAR | REQUIRED, NULL },
    { "concurrency", "cancel-in-progress", BOOL, NULL },
    { "concurrency", "queue", SCALAR, NULL },
    { "defaults", "run", MAP, "defaults-run" },
    { "defaults-run", "shell", SCALAR, NULL },
    { "defaults-run", "working-directory", SCALAR, NULL },
    { "strategy", "matrix", MAP, "matrix" },
    { "strategy", "fail-fast", BOOL, NULL },
    { "strategy", "max-parallel", NUMBER, NULL },
    { "matrix", "*", LIST, NULL },
    { "services", "*", MAP | SCALAR, "container" },
    { "container", "image", SCALAR | EMPTY | REQUIRED, NULL },
    { "container", "credentials", MAP, "credentials" },
    { "container", "env", MAP | EMPTY, "any" },
    { "container", "ports", LIST | EMPTY, NULL },
    { "container", "volumes", LIST | EMPTY, NULL },
    { "container", "options", SCALAR | EMPTY, NULL },
    { "container", "command", SCALAR | EMPTY, NULL },
    { "container", "entrypoint", SCALAR | EMPTY, NULL },
    { "credentials", "username", SCALAR | REQUIRED, NULL },
    { "credentials", "password", SCALAR | REQUIRED, NULL },
    { "on", "workflow_dispatch", MAP | EMPTY, "dispatch" },
    { "on", "workflow_call", MAP | EMPTY, "call" },
    { "on", "schedule", LIST, "cron" },
    { "on", "*", MAP | EMPTY, "event" },
    { "cron", "cron", SCALAR | REQUIRED, NULL },
    { "cron", "timezone", SCALAR, NULL },
    { "dispatch", "inputs", MAP | EMPTY, "inputs" },
    { "inputs", "*", MAP | EMPTY, "input" },
    { "input", "description", SCALAR | EMPTY, NULL },
    { "input", "deprecationMessage", SCALAR | EMPTY, NULL },
    { "input", "required", BOOL, NULL },
    { "input", "default", SCALAR | EMPTY, NULL },
    { "input", "type", SCALAR, NULL },
    { "input", "options", LIST, NULL },
    { "call", "inputs", MAP | EMPTY, "inputs" },
    { "call", "secrets", MAP | EMPTY, "call-secrets" },
    { "call", "outputs", MAP | EMPTY, "call-outputs" },
    { "call-secrets", "*", MAP | EMPTY, "call-secret" },
    { "call-secret", "description", SCALAR | EMPTY, NULL },
    { "call-secret", "required", BOOL, NULL },
    { "call-outputs", "*", MAP, "call-output" },
    { "call-output", "description", SCALAR | EMPTY, NULL },
    { "call-output", "value", SCALAR | EMPTY | REQUIRED, NULL },
    { "event", "types", SCALAR | LIST, NULL },
    { "event", "branches", SCALAR | LIST, NULL },
    { "event", "branches-ignore", SCALAR | LIST, NULL },
    { "event", "tags", SCALAR | LIST, NULL },
    { "event", "tags-ignore", SCALAR | LIST, NULL },
    { "event", "paths", SCALAR | LIST, NULL },
    { "event", "paths-ignore", SCALAR | LIST, NULL },
    { "event", "workflows", SCALAR | LIST, NULL },
    { "event", "names", SCALAR | LIST, NULL },
    { "event", "versions", SCALAR | LIST, NULL },
    { "any", "*", SCALAR | MAP | LIST | EMPTY, NULL },
};

static const char *const event_names[] = {
    "branch_protection_rule",
    "check_run",
    "check_suite",
    "create",
    "delete",
    "deployment",
    "deployment_status",
    "discussion",
    "discussion_comment",
    "fork",
    "gollum",
    "image_version",
    "issue_comment",
    "issues",
    "label",
    "merge_group",
    "milestone",
    "page_build",
    "project",
    "project_card",
    "project_column",
    "public",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "pull_request_target",
    "push",
    "registry_package",
    "release",
    "repository_dispatch",
    "schedule",
    "status",
    "watch",
    "workflow_call",
    "workflow_dispatch",
    "workflow_run",
};

static const struct schema_key *key_of(const char *level, struct span name)
{
    const struct schema_key *any = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        if (strcmp(keys[i].level, level) != 0)
            continue;
        if (span_is(name, keys[i].key))
            return &keys[i];
        if (strcmp(keys[i].key, "*") == 0)
            any = &keys[i];
    }
    return any;
}

static bool is_number(struct span text)
{
    bool digits = false;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] >= '0' && text.data[i] <= '9')
            digits = true;
        else if (text.data[i] != '.')
            return false;
    }
    return digits;
}

static const char *problem_of_value(const struct node *node, unsigned types)
{
    bool scalar = node->kind != NODE_OBJECT && node->kind != NODE_ARRAY;
    bool empty = node->kind == NODE_NULL ||
                 (scalar ? span_trim(node->text).len == 0 : node->child_count == 0);
    if (empty)
        return types & (EMPTY | (node->kind == NODE_NULL ? 0u : (unsigned)BOOL)) ? NULL : "empty";
    if (node->kind == NODE_OBJECT)
        return types & MAP ? NULL : "type";
    if (node->kind == NODE_ARRAY)
        return types & LIST ? NULL : "type";
    if (types & SCALAR || span_find(node->text, SPAN("${{")) != SIZE_MAX)
        return NULL;
    if (types & BOOL)
        return node->kind == NODE_BOOL ? NULL : "type";
    if (types & NUMBER)
        return is_number(node->text) ? NULL : "type";
    return "type";
}

static void error_at(struct workflow *w, const char *code, const struct node *member)
{
    workflow_error(w, code, "syntax-check", workflow_key_place(w, member));
}

/* GitHub's keys of one object differ by more than case. */
static bool is_repeated(const struct node *object, const struct node *member)
{
    size_t looked = 0;
    for (const struct node *at = object->children; at && at != member; at = at->next)
        if (looked++ < 200 && span_eq_nocase(at->key, member->key))
            return true;
    return false;
}

static void check_object(struct workflow *w, const struct node *object, const char *level,
                         struct place at);

static void check_items(struct workflow *w, const struct node *list, const char *level)
{
    for (const struct node *item = list->children; item; item = item->next) {
        if (item->kind == NODE_OBJECT)
            check_object(w, item, level, put_place(&w->put, item));
        else if (strcmp(level, "step") == 0 || strcmp(level, "cron") == 0)
            workflow_error(w, "type", "syntax-check", put_place(&w->put, item));
    }
}

static void check_member(struct workflow *w, const struct node *member,
                         const struct schema_key *key)
{
    const char *problem = problem_of_value(member, key->types);
    if (problem)
        error_at(w, problem, member);
    else if (member->kind == NODE_OBJECT && key->child)
        check_object(w, member, key->child, workflow_key_place(w, member));
    else if (member->kind == NODE_ARRAY && key->child)
        check_items(w, member, key->child);
}

static void check_job(struct workflow *w, const struct node *job, struct place at)
{
    const struct node *uses = node_member(job, "uses");
    if (uses) {
        if (node_member(job, "steps") || node_member(job, "runs-on"))
            workflow_error(w, "conflicting-keys", "syntax-check", put_place(&w->put, uses));
        return;
    }
    if (!node_member(job, "steps") || !node_member(job, "runs-on"))
        workflow_error(w, "missing-key", "syntax-check", at);
    if (node_member(job, "with") || node_member(job, "secrets"))
        workflow_error(w, "conflicting-keys", "syntax-check", at);
}

static void check_step(struct workflow *w, const struct node *step, struct place at)
{
    const struct node *uses = node_member(step, "uses"), *run = node_member(step, "run");
    if (!uses && !run)
        workflow_error(w, "missing-key", "syntax-check", at);
    else if (uses && (run || node_member(step, "shell") || node_member(step, "working-directory")))
        workflow_error(w, "conflicting-keys", "syntax-check", put_place(&w->put, uses));
    else if (run && node_member(step, "with"))
        error_at(w, "conflicting-keys", node_member(step, "with"));
}

static void check_object(struct workflow *w, const struct node *object, const char *level,
                         struct place at)
{
    for (const struct node *member = object->children; member; member = member->next) {
        const struct schema_key *key = key_of(level, member->key);
        if (member->duplicate || is_repeated(object, member))
            error_at(w, "duplicate-key", member);
        else if (!key)
            error_at(w, "unknown-key", member);
        else
            check_member(w, member, key);
    }
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        if (keys[i].types & REQUIRED && strcmp(keys[i].level, level) == 0 &&
            !node_member(object, keys[i].key))
            workflow_error(w, "missing-key", "syntax-check", at);
    if (strcmp(level, "job") == 0)
        check_job(w, object, at);
    else if (strcmp(level, "step") == 0)
        check_step(w, object, at);
}

static void check_event(struct workflow *w, struct span name, struct place at)
{
    for (size_t i = 0; i < ARRAY_SIZE(event_names); i++)
        if (span_is(name, event_names[i]))
            return;
    workflow_error(w, "unknown-event", "events", at);
}

/* Filters of which an event takes only one. */
static void check_filters(struct workflow *w, const struct node *event)
{
    static const char *const pairs[][2] = {
        { "branches", "branches-ignore" },
        { "tags", "tags-ignore" },
        { "paths", "paths-ignore" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
        const struct node *ignored = node_member(event, pairs[i][1]);
        if (ignored && node_member(event, pairs[i][0]))
            workflow_error(w, "conflicting-filters", "events", workflow_key_place(w, ignored));
    }
}

static bool is_input_type(struct span type, bool is_call)
{
    static const char *const types[] = { "string", "number", "boolean", "choice", "environment" };
    for (size_t i = 0; i < (is_call ? 3 : ARRAY_SIZE(types)); i++)
        if (span_is(type, types[i]))
            return true;
    return false;
}

static void check_inputs(struct workflow *w, const struct node *inputs, bool is_call)
{
    for (const struct node *one = inputs ? inputs->children : NULL; one; one = one->next) {
        const struct node *type = node_member(one, "type");
        if (!type && is_call)
            error_at(w, "missing-key", one);
        if (!type)
            continue;
        if (type->text.len && !is_input_type(type->text, is_call))
            workflow_error(w, "unknown-input-type", "events", put_place(&w->put, type));
        else if (span_is(type->text, "choice") && !node_member(one, "options"))
            workflow_error(w, "choice-without-options", "events", workflow_key_place(w, one));
    }
}

static void check_cron(struct workflow *w, const struct node *item)
{
    const struct node *cron = node_member(item, "cron");
    struct span rest, field;
    size_t fields = 0;
    if (!cron || cron->kind != NODE_STRING || cron->text.len == 0)
        return;
    for (rest = cron->text; span_next_field(&rest, ' ', &field);)
        fields += field.len > 0;
    bool too_often = span_starts(cron->text, SPAN("* "));
    for (size_t i = 1; i < 5; i++)
        too_often |= cron->text.len > 3 && cron->text.data[2] == (char)('0' + i) &&
                     span_starts(cron->text, SPAN("*/")) && cron->text.data[3] == ' ';
    if ((fields != 5 || too_often) && cron->text.data[0] != '@')
        workflow_error(w, "bad-cron", "events", put_place(&w->put, cron));
}

static bool is_bare_schedule(const struct node *on)
{
    if (on->kind == NODE_ARRAY)
        for (const struct node *one = on->children; one; one = one->next)
            if (span_is(one->text, "schedule"))
                return true;
    return on->kind == NODE_STRING && span_is(on->text, "schedule");
}

static void check_events(struct workflow *w, const struct node *on)
{
    if (is_bare_schedule(on))
        workflow_error(w, "missing-key", "syntax-check", put_place(&w->put, on));
    if (on->kind == NODE_STRING)
        check_event(w, on->text, put_place(&w->put, on));
    for (const struct node *one = on->children; one; one = one->next) {
        bool named = on->kind == NODE_OBJECT;
        struct place at = named ? workflow_key_place(w, one) : put_place(&w->put, one);
        check_event(w, named ? one->key : one->text, at);
        if (named && one->kind == NODE_OBJECT) {
            check_filters(w, one);
            check_inputs(w, node_member(one, "inputs"), span_is(one->key, "workflow_call"));
        }
        if (named && span_is(one->key, "schedule") && one->kind == NODE_ARRAY)
            for (const struct node *item = one->children; item; item = item->next)
                check_cron(w, item);
    }
}

/* ---- Permissions, and jobs that need each other ---- */

static bool is_scope(struct span name)
{
    static const char *const scopes[] = {
        "actions",          "artifact-metadata",
        "attestations",     "checks",
        "contents",         "deployments",
        "discussions",      "id-token",
        "issues",           "models",
        "packages",         "pages",
        "pull-requests",    "repository-projects",
        "security-events",  "statuses",
        "code-quality",     "vulnerability-alerts",
        "copilot-requests",
    };
    for (size_t i = 0; i < ARRAY_SIZE(scopes); i++)
        if (span_is(name, scopes[i]))
            return true;
    return false;
}

static void check_permissions(struct workflow *w, const struct node *permissions)
{
    if (permissions && permissions->kind == NODE_STRING &&
        !span_is(permissions->text, "read-all") && !span_is(permissions->text, "write-all"))
        workflow_error(w, "bad-permission", "permissions-syntax", put_place(&w->put, permissions));
    if (!permissions || permissions->kind != NODE_OBJECT)
        return;
    for (const struct node *one = permissions->children; one; one = one->next) {
        bool level = span_is(one->text, "read") || span_is(one->text, "write") ||
                     span_is(one->text, "none");
        if (!is_scope(one->key) || !level)
            workflow_error(w, "bad-permission", "permissions-syntax", workflow_key_place(w, one));
    }
}

static void check_need(struct workflow *w, const struct node *jobs, const struct node *job,
                       const struct node *need)
{
    if (need->text.len == 0)
        return;
    for (const struct node *one = jobs->children; one; one = one->next)
        if (one != job && span_eq_nocase(one->key, need->text))
            return;
    workflow_error(w, "unknown-need", "job-needs", put_place(&w->put, need));
}

static void check_jobs(struct workflow *w, const struct node *jobs)
{
    for (const struct node *job = jobs->children; job; job = job->next) {
        const struct node *needs = node_member(job, "needs");
        const struct node *secrets = node_member(job, "secrets");
        if (secrets && secrets->kind == NODE_STRING && !span_is(secrets->text, "inherit"))
            workflow_error(w, "type", "syntax-check", put_place(&w->put, secrets));
        check_permissions(w, node_member(job, "permissions"));
        if (needs && needs->kind == NODE_STRING)
            check_need(w, jobs, job, needs);
        for (const struct node *one = needs ? needs->children : NULL; one; one = one->next)
            check_need(w, jobs, job, one);
    }
}

void workflow_check_schema(struct workflow *w)
{
    const struct node *jobs = node_member(w->document, "jobs");
    check_permissions(w, node_member(w->document, "permissions"));
    if (jobs && jobs->kind == NODE_OBJECT)
        check_jobs(w, jobs);
    const struct node *on = node_member(w->document, "on");
    check_object(w, w->document, "workflow", put_place(&w->put, w->document));
    if (on)
        check_events(w, on);
}
