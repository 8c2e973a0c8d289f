/* SPDX-License-Identifier: Apache-2.0 */
/* What the contexts of a file hold: its inputs, jobs, matrices, steps. */
#include "audit/lift/github_actions/github_actions.h"

#include "audit/lift/github_actions/known.h"

/* ---- Events ---- */

const struct node *workflow_event(const struct workflow *w, const char *name)
{
    return node_member(node_member(w->document, "on"), name);
}

bool workflow_has_event(const struct workflow *w, const char *name)
{
    const struct node *on = node_member(w->document, "on");
    if (!on)
        return false;
    if (on->kind != NODE_ARRAY)
        return on->kind == NODE_OBJECT ? node_member(on, name) != NULL : span_is(on->text, name);
    for (const struct node *one = on->children; one; one = one->next)
        if (span_is(one->text, name))
            return true;
    return false;
}

/* ---- Inputs ---- */

const struct type *workflow_type_of_input(struct workflow *w, const struct node *input)
{
    static const struct {
        const char *name;
        const struct type *type;
    } rows[] = {
        { "string", &type_string },      { "choice", &type_string }, { "", &type_string },
        { "environment", &type_string }, { "boolean", &type_bool },  { "number", &type_number },
    };
    struct span name = workflow_member_text(input, "type");
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (span_is(name, rows[i].name))
            return w->is_action ? &type_string : rows[i].type;
    return &type_any;
}

static void add_inputs(struct workflow *w, struct type *object, const struct node *inputs,
                       bool are_texts)
{
    if (!object || !inputs || inputs->kind == NODE_NULL)
        return;
    if (inputs->kind != NODE_OBJECT)
        object->rest = &type_any;
    for (const struct node *one = inputs->children; one; one = one->next) {
        const struct type *before = type_member(object, one->key);
        const struct type *type = are_texts ? &type_string : workflow_type_of_input(w, one);
        type_add(w->arena, object, one->key, before ? type_merge(w->arena, before, type) : type);
    }
}

static const struct type *type_of_event(struct workflow *w)
{
    const struct node *inputs = node_member(workflow_event(w, "workflow_dispatch"), "inputs");
    struct type *event = type_object(w->arena, &type_any);
    struct type *given = type_object(w->arena, NULL);
    if (!event || !given || !inputs || inputs->kind != NODE_OBJECT)
        return &type_anything;
    add_inputs(w, given, inputs, true);
    type_add(w->arena, event, SPAN("inputs"), given);
    return event;
}

static const struct type *type_of_inputs(struct workflow *w)
{
    bool is_given = w->is_action || workflow_has_event(w, "workflow_call") ||
                    workflow_has_event(w, "workflow_dispatch");
    struct type *inputs = is_given ? type_object(w->arena, NULL) : NULL;
    if (w->is_action) {
        add_inputs(w, inputs, node_member(w->document, "inputs"), true);
        return inputs;
    }
    add_inputs(w, inputs, node_member(workflow_event(w, "workflow_call"), "inputs"), false);
    add_inputs(w, inputs, node_member(workflow_event(w, "workflow_dispatch"), "inputs"), false);
    return inputs;
}

/* Where a workflow is only called and says which secrets it takes, it has no others. */
static const struct type *type_of_secrets(struct workflow *w)
{
    const struct node *on = node_member(w->document, "on");
    const struct node *secrets = node_member(workflow_event(w, "workflow_call"), "secrets");
    struct type *object = type_object(w->arena, &type_string);
    if (!object || !secrets || on->child_count != 1 ||
        (secrets->kind != NODE_OBJECT && secrets->kind != NODE_NULL))
        return &type_strings;
    object->rest = NULL;
    type_add(w->arena, object, SPAN("GITHUB_TOKEN"), &type_string);
    for (const struct node *one = secrets->children; one; one = one->next)
        type_add(w->arena, object, one->key, &type_string);
    return object;
}

/* ---- Jobs ---- */

struct workflow_job *workflow_job_named(const struct workflow *w, struct span name)
{
    struct put put = w->put;
    return table_get(&w->jobs, put_lower(&put, name));
}

static const struct type *type_of_job(struct workflow *w, const struct node *job)
{
    const struct node *outputs = node_member(job, "outputs");
    struct type *object = type_object(w->arena, NULL), *given = type_object(w->arena, NULL);
    if (!object || !given || node_member(job, "uses") || job->kind != NODE_OBJECT ||
        (outputs && outputs->kind != NODE_OBJECT && outputs->kind != NODE_NULL)) {
        if (given)
            given->rest = &type_any;
        outputs = NULL;
    }
    for (const struct node *one = outputs ? outputs->children : NULL; one; one = one->next)
        type_add(w->arena, given, one->key, &type_string);
    type_add(w->arena, object, SPAN("outputs"), given ? given : &type_any);
    type_add(w->arena, object, SPAN("result"), &type_string);
    return object ? object : &type_any;
}

static void add_need(struct workflow *w, struct type *needs, const struct node *need)
{
    const struct workflow_job *job =
            workflow_is_text(need) ? workflow_job_named(w, need->text) : NULL;
    if (workflow_is_text(need))
        type_add(w->arena, needs, need->text, job ? type_of_job(w, job->node) : &type_any);
}

