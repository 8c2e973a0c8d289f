/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions/calls.h"

#include "audit/lift/github_actions/github_actions.h"
#include "base/ascii.h"
#include "doc/yaml.h"

/* More steps than people's workflows need for all of a folder together. */
enum { WORK_MAX = 20 * 1000 * 1000, BYTES_A_STEP = 32 };

static const struct span folder = { "./.github/workflows/", 20 };

/* A workflow of the unit. */
struct called {
    struct span name;            /* of its file, without folders */
    struct span text;            /* that the places of `document` are of */
    const struct node *document; /* NULL where it could not be read */
    const struct node *facts;    /* of the document alone, once they are asked for */
    bool was_lifted;
    const struct node *call; /* `on.workflow_call`, maybe without a value; NULL: is not called */
    bool takes_any;          /* it is not known what it takes */
    struct table inputs, secrets, outputs; /* by lower-case names: their nodes */
};

struct calls {
    struct put put;
    struct arena *arena;
    struct called *files;
    size_t count;
    struct table by_name;
    const struct called *self; /* whose facts are made */
    struct table callees;      /* by the id of a job in lower case, what it calls */
    size_t work;
    struct veto_error *error;
};

static bool spend(struct calls *c, size_t work)
{
    if (work <= c->work) {
        c->work -= work;
        return true;
    }
    c->work = 0;
    if (!c->put.failed)
        error_set(c->error, VETO_ERROR_UNSUPPORTED, "1:1: too many calls of workflows");
    c->put.failed = true;
    return false;
}

static const struct node *map_of(const struct node *object, const char *key)
{
    const struct node *node = node_member(object, key);
    return node && node->kind == NODE_OBJECT ? node : NULL;
}

static bool is_dynamic(const struct node *node)
{
    return node->kind == NODE_STRING && span_find(node->text, SPAN("${{")) != SIZE_MAX;
}

/* ---- What is called -------------------------------------------------------------------------- */

/* GitHub does not tell letters of either case apart. */
static int index_names(struct calls *c, struct table *table, const struct node *map)
{
    for (const struct node *at = map ? map->children : NULL; at; at = at->next)
        if (!spend(c, 1) ||
            table_set(table, put_lower(&c->put, at->key), (void *)(uintptr_t)at) < 0)
            return -1;
    return 0;
}

/* `on` may be a word or a list, too. */
static const struct node *call_of(const struct node *document)
{
    const struct node *on = node_member(document, "on");
    if (!on)
        return NULL;
    if (on->kind == NODE_OBJECT)
        return node_member(on, "workflow_call");
    if (on->kind != NODE_ARRAY)
        return span_is(on->text, "workflow_call") ? on : NULL;
    for (const struct node *at = on->children; at; at = at->next)
        if (span_is(at->text, "workflow_call"))
            return at;
    return NULL;
}

static bool is_map_or_nothing(const struct node *node)
{
    return !node || node->kind == NODE_OBJECT || node->kind == NODE_NULL;
}

static int prepare(struct calls *c, struct called *file)
{
    table_init(&file->inputs);
    table_init(&file->secrets);
    table_init(&file->outputs);
    file->call = call_of(file->document);
    const struct node *inputs = node_member(file->call, "inputs");
    const struct node *secrets = node_member(file->call, "secrets");
    const struct node *outputs = node_member(file->call, "outputs");
    file->takes_any = !is_map_or_nothing(inputs) || !is_map_or_nothing(secrets) ||
                      !is_map_or_nothing(outputs);
    if (table_set(&c->by_name, file->name, file) < 0 ||
        index_names(c, &file->inputs, inputs) < 0 || index_names(c, &file->secrets, secrets) < 0 ||
        index_names(c, &file->outputs, outputs) < 0)
        return -1;
    return 0;
}

static struct called *callee_of(const struct calls *c, const struct node *job)
{
    struct span uses = workflow_member_text(job, "uses");
    if (!span_starts(uses, folder))
        return NULL;
    struct called *callee = table_get(&c->by_name, span_from(uses, folder.len));
    return callee && callee->document && !callee->takes_any ? callee : NULL;
}

