/* SPDX-License-Identifier: Apache-2.0 */
/* Jobs: their facts, which keys go together, and who needs whom. */
#include "audit/lift/github_actions/github_actions.h"

#include "base/ascii.h"

/* ---- Names ---- */

static bool is_id(struct span id)
{
    for (size_t i = 0; i < id.len; i++) {
        bool first = ascii_is_alpha(id.data[i]) || id.data[i] == '_';
        if (!first && (i == 0 || !(ascii_is_digit(id.data[i]) || id.data[i] == '-')))
            return false;
    }
    return true;
}

void workflow_check_id(struct workflow *w, struct span id, struct place at)
{
    if (!is_id(id) && span_find(id, SPAN("${{")) == SIZE_MAX)
        workflow_error(w, "bad-id", "id", at, id);
}

/* ---- Keys that go together ---- */

static void check_caller(struct workflow *w, const struct node *job)
{
    static const char *const foreign[] = {
        "steps",   "runs-on",         "container",         "services",    "env",      "defaults",
        "outputs", "timeout-minutes", "continue-on-error", "environment", "snapshot",
    };
    for (size_t i = 0; i < ARRAY_SIZE(foreign); i++) {
        const struct node *member = node_member(job, foreign[i]);
        if (member)
            workflow_syntax_error(w, "conflicting-keys", member);
    }
    const struct node *secrets = node_member(job, "secrets");
    if (secrets && secrets->kind == NODE_STRING && !span_is(secrets->text, "inherit"))
        workflow_syntax_error(w, "type", secrets);
}

static void check_worker(struct workflow *w, const struct node *job)
{
    static const char *const foreign[] = { "with", "secrets" };
    static const char *const required[] = { "runs-on", "steps" };
    for (size_t i = 0; i < ARRAY_SIZE(foreign); i++) {
        const struct node *member = node_member(job, foreign[i]);
        if (member)
            workflow_syntax_error(w, "conflicting-keys", member);
    }
    for (size_t i = 0; i < ARRAY_SIZE(required); i++)
        if (!node_member(job, required[i]))
            workflow_error(w, "missing-key", "syntax-check", workflow_key_place(w, job),
                           span_of(required[i]));
}

/* ---- Facts ---- */

static void put_images(struct workflow *w, const struct node *job)
{
    const struct node *container = node_member(job, "container");
    const struct node *services = node_member(job, "services");
    struct node *images = put_array(&w->put, w->facts_job, "images", put_place(&w->put, job));
    if (container && container->kind == NODE_OBJECT)
        container = node_member(container, "image");
    if (container && container->kind == NODE_STRING)
        workflow_put_image(w, images, container);
    for (const struct node *one = services ? services->children : NULL; one; one = one->next) {
        const struct node *image = one->kind == NODE_OBJECT ? node_member(one, "image") : one;
        if (image && image->kind == NODE_STRING)
            workflow_put_image(w, images, image);
    }
}

static void put_options(struct workflow *w, const struct node *job)
{
    const struct node *options = node_member(node_member(job, "container"), "options");
    if (options && options->kind == NODE_STRING)
        put_text(&w->put, w->facts_job, "containerOptions", options->text,
                 put_place(&w->put, options));
}

static void put_facts(struct workflow *w, const struct node *job)
{
    struct place at = workflow_key_place(w, job);
    const struct node *uses = node_member(job, "uses"), *environment;
    struct node *facts = put_object(&w->put, w->facts_jobs, "", at);
    w->facts_job = facts;
    put_text(&w->put, facts, "id", job->key, at);
    put_bool(&w->put, facts, "secretsInherit",
             span_is(workflow_member_text(job, "secrets"), "inherit"), at);
    put_bool(&w->put, facts, "strategy", node_member(job, "strategy") != NULL, at);
    environment = node_member(job, "environment");
    put_bool(&w->put, facts, "environment", environment != NULL, at);
    put_bool(&w->put, facts, "timeout", node_member(job, "timeout-minutes") != NULL, at);
    put_bool(&w->put, facts, "named", node_member(job, "name") != NULL, at);
    put_bool(&w->put, facts, "concurrency", node_member(job, "concurrency") != NULL, at);
    const struct node *shell =
            node_member(node_member(node_member(job, "defaults"), "run"), "shell");
    if (workflow_is_text(shell))
        put_text(&w->put, facts, "shell", shell->text, put_place(&w->put, shell));
    workflow_put_permissions(w, facts, node_member(job, "permissions"),
                             node_member(w->document, "permissions"), at);
    workflow_put_runner(w, facts, job);
    if (uses && uses->kind == NODE_STRING)
        workflow_put_uses(w, facts, uses);
    put_images(w, job);
    put_options(w, job);
    w->expressions = w->expressions_of_job = put_array(&w->put, facts, "expressions", at);
    w->facts_steps = put_array(&w->put, facts, "steps", at);
}

static void collect_tainted(struct workflow *w, const struct node *env)
{
    struct workflow_tainted *tainted = &w->tainted;
    for (const struct node *one = env && env->kind == NODE_OBJECT ? env->children : NULL; one;
         one = one->next)
        if (one->kind == NODE_STRING && tainted->count < WORKFLOW_MAX_TAINTED &&
            workflow_text_is_tainted(w, one->text))
            tainted->names[tainted->count++] = one->key;
}

