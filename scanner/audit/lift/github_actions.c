/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions.h"

#include "base/ascii.h"
#include "base/macro.h"
#include "doc/yaml.h"

enum { MAX_ERRORS = 200, SHA_LENGTH = 40 };

/* Does a line at the margin begin so? */
static bool has_top_key(struct span bytes, const char *key)
{
    struct span rest = bytes, line;
    while (span_next_line(&rest, &line)) {
        size_t quoted = line.len && (line.data[0] == '"' || line.data[0] == '\'');
        line = span_from(line, quoted);
        if (span_starts(line, span_of(key)) &&
            span_starts(span_from(line, strlen(key) + quoted), SPAN(":")))
            return true;
    }
    return false;
}

bool github_actions_is(struct span name, struct span bytes)
{
    bool placed = span_find(name, SPAN(".github/workflows/")) != SIZE_MAX;
    bool has_on = has_top_key(bytes, "on"), has_jobs = has_top_key(bytes, "jobs");
    if (placed)
        return has_on || has_jobs;
    return has_on && has_jobs &&
           (span_find(bytes, SPAN("steps:")) != SIZE_MAX ||
            span_find(bytes, SPAN("uses:")) != SIZE_MAX);
}

/* ---- Errors and places ---- */

void workflow_error(struct workflow *w, const char *code, const char *topic, struct place at)
{
    if (w->error_count++ >= MAX_ERRORS)
        return;
    struct node *error = put_object(&w->put, w->errors, "", at);
    put_text(&w->put, error, "code", span_of(code), at);
    put_text(&w->put, error, "topic", span_of(topic), at);
}

/* Of the key; its value may stand lines below. Only asked for errors, which are bounded. */
struct place workflow_key_place(const struct workflow *w, const struct node *member)
{
    struct span text = w->put.builder.text, rest = text, line = SPAN_EMPTY;
    if (member->key_line == 0 || w->error_count >= MAX_ERRORS)
        return put_place(&w->put, member);
    for (uint32_t i = 0; i < member->key_line; i++)
        if (!span_next_line(&rest, &line))
            return put_place(&w->put, member);
    size_t begin = (size_t)(line.data - text.data), indent = 0;
    while (indent < line.len && (line.data[indent] == ' ' || line.data[indent] == '-'))
        indent++;
    return (struct place) { begin + indent, begin + line.len };
}

static struct span text_of(const struct node *object, const char *key)
{
    const struct node *node = node_member(object, key);
    return node && node->kind != NODE_OBJECT && node->kind != NODE_ARRAY ? node->text : SPAN_EMPTY;
}

/* ---- Expressions ---- */

static void put_expression(struct workflow *w, struct node *list, struct span text,
                           const char *place, const struct node *node)
{
    struct place at = put_place(&w->put, node);
    struct workflow_expression judged = {
        .is_condition = strcmp(place, "if") == 0 || strcmp(place, "job-if") == 0,
        .level = strcmp(place, "workflow") == 0                              ? LEVEL_WORKFLOW
                 : strcmp(place, "job") == 0 || strcmp(place, "job-if") == 0 ? LEVEL_JOB
                                                                             : LEVEL_STEP,
    };
    workflow_check_expression(w, text, &judged);
    struct node *one = put_object(&w->put, list, "", at);
    put_text(&w->put, one, "text", span_trim(text), at);
    put_text(&w->put, one, "place", span_of(place), at);
    put_text(&w->put, one, "taint", judged.attacker ? SPAN("attacker") : SPAN("safe"), at);
    if (judged.problem)
        workflow_error(w, judged.problem, "expression", at);
}

/* Where an expression ends: braces in a string do not end it. */
static size_t find_end(struct span text)
{
    bool quoted = false;
    for (size_t i = 0; i + 1 < text.len; i++) {
        quoted ^= text.data[i] == '\'';
        if (!quoted && text.data[i] == '}' && text.data[i + 1] == '}')
            return i;
    }
    return SIZE_MAX;
}

static void put_expressions(struct workflow *w, struct node *list, const char *place,
                            const struct node *node)
{
    struct span rest = node->text;
    size_t begin = span_find(rest, SPAN("${{"));
    if (begin == SIZE_MAX && (strcmp(place, "if") == 0 || strcmp(place, "job-if") == 0) && rest.len)
        put_expression(w, list, rest, place, node);
    for (; begin != SIZE_MAX; begin = span_find(rest, SPAN("${{"))) {
        rest = span_from(rest, begin + 3);
        size_t end = find_end(rest);
        if (end == SIZE_MAX) {
            workflow_error(w, "expression-syntax", "expression", put_place(&w->put, node));
            return;
        }
        put_expression(w, list, span_sub(rest, 0, end), place, node);
        rest = span_from(rest, end + 2);
    }
}