/* The facts of its document alone, at places of its text; NULL where there are none. */
static const struct node *facts_of(const struct calls *c, struct called *file)
{
    struct node *facts = NULL;
    struct veto_error ignored = { 0 };
    const struct node *document = file->document;
    struct span part = span_sub(file->text, (size_t)document->begin,
                                (size_t)(document->end - document->begin));
    if (!file->was_lifted && github_actions_lift(&facts, part, c->arena, &ignored) == 0)
        file->facts = facts;
    file->was_lifted = true;
    return file->facts;
}

/* ---- What is said of a call ------------------------------------------------------------------ */

static void put_error(struct calls *c, struct node *list, const char *code, struct span name,
                      struct place at)
{
    struct node *error = put_object(&c->put, list, "", at);
    put_text(&c->put, error, "code", span_of(code), at);
    put_text(&c->put, error, "name", name, at);
}

/* Names that are given and not known, at the name. */
static void put_unknown(struct calls *c, struct node *errors, const char *code,
                        const struct node *given, const struct table *known)
{
    for (const struct node *at = given ? given->children : NULL; at && spend(c, 1); at = at->next)
        if (!table_get(known, put_lower(&c->put, at->key)))
            put_error(c, errors, code, at->key, workflow_key_place_in(&c->put, at));
}

/* Names that must be given and are not, where the others are given, or else at the call. */
static void put_missing(struct calls *c, struct node *errors, const char *code,
                        const struct node *wanted, const struct node *given, struct place at)
{
    struct table names;
    table_init(&names);
    if (index_names(c, &names, given) < 0)
        c->put.failed = true;
    for (const struct node *one = wanted ? wanted->children : NULL; one && spend(c, 1);
         one = one->next) {
        const struct node *required = node_member(one, "required");
        if (required && required->kind == NODE_BOOL && required->truth &&
            !node_member(one, "default") && !table_get(&names, put_lower(&c->put, one->key)))
            put_error(c, errors, code, one->key, at);
    }
    table_release(&names);
}

static bool has_type(const struct node *value, struct span type)
{
    if (is_dynamic(value) || value->kind == NODE_NULL)
        return true;
    if (span_is(type, "boolean"))
        return value->kind == NODE_BOOL;
    return !span_is(type, "number") || value->kind == NODE_NUMBER;
}

static void put_types(struct calls *c, struct node *errors, const struct node *given,
                      const struct called *callee)
{
    for (const struct node *at = given ? given->children : NULL; at && spend(c, 1); at = at->next) {
        const struct node *input = table_get(&callee->inputs, put_lower(&c->put, at->key));
        if (input && !has_type(at, workflow_member_text(input, "type")))
            put_error(c, errors, "input-type", at->key, put_place(&c->put, at));
    }
}

static bool has_item(const struct node *list, struct span text)
{
    for (const struct node *at = list ? list->children : NULL; at; at = at->next)
        if (span_eq(at->text, text))
            return true;
    return false;
}

static const struct node *job_fact(struct calls *c, const struct node *facts, struct span id)
{
    const struct node *jobs = node_member(facts, "jobs");
    if (!jobs || !spend(c, jobs->child_count))
        return NULL;
    for (const struct node *job = jobs->children; job; job = job->next)
        if (span_eq(workflow_member_text(job, "id"), id))
            return job;
    return NULL;
}

/* What is called can have no rights that its caller has not. */
static void put_rights(struct calls *c, struct node *errors, const struct node *job,
                       const struct node *callee, struct place at)
{
    const struct node *own = node_member(job, "permissions"), *jobs = node_member(callee, "jobs");
    const struct node *set = node_member(own, "set"), *writes = node_member(own, "writes");
    if (!set || !set->truth || span_is(workflow_member_text(own, "all"), "write"))
        return;
    for (const struct node *one = jobs ? jobs->children : NULL; one && spend(c, 1);
         one = one->next) {
        const struct node *rights = node_member(one, "permissions");
        const struct node *asked = node_member(rights, "set"), *list = node_member(rights, "writes");
        if (!asked || !asked->truth)
            continue;
        if (span_is(workflow_member_text(rights, "all"), "write"))
            put_error(c, errors, "more-rights", SPAN("write-all"), at);
        for (const struct node *right = list ? list->children : NULL; right && spend(c, 1);
             right = right->next)
            if (spend(c, writes ? writes->child_count : 0) && !has_item(writes, right->text))
                put_error(c, errors, "more-rights", right->text, at);
    }
}

