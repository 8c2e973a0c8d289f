/* SPDX-License-Identifier: Apache-2.0 */
/* Pipelines: what their steps are for, what they deploy, and what that waits for. */
#include "audit/project/categories.h"
#include "audit/project/tell.h"
#include "base/buf.h"
#include "doc/yaml.h"

enum { MAX_JOBS = 256, MAX_TEXT = 256 * 1024 };

struct job {
    const struct node *node;
    struct span id;
    struct span stage; /* of GitLab */
    bool scans, gated, deploys, production;
    bool after_scan;
};

struct pipeline {
    const struct tell_file *file;
    const struct note_taker *taker;
    struct arena *arena;
    struct job *jobs;
    size_t count;
    const struct node *stages; /* of GitLab, or NULL: the default ones */
    /* Of the step at hand: */
    const struct node *at;
    struct job *job;
    bool ignores_failure;
};

static struct span scalar(const struct node *object, const char *key)
{
    const struct node *node = node_member(object, key);
    return node && node->text.data && !node->children && node->kind != NODE_NULL ? node->text
                                                                                 : SPAN_EMPTY;
}

static bool is_true(const struct node *object, const char *key)
{
    const struct node *node = node_member(object, key);
    return node && node->kind == NODE_BOOL && node->truth;
}

/* ---- Steps ----------------------------------------------------------------------------------- */

/* Scanners that say what they found and end well all the same, unless they are told not to. */
static bool is_only_told(struct span text)
{
    bool trivy = span_find(text, SPAN("trivy")) != SIZE_MAX;
    bool grype = span_find(text, SPAN("grype ")) != SIZE_MAX;
    return (trivy && span_find(text, SPAN("exit-code")) == SIZE_MAX) ||
           (grype && span_find(text, SPAN("fail-on")) == SIZE_MAX &&
            span_find(text, SPAN("-f ")) == SIZE_MAX);
}

static void take_category(const struct category *category, void *payload)
{
    struct pipeline *p = payload;
    bool scan = strcmp(category->name, "security-scan") == 0;
    struct note note = {
        .kind = NOTE_STEP,
        .name = span_of(category->name),
        .value = span_of(category->detail),
        .flags = p->ignores_failure ? NOTE_IGNORES_FAILURE : 0,
        .begin = (size_t)p->at->begin,
        .end = (size_t)p->at->end,
    };
    if (scan && p->job)
        p->job->scans = true;
    note_tell(p->taker, &note);
}

static void tell_text(struct pipeline *p, const struct node *at, struct span text, bool ignores)
{
    p->at = at;
    p->ignores_failure = ignores || span_find(text, SPAN("|| true")) != SIZE_MAX ||
                         span_find(text, SPAN("|| :")) != SIZE_MAX ||
                         span_find(text, SPAN("|| exit 0")) != SIZE_MAX || is_only_told(text);
    categories_in(text, take_category, p);
}

/* What a job is called decides as well as what it does. */
static void look_at_name(struct job *job, struct span name)
{
    if (!category_is_deploy_name(name))
        return;
    job->deploys = true;
    job->production |= category_is_production(name);
}

static void look_at_commands(struct job *job, struct span commands)
{
    job->deploys |= category_is_deploy(commands, &job->production);
}

static void append_line(struct buf *to, struct span text)
{
    buf_append(to, text);
    buf_append_char(to, '\n');
}

static void append_values(struct buf *to, const struct node *map)
{
    for (const struct node *at = map ? map->children : NULL; at; at = at->next) {
        if (at->children || !at->text.data)
            continue;
        buf_append(to, at->key);
        buf_append_text(to, ": ");
        append_line(to, at->text);
    }
}

static void tell_step(struct pipeline *p, const struct node *step)
{
    struct buf text = buf_make(MAX_TEXT);
    struct span uses = scalar(step, "uses");
    append_line(&text, span_sub(uses, 0, span_find_char(uses, '@')));
    append_line(&text, scalar(step, "run"));
    if (uses.len)
        append_values(&text, node_member(step, "with"));
    tell_text(p, step, buf_span(&text),
              is_true(step, "continue-on-error") ||
                      is_true(p->job ? p->job->node : NULL, "continue-on-error"));
    if (p->job) {
        look_at_name(p->job, scalar(step, "name"));
        look_at_commands(p->job, scalar(step, "run"));
    }
    buf_release(&text);
}