/* All texts of a subtree; `place` of the key nearest above that gives one. */
static void walk(struct workflow *w, struct node *list, const char *place, const struct node *node)
{
    if (w->put.failed)
        return;
    if (node->kind == NODE_STRING)
        put_expressions(w, list, place, node);
    for (const struct node *child = node->children; child; child = child->next) {
        static const char *const places[] = { "run", "with", "env", "if", "name" };
        const char *inner = place;
        for (size_t i = 0; i < ARRAY_SIZE(places) && strcmp(place, "other") == 0; i++)
            if (span_is(child->key, places[i]))
                inner = places[i];
        if (strcmp(place, "with") == 0 && span_is(child->key, "script"))
            inner = "script";
        walk(w, list, inner, child);
    }
}

/* ---- Permissions ---- */

static void put_permissions(struct workflow *w, struct node *parent, const struct node *own,
                            const struct node *inherited, struct place at)
{
    const struct node *set = own ? own : inherited;
    at = own ? put_place(&w->put, own) : at;
    struct node *object = put_object(&w->put, parent, "permissions", at);
    put_bool(&w->put, object, "set", set != NULL, at);
    if (!set)
        return;
    put_text(&w->put, object, "all",
             span_is(set->text, "write-all")  ? SPAN("write")
             : span_is(set->text, "read-all") ? SPAN("read")
                                              : SPAN("none"),
             at);
    struct node *writes = put_array(&w->put, object, "writes", at);
    for (const struct node *one = set->children; one; one = one->next)
        if (span_is(one->text, "write"))
            put_text(&w->put, writes, "", one->key, own ? put_place(&w->put, one) : at);
}

/* ---- Steps ---- */

static const char *kind_of_ref(struct span ref)
{
    size_t hex = 0;
    while (hex < ref.len &&
           (ascii_is_digit(ref.data[hex]) || (ref.data[hex] >= 'a' && ref.data[hex] <= 'f')))
        hex++;
    if (ref.len == 0)
        return "none";
    if (hex == ref.len && ref.len >= 7)
        return ref.len == SHA_LENGTH ? "sha" : "shortsha";
    bool version = ascii_is_digit(ref.data[0]) ||
                   (ref.data[0] == 'v' && ref.len > 1 && ascii_is_digit(ref.data[1]));
    return version ? "tag" : "branch";
}

static void put_uses(struct workflow *w, struct node *parent, const struct node *node)
{
    struct place at = put_place(&w->put, node);
    struct span text = node->text, name = span_sub(text, 0, span_find_char(text, '@'));
    struct span ref = span_from(text, name.len + 1);
    size_t slash = span_find_char(name, '/');
    struct span owner = span_sub(name, 0, slash), repo = span_from(name, slash + 1);
    bool local = span_starts(text, SPAN("./")), docker = span_starts(text, SPAN("docker://"));
    struct node *uses = put_object(&w->put, parent, "uses", at);
    put_text(&w->put, uses, "text", text, at);
    put_bool(&w->put, uses, "local", local, at);
    put_bool(&w->put, uses, "docker", docker, at);
    if (local || docker)
        return;
    put_text(&w->put, uses, "owner", owner, at);
    put_text(&w->put, uses, "repo", span_sub(repo, 0, span_find_char(repo, '/')), at);
    put_text(&w->put, uses, "ref", ref, at);
    put_text(&w->put, uses, "refKind", span_of(kind_of_ref(ref)), at);
    put_bool(&w->put, uses, "firstParty", span_is(owner, "actions") || span_is(owner, "github"),
             at);
}

static bool has_deprecated_command(struct span run)
{
    static const char *const commands[] = { "::set-output name=", "::save-state name=",
                                            "::set-env name=", "::add-path::" };
    for (size_t i = 0; i < ARRAY_SIZE(commands); i++)
        if (span_find(run, span_of(commands[i])) != SIZE_MAX)
            return true;
    return false;
}

static void put_step(struct workflow *w, struct node *list, const struct node *step)
{
    struct place at = put_place(&w->put, step);
    struct node *object = put_object(&w->put, list, "", at);
    const struct node *uses = node_member(step, "uses"), *with = node_member(step, "with");
    put_text(&w->put, object, "id", text_of(step, "id"), at);
    if (uses && uses->kind == NODE_STRING) {
        put_uses(w, object, uses);
        if (span_starts(uses->text, SPAN("actions/checkout@"))) {
            struct place here = put_place(&w->put, uses);
            struct node *checkout = put_object(&w->put, object, "checkout", here);
            struct span keeps = with ? text_of(with, "persist-credentials") : SPAN_EMPTY;
            struct span ref = with ? text_of(with, "ref") : SPAN_EMPTY;
            bool head = span_find(ref, SPAN(".head.")) != SIZE_MAX ||
                        span_find(ref, SPAN("head_ref")) != SIZE_MAX ||
                        span_find(ref, SPAN("head_sha")) != SIZE_MAX;
            put_bool(&w->put, checkout, "persistCredentials", !span_is(keeps, "false"), here);
            put_text(&w->put, checkout, "ref",
                     head      ? SPAN("head")
                     : ref.len ? SPAN("unknown")
                               : SPAN("default"),
                     here);
        }
    }
    put_bool(&w->put, object, "deprecatedCommand", has_deprecated_command(text_of(step, "run")),
             at);
    walk(w, put_array(&w->put, object, "expressions", at), "other", step);
}