/* ---- What strangers write, and a called workflow makes a script of --------------------------- */

static bool is_name_byte(char c)
{
    return ascii_is_alnum(c) || c == '_' || c == '-';
}

/* Does the expression read that input, written `inputs.name`? */
static bool reads_input(struct span expression, struct span name)
{
    for (;;) {
        size_t at = span_find_nocase(expression, SPAN("inputs."));
        if (at == SIZE_MAX)
            return false;
        expression = span_from(expression, at + strlen("inputs."));
        if (span_starts_nocase(expression, name) &&
            (expression.len == name.len || !is_name_byte(expression.data[name.len])))
            return true;
    }
}

static bool is_script(struct span place)
{
    return span_is(place, "run") || span_is(place, "script");
}

/* Is the input a part of a script there? */
static bool is_run(struct calls *c, const struct node *facts, struct span input)
{
    const struct node *jobs = node_member(facts, "jobs");
    for (const struct node *job = jobs ? jobs->children : NULL; job; job = job->next) {
        const struct node *steps = node_member(job, "steps");
        for (const struct node *step = steps ? steps->children : NULL; step; step = step->next) {
            const struct node *list = node_member(step, "expressions");
            for (const struct node *at = list ? list->children : NULL;
                 at && spend(c, 1 + workflow_member_text(at, "text").len / BYTES_A_STEP);
                 at = at->next)
                if (is_script(workflow_member_text(at, "place")) &&
                    span_is(workflow_member_text(at, "taint"), "caller") &&
                    reads_input(workflow_member_text(at, "text"), input))
                    return true;
        }
    }
    return false;
}

/* Is there something within the value that anyone may write? `base` is what the job's facts are below. */
static bool is_tainted(struct calls *c, const struct node *job, uint64_t base,
                       const struct node *value)
{
    const struct node *list = node_member(job, "expressions");
    for (const struct node *at = list ? list->children : NULL; at && spend(c, 1); at = at->next)
        if (span_is(workflow_member_text(at, "taint"), "attacker") &&
            at->begin + base >= value->begin && at->begin + base < value->end)
            return true;
    return false;
}

static void put_tainted(struct calls *c, struct node *call, const struct node *job,
                        const struct node *given, struct called *callee, struct place at)
{
    struct node *list = put_array(&c->put, call, "tainted", at);
    uint64_t base = c->self->document->begin;
    for (const struct node *one = given ? given->children : NULL; one && !c->put.failed;
         one = one->next) {
        if (!is_dynamic(one) || !is_tainted(c, job, base, one) ||
            !is_run(c, facts_of(c, callee), one->key))
            continue;
        struct place value = put_place(&c->put, one);
        put_text(&c->put, put_object(&c->put, list, "", value), "name", one->key, value);
    }
}

/* ---- Outputs that a call does not give ------------------------------------------------------- */

static struct span take_name(struct span *rest)
{
    size_t len = 0;
    while (len < rest->len && is_name_byte(rest->data[len]))
        len++;
    struct span name = span_sub(*rest, 0, len);
    *rest = span_from(*rest, len);
    return name;
}

/* Where the text stands within the scalar, which may be quoted or folded: else all of it. */
static struct place place_of_part(struct calls *c, const struct node *node, struct span part)
{
    struct place at = put_place(&c->put, node);
    struct span text = span_sub(c->put.builder.text, at.begin, at.end - at.begin);
    if (!spend(c, text.len / BYTES_A_STEP))
        return at;
    size_t found = span_find(text, part);
    return found == SIZE_MAX ? at
                             : (struct place) { at.begin + found, at.begin + found + part.len };
}