/* ---- GitHub ---------------------------------------------------------------------------------- */

static void add_job(struct pipeline *p, const struct node *node)
{
    if (p->count == MAX_JOBS)
        return;
    struct job *job = &p->jobs[p->count++];
    const struct node *steps = node_member(node, "steps"), *uses = node_member(node, "uses");
    const struct node *environment = node_member(node, "environment");
    *job = (struct job) { .node = node, .id = node->key, .stage = SPAN_EMPTY };
    p->job = job;
    job->gated = environment && environment->kind != NODE_NULL;
    look_at_name(job, node->key);
    look_at_name(job, scalar(node, "name"));
    if (environment)
        job->production |= category_is_production(
                environment->children ? scalar(environment, "name") : environment->text);
    if (uses && uses->text.data)
        tell_text(p, uses, uses->text, false);
    for (const struct node *step = steps ? steps->children : NULL; step; step = step->next)
        if (step->kind == NODE_OBJECT)
            tell_step(p, step);
    p->job = NULL;
}

static const struct job *job_named(const struct pipeline *p, struct span id)
{
    for (size_t i = 0; i < p->count; i++)
        if (span_eq(p->jobs[i].id, id))
            return &p->jobs[i];
    return NULL;
}

static bool waits_for_scan(const struct pipeline *p, struct span id)
{
    const struct job *needed = job_named(p, id);
    return needed && (needed->scans || needed->after_scan);
}

static bool needs_scan(const struct pipeline *p, const struct job *job)
{
    const struct node *needs = node_member(job->node, "needs");
    if (job->scans)
        return true;
    if (needs && !needs->children && needs->text.data)
        return waits_for_scan(p, needs->text);
    for (const struct node *at = needs ? needs->children : NULL; at; at = at->next) {
        const struct node *name = at->kind == NODE_OBJECT ? node_member(at, "job") : at;
        if (name && name->text.data && waits_for_scan(p, name->text))
            return true;
    }
    return false;
}

static size_t stage_index(const struct pipeline *p, struct span stage)
{
    static const char *const usual[] = { ".pre", "build", "test", "deploy", ".post" };
    size_t index = 0;
    for (const struct node *at = p->stages ? p->stages->children : NULL; at; at = at->next)
        if (index++, span_eq(at->text, stage))
            return index;
    for (size_t i = 0; !p->stages && i < ARRAY_SIZE(usual); i++)
        if (span_is(stage, usual[i]))
            return i;
    return SIZE_MAX;
}

/* Without `needs` a job of GitLab waits for all of the stages before it. */
static bool follows_scan(const struct pipeline *p, const struct job *job)
{
    if (!job->stage.len || node_member(job->node, "needs"))
        return false;
    for (size_t i = 0; i < p->count; i++)
        if (p->jobs[i].scans && stage_index(p, p->jobs[i].stage) < stage_index(p, job->stage))
            return true;
    return false;
}

/* As often as there are jobs, at most: each round reaches one step further. */
static void follow_needs(struct pipeline *p)
{
    bool changed = true;
    for (size_t round = 0; round < p->count && changed; round++) {
        changed = false;
        for (size_t i = 0; i < p->count; i++) {
            struct job *job = &p->jobs[i];
            if (job->after_scan || !(needs_scan(p, job) || follows_scan(p, job)))
                continue;
            job->after_scan = changed = true;
        }
    }
}

static void tell_deployments(struct pipeline *p)
{
    follow_needs(p);
    for (size_t i = 0; i < p->count; i++) {
        const struct job *job = &p->jobs[i];
        struct note note = {
            .kind = NOTE_DEPLOY,
            .name = job->id,
            .value = job->production ? SPAN("production") : SPAN_EMPTY,
            .flags = (job->gated ? NOTE_GATED : 0u) | (job->after_scan ? NOTE_AFTER_SCAN : 0u),
            .begin = (size_t)job->node->begin,
            .end = (size_t)job->node->end,
        };
        if (job->deploys)
            note_tell(p->taker, &note);
    }
}