/* ---- Jobs ---- */

static void put_runner(struct workflow *w, struct node *parent, const struct node *runs_on)
{
    struct place at = put_place(&w->put, runs_on);
    struct node *runner = put_object(&w->put, parent, "runsOn", at);
    bool self_hosted = span_is(runs_on->text, "self-hosted");
    for (const struct node *one = runs_on->children; one; one = one->next)
        self_hosted |= span_is(one->text, "self-hosted");
    put_bool(&w->put, runner, "selfHosted", self_hosted, at);
}

/* What is judged before the job has a runner knows less. */
static const char *place_of_key(struct span key)
{
    static const char *const early[] = { "env",         "runs-on",  "name",
                                         "concurrency", "strategy", "timeout-minutes" };
    for (size_t i = 0; i < ARRAY_SIZE(early); i++)
        if (span_is(key, early[i]))
            return "job";
    return span_is(key, "if") ? "job-if" : "other-job";
}

static void put_job(struct workflow *w, struct node *list, const struct node *job)
{
    struct place at = workflow_key_place(w, job);
    const struct node *runs_on = node_member(job, "runs-on"), *steps = node_member(job, "steps");
    const struct node *uses = node_member(job, "uses");
    struct node *object = put_object(&w->put, list, "", at);
    w->job = job;
    put_text(&w->put, object, "id", job->key, at);
    put_bool(&w->put, object, "secretsInherit", span_is(text_of(job, "secrets"), "inherit"), at);
    put_permissions(w, object, node_member(job, "permissions"),
                    node_member(w->document, "permissions"), at);
    if (runs_on)
        put_runner(w, object, runs_on);
    if (uses && uses->kind == NODE_STRING)
        put_uses(w, object, uses);
    struct node *all = put_array(&w->put, object, "expressions", at);
    for (const struct node *one = job->children; one; one = one->next)
        if (one != steps)
            walk(w, all, place_of_key(one->key), one);
    struct node *out = put_array(&w->put, object, "steps", at);
    for (const struct node *one = steps ? steps->children : NULL; one; one = one->next)
        if (one->kind == NODE_OBJECT)
            put_step(w, out, one);
    w->job = NULL;
}

/* ---- The whole ---- */

static void put_events(struct workflow *w, const struct node *on)
{
    struct node *root = w->put.builder.root;
    struct place at = put_place(&w->put, on);
    struct node *object = put_object(&w->put, root, "on", at);
    struct node *events = put_array(&w->put, object, "events", at);
    bool privileged = false;
    size_t count = on->kind == NODE_STRING ? 1 : on->child_count;
    const struct node *one = on->kind == NODE_STRING ? on : on->children;
    for (; count > 0 && one; count--, one = one->next) {
        struct span name = on->kind == NODE_OBJECT ? one->key : one->text;
        put_text(&w->put, events, "", name,
                 on->kind == NODE_OBJECT ? workflow_key_place(w, one) : put_place(&w->put, one));
        privileged |= span_is(name, "pull_request_target") || span_is(name, "workflow_run");
        w->has_inputs |= span_is(name, "workflow_call") || span_is(name, "workflow_dispatch");
    }
    put_bool(&w->put, object, "privileged", privileged, at);
}

static void lift_all(struct workflow *w)
{
    struct node *root = w->put.builder.root;
    struct place at = put_place(&w->put, w->document);
    const struct node *on = node_member(w->document, "on");
    const struct node *jobs = node_member(w->document, "jobs");
    w->errors = put_array(&w->put, root, "errors", at);
    if (on)
        put_events(w, on);
    put_permissions(w, root, node_member(w->document, "permissions"), NULL, at);
    struct node *all = put_array(&w->put, root, "expressions", at);
    for (const struct node *one = w->document->children; one; one = one->next)
        if (one != jobs)
            walk(w, all, "workflow", one);
    struct node *list = put_array(&w->put, root, "jobs", at);
    for (const struct node *job = jobs ? jobs->children : NULL; job; job = job->next)
        if (job->kind == NODE_OBJECT && jobs->kind == NODE_OBJECT)
            put_job(w, list, job);
    workflow_check_schema(w);
}

int github_actions_lift(struct node **out, struct span text, struct arena *arena,
                        struct veto_error *error)
{
    struct node *documents;
    struct workflow w = { .document = NULL };
    if (yaml_read(&documents, text, arena, error) < 0 || put_start(&w.put, text, arena, error) < 0)
        return -1;
    w.document = documents->children;
    if (w.document && w.document->kind == NODE_OBJECT)
        lift_all(&w);
    return put_finish(&w.put, out);
}