static void look_for_outputs(struct calls *c, const struct node *node, const char *context,
                             struct node *errors)
{
    struct span rest = node->text;
    for (;;) {
        size_t at = span_find(rest, span_of(context));
        if (at == SIZE_MAX || !spend(c, 1))
            return;
        struct span begin = span_from(rest, at);
        rest = span_from(begin, strlen(context));
        struct span job = take_name(&rest);
        if (!span_starts(rest, SPAN(".outputs.")))
            continue;
        rest = span_from(rest, strlen(".outputs."));
        struct span name = take_name(&rest);
        const struct called *callee = table_get(&c->callees, put_lower(&c->put, job));
        struct span all = { begin.data, (size_t)(name.data + name.len - begin.data) };
        if (name.len && callee && !table_get(&callee->outputs, put_lower(&c->put, name)))
            put_error(c, errors, "unknown-output", name, place_of_part(c, node, all));
    }
}

/* As deep as documents are. */
static void look_at_all(struct calls *c, const struct node *parent, struct node *errors)
{
    for (const struct node *at = parent->children; at && spend(c, 1); at = at->next) {
        if (at->children) {
            look_at_all(c, at, errors);
        } else if (at->kind == NODE_STRING && (is_dynamic(at) || span_is(at->key, "if"))) {
            look_for_outputs(c, at, "needs.", errors);
            look_for_outputs(c, at, "jobs.", errors);
        }
    }
}

/* ---- A caller -------------------------------------------------------------------------------- */

static void put_call(struct calls *c, struct node *list, const struct node *job,
                     struct called *callee)
{
    const struct node *uses = node_member(job, "uses");
    const struct node *with = map_of(job, "with"), *secrets = map_of(job, "secrets");
    struct place at = put_place(&c->put, uses);
    struct node *call = put_object(&c->put, list, "", at);
    struct node *errors;
    put_text(&c->put, call, "id", job->key, at);
    put_text(&c->put, call, "workflow", callee->name, at);
    errors = put_array(&c->put, call, "errors", at);
    if (!callee->call) {
        put_error(c, errors, "not-callable", callee->name, at);
        return;
    }
    put_unknown(c, errors, "unknown-input", with, &callee->inputs);
    if (with || !node_member(job, "with")) /* else it is a template of something */
        put_missing(c, errors, "missing-input", map_of(callee->call, "inputs"), with,
                    with ? workflow_key_place_in(&c->put, with) : at);
    put_types(c, errors, with, callee);
    if (secrets || !node_member(job, "secrets")) { /* else all are handed on */
        put_unknown(c, errors, "unknown-secret", secrets, &callee->secrets);
        put_missing(c, errors, "missing-secret", map_of(callee->call, "secrets"), secrets,
                    secrets ? workflow_key_place_in(&c->put, secrets) : at);
    }
    const struct node *fact =
            job_fact(c, facts_of(c, (struct called *)(uintptr_t)c->self), job->key);
    if (!fact)
        return;
    put_rights(c, errors, fact, facts_of(c, callee), at);
    put_tainted(c, call, fact, with, callee, at);
}

static int lift_caller(struct calls *c, struct node *list)
{
    const struct node *jobs = map_of(c->self->document, "jobs");
    for (const struct node *job = jobs ? jobs->children : NULL; job && !c->put.failed;
         job = job->next) {
        struct called *callee = callee_of(c, job);
        if (!callee || !spend(c, 1))
            continue;
        put_call(c, list, job, callee);
        if (table_set(&c->callees, put_lower(&c->put, job->key), callee) < 0)
            return error_no_memory(c->error);
    }
    return 0;
}

