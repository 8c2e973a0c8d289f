/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The members of the contexts that are the same in every workflow, as the documentation has them.
 */
#include "audit/lift/expression/check.h"

static const char *const names[CONTEXT_COUNT] = {
    [CONTEXT_GITHUB] = "github", [CONTEXT_ENV] = "env",         [CONTEXT_VARS] = "vars",
    [CONTEXT_JOB] = "job",       [CONTEXT_JOBS] = "jobs",       [CONTEXT_STEPS] = "steps",
    [CONTEXT_RUNNER] = "runner", [CONTEXT_SECRETS] = "secrets", [CONTEXT_STRATEGY] = "strategy",
    [CONTEXT_MATRIX] = "matrix", [CONTEXT_NEEDS] = "needs",     [CONTEXT_INPUTS] = "inputs",
};

struct row {
    enum expression_context context;
    const char *member;
    const struct type *type;
};

static const struct row rows[] = {
    { CONTEXT_GITHUB, "action", &type_string },
    { CONTEXT_GITHUB, "action_path", &type_string },
    { CONTEXT_GITHUB, "action_ref", &type_string },
    { CONTEXT_GITHUB, "action_repository", &type_string },
    { CONTEXT_GITHUB, "action_status", &type_string },
    { CONTEXT_GITHUB, "actor", &type_string },
    { CONTEXT_GITHUB, "actor_id", &type_string },
    { CONTEXT_GITHUB, "api_url", &type_string },
    { CONTEXT_GITHUB, "artifact_cache_size_limit", &type_number },
    { CONTEXT_GITHUB, "base_ref", &type_string },
    { CONTEXT_GITHUB, "env", &type_string },
    { CONTEXT_GITHUB, "event_name", &type_string },
    { CONTEXT_GITHUB, "event_path", &type_string },
    { CONTEXT_GITHUB, "graphql_url", &type_string },
    { CONTEXT_GITHUB, "head_ref", &type_string },
    { CONTEXT_GITHUB, "job", &type_string },
    { CONTEXT_GITHUB, "job_workflow_sha", &type_string },
    { CONTEXT_GITHUB, "output", &type_string },
    { CONTEXT_GITHUB, "path", &type_string },
    { CONTEXT_GITHUB, "ref", &type_string },
    { CONTEXT_GITHUB, "ref_name", &type_string },
    { CONTEXT_GITHUB, "ref_protected", &type_bool },
    { CONTEXT_GITHUB, "ref_type", &type_string },
    { CONTEXT_GITHUB, "repository", &type_string },
    { CONTEXT_GITHUB, "repository_id", &type_string },
    { CONTEXT_GITHUB, "repository_owner", &type_string },
    { CONTEXT_GITHUB, "repository_owner_id", &type_string },
    { CONTEXT_GITHUB, "repository_visibility", &type_string },
    { CONTEXT_GITHUB, "repositoryUrl", &type_string },
    { CONTEXT_GITHUB, "retention_days", &type_number },
    { CONTEXT_GITHUB, "run_attempt", &type_string },
    { CONTEXT_GITHUB, "run_id", &type_string },
    { CONTEXT_GITHUB, "run_number", &type_string },
    { CONTEXT_GITHUB, "secret_source", &type_string },
    { CONTEXT_GITHUB, "server_url", &type_string },
    { CONTEXT_GITHUB, "sha", &type_string },
    { CONTEXT_GITHUB, "state", &type_string },
    { CONTEXT_GITHUB, "step_summary", &type_string },
    { CONTEXT_GITHUB, "token", &type_string },
    { CONTEXT_GITHUB, "triggering_actor", &type_string },
    { CONTEXT_GITHUB, "workflow", &type_string },
    { CONTEXT_GITHUB, "workflow_ref", &type_string },
    { CONTEXT_GITHUB, "workflow_sha", &type_string },
    { CONTEXT_GITHUB, "workspace", &type_string },
    { CONTEXT_RUNNER, "arch", &type_string },
    { CONTEXT_RUNNER, "debug", &type_string },
    { CONTEXT_RUNNER, "environment", &type_string },
    { CONTEXT_RUNNER, "name", &type_string },
    { CONTEXT_RUNNER, "os", &type_string },
    { CONTEXT_RUNNER, "temp", &type_string },
    { CONTEXT_RUNNER, "tool_cache", &type_string },
    { CONTEXT_RUNNER, "workspace", &type_string },
    { CONTEXT_STRATEGY, "fail-fast", &type_bool },
    { CONTEXT_STRATEGY, "job-index", &type_number },
    { CONTEXT_STRATEGY, "job-total", &type_number },
    { CONTEXT_STRATEGY, "max-parallel", &type_number },
    { CONTEXT_JOB, "check_run_id", &type_number },
    { CONTEXT_JOB, "status", &type_string },
    { CONTEXT_JOB, "workflow_file_path", &type_string },
    { CONTEXT_JOB, "workflow_ref", &type_string },
    { CONTEXT_JOB, "workflow_repository", &type_string },
    { CONTEXT_JOB, "workflow_sha", &type_string },
};

/* job.container, and what is in job.services. */
static const struct type_member container_network = { { "network", 7 }, &type_string, NULL };
static const struct type_member container_id = { { "id", 2 }, &type_string, &container_network };
static const struct type container = {
    .kind = TYPE_OBJECT,
    .members = &container_id,
    .member_count = 2,
};
static const struct type_member service_ports = { { "ports", 5 }, &type_strings, &container_id };
static const struct type service = {
    .kind = TYPE_OBJECT,
    .members = &service_ports,
    .member_count = 3,
};
static const struct type services = { .kind = TYPE_OBJECT, .rest = &service };

enum expression_context expression_context_named(struct span name)
{
    enum expression_context context = CONTEXT_GITHUB;
    while (context < CONTEXT_COUNT && !span_eq_nocase(name, span_of(names[context])))
        context++;
    return context;
}

void expression_contexts(struct expression_scope *scope, const struct type *event)
{
    struct type *objects[CONTEXT_COUNT] = { NULL };
    static const enum expression_context same[] = { CONTEXT_GITHUB, CONTEXT_RUNNER, CONTEXT_JOB,
                                                    CONTEXT_STRATEGY };
    for (size_t i = 0; i < ARRAY_SIZE(same); i++)
        objects[same[i]] = type_object(scope->arena, NULL);
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        type_add(scope->arena, objects[rows[i].context], span_of(rows[i].member), rows[i].type);
    type_add(scope->arena, objects[CONTEXT_GITHUB], SPAN("event"), event);
    type_add(scope->arena, objects[CONTEXT_JOB], SPAN("container"), &container);
    type_add(scope->arena, objects[CONTEXT_JOB], SPAN("services"), &services);
    for (size_t i = 0; i < ARRAY_SIZE(same); i++)
        scope->contexts[same[i]] = objects[same[i]] ? objects[same[i]] : &type_any;
    scope->contexts[CONTEXT_VARS] = &type_strings;
    scope->contexts[CONTEXT_ENV] = &type_anything;
    scope->contexts[CONTEXT_SECRETS] = &type_strings;
}