static void tell_workflow(struct pipeline *p, const struct node *document)
{
    const struct node *jobs = node_member(document, "jobs");
    const struct node *steps = node_member(node_member(document, "runs"), "steps");
    for (const struct node *at = jobs ? jobs->children : NULL; at; at = at->next)
        if (at->kind == NODE_OBJECT)
            add_job(p, at);
    for (const struct node *at = steps ? steps->children : NULL; at; at = at->next)
        if (at->kind == NODE_OBJECT)
            tell_step(p, at);
}

/* ---- GitLab ---------------------------------------------------------------------------------- */

static void add_gitlab_job(struct pipeline *p, const struct node *facts)
{
    const struct node *script = node_member(facts, "script");
    if (p->count == MAX_JOBS || is_true(facts, "hidden"))
        return;
    struct job *job = &p->jobs[p->count++];
    struct buf text = buf_make(MAX_TEXT);
    *job = (struct job) { .node = facts, .id = scalar(facts, "name") };
    p->job = job;
    job->stage = scalar(facts, "stage");
    job->gated = node_member(facts, "environment") || is_true(facts, "manual");
    look_at_name(job, job->id);
    look_at_name(job, job->stage);
    job->production |= category_is_production(scalar(facts, "environment"));
    for (const struct node *at = script ? script->children : NULL; at; at = at->next)
        append_line(&text, at->text);
    look_at_commands(job, buf_span(&text));
    append_line(&text, scalar(node_member(facts, "image"), "name"));
    tell_text(p, facts, buf_span(&text), is_true(facts, "allowFailure"));
    buf_release(&text);
    p->job = NULL;
}

static void tell_gitlab(struct pipeline *p, const struct node *facts)
{
    const struct node *jobs = node_member(facts, "jobs");
    const struct node *includes = node_member(facts, "includes");
    p->stages = node_member(facts, "stages");
    for (const struct node *at = includes ? includes->children : NULL; at; at = at->next)
        tell_text(p, at, scalar(at, "template"), false);
    for (const struct node *at = jobs ? jobs->children : NULL; at; at = at->next)
        add_gitlab_job(p, at);
}

/* ---- All ------------------------------------------------------------------------------------- */

static bool is_workflow(struct span path)
{
    return span_find(path, SPAN(".github/workflows/")) != SIZE_MAX;
}

static bool is_action(struct span path)
{
    struct span name = span_basename(path);
    return span_is(name, "action.yml") || span_is(name, "action.yaml");
}

static void tell_file_itself(const struct pipeline *p, size_t begin)
{
    struct note note = { .kind = NOTE_PIPELINE,
                         .name = SPAN_EMPTY,
                         .value = SPAN_EMPTY,
                         .begin = begin,
                         .end = p->file->bytes.len };
    note_tell(p->taker, &note);
}

/* Of a kind whose form is not read: what stands in it anywhere. */
static void tell_other(struct pipeline *p)
{
    const struct node whole = { .begin = 0, .end = p->file->bytes.len };
    tell_file_itself(p, 0);
    tell_text(p, &whole, p->file->bytes, false);
}

void tell_pipeline(const struct tell_file *file, const struct note_taker *taker,
                   struct arena *arena)
{
    struct node *documents;
    struct pipeline p = { .file = file, .taker = taker, .arena = arena };
    p.jobs = ARENA_ARRAY(arena, MAX_JOBS, struct job);
    if (!p.jobs)
        return;
    if (file->kind && strcmp(file->kind, "gitlab-ci") == 0) {
        tell_file_itself(&p, file->facts ? (size_t)file->facts->begin : 0);
        tell_gitlab(&p, file->facts);
    } else if (!is_workflow(file->path) && !is_action(file->path)) {
        tell_other(&p);
    } else if (yaml_read(&documents, file->bytes, arena, NULL) == 0 && documents->children) {
        if (!is_action(file->path))
            tell_file_itself(&p, (size_t)documents->children->begin);
        tell_workflow(&p, documents->children);
    }
    tell_deployments(&p);
}