/* The facts of one file, at places of its text; roots without calls say nothing. */
static int lift_one(struct calls *c, struct called *self, struct node **out)
{
    c->self = self;
    table_init(&c->callees);
    if (put_start(&c->put, self->text, c->arena, c->error) < 0)
        return -1;
    struct place all = put_place(&c->put, self->document);
    struct node *root = c->put.builder.root;
    struct node *list = put_array(&c->put, root, "calls", all);
    int result = lift_caller(c, list);
    if (result == 0 && c->callees.count)
        look_at_all(c, self->document, put_array(&c->put, root, "outputErrors", all));
    table_release(&c->callees);
    return result < 0 ? -1 : put_finish(&c->put, out);
}

/* ---- A unit ---------------------------------------------------------------------------------- */

static void release(struct calls *c)
{
    for (size_t i = 0; i < c->count; i++) {
        table_release(&c->files[i].inputs);
        table_release(&c->files[i].secrets);
        table_release(&c->files[i].outputs);
    }
    table_release(&c->by_name);
}

/* `facts` of those that can be read. */
static int lift_all(struct calls *c, struct node **facts)
{
    int result = 0;
    for (size_t i = 0; i < c->count && result == 0; i++)
        result = prepare(c, &c->files[i]);
    if (result < 0 && !c->put.failed)
        error_no_memory(c->error);
    for (size_t i = 0; i < c->count && result == 0; i++)
        if (c->files[i].document)
            result = lift_one(c, &c->files[i], &facts[i]);
    return result;
}

static int lift_files(struct called *files, size_t count, struct node **facts, struct arena *arena,
                      struct veto_error *error)
{
    struct calls calls = {
        .arena = arena,
        .files = files,
        .count = count,
        .work = WORK_MAX,
        .error = error,
    };
    table_init(&calls.by_name);
    int result = put_start(&calls.put, SPAN_EMPTY, arena, error);
    if (result == 0)
        result = lift_all(&calls, facts);
    release(&calls);
    return result;
}

/* What cannot be read is told where the workflow itself is audited. */
static const struct node *read_document(const struct audit_member *member, struct arena *arena)
{
    struct veto_error ignored = { 0 };
    struct node *documents = NULL;
    if (member->unread || yaml_read(&documents, member->bytes, arena, &ignored) < 0)
        return NULL;
    const struct node *first = documents->children;
    return first && first->kind == NODE_OBJECT ? first : NULL;
}

int github_actions_calls_lift(struct audit_member *members, size_t count, struct arena *arena,
                              struct veto_error *error)
{
    struct called *files = ARENA_ARRAY(arena, count, struct called);
    struct node **facts = ARENA_ARRAY(arena, count, struct node *);
    if (!files || !facts)
        return error_no_memory(error);
    for (size_t i = 0; i < count; i++) {
        files[i].name = span_basename(members[i].name);
        files[i].text = members[i].bytes;
        files[i].document = read_document(&members[i], arena);
    }
    int result = lift_files(files, count, facts, arena, error);
    for (size_t i = 0; i < count && result == 0; i++)
        members[i].facts = facts[i];
    return result;
}

int github_actions_calls_lift_alone(struct node **facts, struct span text, struct arena *arena,
                                    struct veto_error *error)
{
    struct node *documents;
    if (yaml_read(&documents, text, arena, error) < 0)
        return -1;
    size_t count = 0, made = documents->child_count;
    struct called *files = ARENA_ARRAY(arena, made + 1, struct called);
    struct node **roots = ARENA_ARRAY(arena, made + 1, struct node *);
    if (!files || !roots)
        return error_no_memory(error);
    for (const struct node *at = documents->children; at; at = at->next) {
        if (at->kind != NODE_OBJECT)
            continue;
        files[count].name = workflow_member_text(at, "name");
        files[count].text = text;
        files[count++].document = at;
    }
    if (lift_files(files, count, roots, arena, error) < 0)
        return -1;
    *facts = roots[0];
    for (size_t i = 1; i < count; i++)
        roots[i - 1]->next = roots[i];
    return 0;
}

bool github_actions_calls_is(struct span name, struct span bytes)
{
    return span_find(name, SPAN(".github/workflows/")) != SIZE_MAX &&
           (span_find(bytes, SPAN("workflow_call")) != SIZE_MAX ||
            span_find(bytes, folder) != SIZE_MAX);
}