void workflow_collect_tainted(struct workflow *w, const struct node *of)
{
    collect_tainted(w, node_member(of, "env"));
    if (!w->job)
        w->tainted_outside = w->tainted.count;
    if (!w->step)
        w->tainted_in_job = w->tainted.count;
}

/* ---- The walk ---- */

void workflow_enter_job(struct workflow *w, const struct node *job)
{
    const struct node *uses = node_member(job, "uses");
    w->job = job;
    table_release(&w->step_ids);
    table_init(&w->step_ids);
    workflow_scope_job(w, job);
    put_facts(w, job);
    workflow_collect_tainted(w, job);
    workflow_check_id(w, job->key, workflow_key_place(w, job));
    workflow_check_permission_word(w, node_member(job, "permissions"));
    workflow_check_shell(w, node_member(node_member(node_member(job, "defaults"), "run"), "shell"),
                         node_member(job, "runs-on"));
    if (uses)
        check_caller(w, job);
    else
        check_worker(w, job);
    if (uses && uses->kind == NODE_STRING)
        workflow_check_uses(w, uses, true);
}

void workflow_leave_job(struct workflow *w, const struct node *job)
{
    (void)job;
    w->job = NULL;
    w->facts_job = w->facts_steps = w->credentials = w->container_env = NULL;
    w->expressions = w->expressions_outside;
    w->tainted.count = w->tainted_in_job = w->tainted_outside;
    w->scope.contexts[CONTEXT_NEEDS] = w->scope.contexts[CONTEXT_MATRIX] = &type_any;
    w->steps = NULL;
    w->all_steps = NULL;
}

/* The steps of an action are those of a job that has no runner of its own. */
void workflow_enter_action_run(struct workflow *w, const struct node *runs)
{
    struct place at = workflow_key_place(w, runs);
    w->job = runs;
    w->steps = NULL;
    w->facts_job = put_object(&w->put, w->facts_jobs, "", at);
    put_text(&w->put, w->facts_job, "using", workflow_member_text(runs, "using"), at);
    w->expressions = w->expressions_of_job = put_array(&w->put, w->facts_job, "expressions", at);
    w->facts_steps = put_array(&w->put, w->facts_job, "steps", at);
    workflow_scope_job(w, runs);
    workflow_check_action(w, runs);
}

/* ---- Who needs whom ---- */

static void check_need(struct workflow *w, const struct node *job, const struct node *need,
                       struct place at)
{
    if (!workflow_is_text(need) || need->text.len == 0)
        return;
    if (span_eq_nocase(need->text, job->key) || !workflow_job_named(w, need->text))
        workflow_error(w, "unknown-need", "job-needs", at, need->text);
}

static bool is_named_before(const struct node *needs, const struct node *need)
{
    size_t looked = 0;
    for (const struct node *one = needs->children; one && one != need && looked < 200;
         one = one->next, looked++)
        if (span_eq_nocase(one->text, need->text))
            return true;
    return false;
}

static void check_needs_of(struct workflow *w, const struct node *job)
{
    const struct node *needs = node_member(job, "needs");
    if (!needs)
        return;
    if (needs->kind != NODE_ARRAY)
        check_need(w, job, needs, put_place(&w->put, needs));
    for (const struct node *one = needs->kind == NODE_ARRAY ? needs->children : NULL; one;
         one = one->next) {
        struct place at = workflow_item_place(w, needs, one);
        check_need(w, job, one, at);
        if (workflow_is_text(one) && is_named_before(needs, one))
            workflow_error(w, "duplicate-need", "job-needs", at, one->text);
    }
}

static const struct node *first_need(const struct workflow_job *job)
{
    const struct node *needs = node_member(job->node, "needs");
    return needs && needs->kind == NODE_ARRAY ? needs->children : needs;
}

static bool is_list(const struct workflow_job *job)
{
    const struct node *needs = node_member(job->node, "needs");
    return needs && needs->kind == NODE_ARRAY;
}

static void open_job(struct workflow_job *job, struct workflow_job *needed_by)
{
    job->is_open = true;
    job->needed_by = needed_by;
    job->next_need = first_need(job);
}

/* Deep first, without recursion: a job that is met while it is open needs itself. */
static void find_cycle(struct workflow *w, struct workflow_job *from)
{
    open_job(from, NULL);
    for (struct workflow_job *at = from; at;) {
        const struct node *need = at->next_need;
        if (!need) {
            at->is_open = false;
            at->is_done = true;
            at = at->needed_by;
            continue;
        }
        at->next_need = is_list(at) ? need->next : NULL;
        struct workflow_job *job =
                workflow_is_text(need) ? workflow_job_named(w, need->text) : NULL;
        if (job && job->is_open && job != at)
            workflow_error(w, "cyclic-needs", "job-needs", workflow_key_place(w, job->node),
                           job->node->key);
        if (!job || job->is_open || job->is_done)
            continue;
        open_job(job, at);
        at = job;
    }
}

void workflow_check_needs(struct workflow *w)
{
    const struct node *jobs = node_member(w->document, "jobs");
    if (!jobs || jobs->kind != NODE_OBJECT)
        return;
    for (const struct node *job = jobs->children; job; job = job->next)
        check_needs_of(w, job);
    for (const struct node *one = jobs->children; one; one = one->next) {
        struct workflow_job *job = workflow_job_named(w, one->key);
        if (job && !job->is_done)
            find_cycle(w, job);
    }
}