static const struct type *type_of_needs(struct workflow *w, const struct node *job)
{
    const struct node *needs = node_member(job, "needs");
    struct type *object = type_object(w->arena, NULL);
    if (!object)
        return &type_any;
    if (needs && needs->kind != NODE_ARRAY)
        add_need(w, object, needs);
    for (const struct node *one = needs && needs->kind == NODE_ARRAY ? needs->children : NULL; one;
         one = one->next)
        add_need(w, object, one);
    return object;
}

static void collect_jobs(struct workflow *w)
{
    const struct node *jobs = node_member(w->document, "jobs");
    struct type *all = type_object(w->arena, NULL);
    if (jobs && jobs->kind != NODE_OBJECT)
        jobs = NULL;
    for (const struct node *one = jobs ? jobs->children : NULL; one; one = one->next) {
        struct workflow_job *job = ARENA_NEW(w->arena, struct workflow_job);
        struct span id = put_lower(&w->put, one->key);
        if (!job || table_set(&w->jobs, id, job) < 0) {
            w->put.failed = true;
            return;
        }
        job->node = one;
        type_add(w->arena, all, one->key, type_of_job(w, one));
    }
    w->scope.contexts[CONTEXT_JOBS] = all ? all : &type_any;
}

/* ---- Matrices ---- */

static const struct type *of_text(void *context, const struct node *node)
{
    return workflow_type_of_text(context, node);
}

static const struct type *type_of_row(struct workflow *w, const struct node *row)
{
    struct type_reader reader = { of_text, w, w->arena };
    if (row->kind == NODE_ARRAY || row->kind == NODE_STRING) {
        const struct type *type = type_of_node(&reader, row);
        return type->kind == TYPE_ARRAY ? type->rest : &type_any;
    }
    return &type_any;
}

static void add_included(struct workflow *w, struct type *matrix, const struct node *item)
{
    struct type_reader reader = { of_text, w, w->arena };
    if (item->kind != NODE_OBJECT)
        matrix->rest = &type_any;
    for (const struct node *one = item->children; one; one = one->next) {
        const struct type *before = type_member(matrix, one->key);
        const struct type *type = type_of_node(&reader, one);
        type_add(w->arena, matrix, one->key, before ? type_merge(w->arena, before, type) : type);
    }
}

static const struct type *type_of_matrix(struct workflow *w, const struct node *job)
{
    const struct node *strategy = node_member(job, "strategy");
    const struct node *matrix = node_member(strategy, "matrix");
    struct type *object = type_object(w->arena, NULL);
    if (!object || (strategy && strategy->kind != NODE_OBJECT) || w->is_action)
        return &type_any;
    if (matrix && matrix->kind != NODE_OBJECT) {
        const struct type *type = workflow_type_of_text(w, matrix);
        bool is_known = type && type->kind == TYPE_OBJECT && !type_member(type, SPAN("include"));
        return is_known ? type : &type_any;
    }
    for (const struct node *row = matrix ? matrix->children : NULL; row; row = row->next)
        if (!span_is(row->key, "include") && !span_is(row->key, "exclude"))
            type_add(w->arena, object, row->key, type_of_row(w, row));
    const struct node *include = node_member(matrix, "include");
    if (include && include->kind != NODE_ARRAY)
        object->rest = &type_any;
    for (const struct node *item = include && include->kind == NODE_ARRAY ? include->children
                                                                          : NULL;
         item; item = item->next)
        add_included(w, object, item);
    return object;
}

/* ---- Steps ---- */

const struct type *workflow_type_of_step(struct workflow *w, const struct node *step)
{
    struct type *object = type_object(w->arena, NULL);
    const struct type *outputs = known_action_outputs(workflow_member_text(step, "uses"), w->arena);
    type_add(w->arena, object, SPAN("outputs"), outputs ? outputs : &type_strings);
    type_add(w->arena, object, SPAN("conclusion"), &type_string);
    type_add(w->arena, object, SPAN("outcome"), &type_string);
    return object ? object : &type_any;
}

static const struct type *type_of_steps(struct workflow *w, const struct node *job)
{
    const struct node *steps = node_member(job, "steps");
    struct type *object = type_object(w->arena, NULL);
    if (!object || (steps && steps->kind != NODE_ARRAY))
        return &type_any;
    for (const struct node *step = steps ? steps->children : NULL; step; step = step->next) {
        struct span id = workflow_member_text(step, "id");
        if (id.len)
            type_add(w->arena, object, id, workflow_type_of_step(w, step));
    }
    return object;
}

/* ---- Both ---- */

void workflow_scope_start(struct workflow *w)
{
    w->scope.arena = w->arena;
    expression_contexts(&w->scope, type_of_event(w));
    w->scope.contexts[CONTEXT_INPUTS] = type_of_inputs(w);
    w->scope.contexts[CONTEXT_SECRETS] = type_of_secrets(w);
    w->scope.contexts[CONTEXT_MATRIX] = &type_any;
    w->scope.contexts[CONTEXT_NEEDS] = &type_any;
    collect_jobs(w);
}

void workflow_scope_job(struct workflow *w, const struct node *job)
{
    w->scope.contexts[CONTEXT_NEEDS] = type_of_needs(w, job);
    w->scope.contexts[CONTEXT_MATRIX] = type_of_matrix(w, job);
    w->steps = type_object(w->arena, NULL);
    w->all_steps = type_of_steps(w, job);
}
