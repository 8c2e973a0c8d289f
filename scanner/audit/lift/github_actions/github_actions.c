/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions/github_actions.h"

#include "audit/lift/github_actions/events.h"
#include "audit/lift/written_key.h"
#include "doc/yaml.h"

/* ---- What is one ---- */

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

static bool is_action(struct span name, struct span bytes)
{
    struct span base = span_basename(name);
    bool named = span_is(base, "action.yml") || span_is(base, "action.yaml");
    return has_top_key(bytes, "runs") &&
           (named || (span_find(bytes, SPAN("using:")) != SIZE_MAX && has_top_key(bytes, "name")));
}

bool github_actions_is(struct span name, struct span bytes)
{
    bool placed = span_find(name, SPAN(".github/workflows/")) != SIZE_MAX;
    if (is_action(name, bytes))
        return true;
    if (placed)
        return written_key(bytes, "on") || written_key(bytes, "jobs");
    return has_top_key(bytes, "on") && has_top_key(bytes, "jobs") &&
           (span_find(bytes, SPAN("steps:")) != SIZE_MAX ||
            span_find(bytes, SPAN("uses:")) != SIZE_MAX);
}

/* ---- Events ---- */

static void put_events(struct workflow *w, const struct node *on)
{
    static const struct {
        const char *fact;
        unsigned nature;
    } facts[] = {
        { "privileged", EVENT_PRIVILEGED },
        { "talk", EVENT_TALK },
        { "forkTriggerable", EVENT_FORK },
        { "release", EVENT_RELEASE },
    };
    struct place at = put_place(&w->put, on);
    struct node *object = put_object(&w->put, w->put.builder.root, "on", at);
    struct node *events = put_array(&w->put, object, "events", at);
    bool is_map = on->kind == NODE_OBJECT, is_text = workflow_is_text(on);
    unsigned nature = 0;
    for (const struct node *one = is_text ? on : on->children; one;
         one = is_text ? NULL : one->next) {
        struct span name = is_map ? one->key : one->text;
        const struct event_kind *event = event_kind_named(name);
        bool is_tag = is_map && span_is(name, "push") && node_member(one, "tags");
        nature |= (event ? event->nature : 0) | (is_tag ? (unsigned)EVENT_RELEASE : 0);
        put_text(&w->put, events, "", name,
                 is_map ? workflow_key_place(w, one) : put_place(&w->put, one));
        const struct node *inputs =
                is_map && span_is(name, "workflow_dispatch") ? node_member(one, "inputs") : NULL;
        if (inputs && inputs->children)
            put_bool(&w->put, object, "takesInputs", true, workflow_key_place(w, inputs));
    }
    for (size_t i = 0; i < ARRAY_SIZE(facts); i++)
        put_bool(&w->put, object, facts[i].fact, nature & facts[i].nature, at);
}

/* ---- The whole ---- */

void workflow_leave_credentials(struct workflow *w, const struct node *credentials)
{
    const struct node *password = node_member(credentials, "password");
    if (!w->facts_job || !workflow_is_text(password) || password->text.len == 0)
        return;
    struct place at = put_place(&w->put, password);
    if (!w->credentials)
        w->credentials = put_array(&w->put, w->facts_job, "credentials", at);
    struct node *one = put_object(&w->put, w->credentials, "", at);
    put_bool(&w->put, one, "literal", span_find(password->text, SPAN("${{")) == SIZE_MAX, at);
    put_text(&w->put, one, "value", password->text, at);
}

static void start(struct workflow *w)
{
    struct node *root = w->put.builder.root;
    struct place at = put_place(&w->put, w->document);
    const struct node *permissions = node_member(w->document, "permissions");
    const struct node *on = node_member(w->document, "on");
    w->errors = put_array(&w->put, root, "errors", at);
    put_text(&w->put, root, "kind", w->is_action ? SPAN("action") : SPAN("workflow"), at);
    if (on && !w->is_action)
        put_events(w, on);
    if (!w->is_action)
        workflow_put_permissions(w, root, permissions, NULL, at);
    put_bool(&w->put, root, "named", node_member(w->document, "name") != NULL, at);
    const struct node *shell =
            node_member(node_member(node_member(w->document, "defaults"), "run"), "shell");
    if (workflow_is_text(shell))
        put_text(&w->put, put_object(&w->put, root, "defaults", at), "shell", shell->text,
                 put_place(&w->put, shell));
    put_bool(&w->put, root, "concurrency", node_member(w->document, "concurrency") != NULL, at);
    w->expressions = w->expressions_outside = put_array(&w->put, root, "expressions", at);
    w->facts_jobs = put_array(&w->put, root, "jobs", at);
}

static void lift_all(struct workflow *w)
{
    const struct node *on = node_member(w->document, "on");
    const struct node *shell = node_member(node_member(w->document, "defaults"), "run");
    w->is_action = !on && !node_member(w->document, "jobs") && node_member(w->document, "runs");
    start(w);
    workflow_scope_start(w);
    workflow_collect_tainted(w, w->document);
    workflow_walk(w, w->document, w->is_action ? LEVEL_ACTION : LEVEL_WORKFLOW);
    if (w->is_action)
        return;
    workflow_check_permission_word(w, node_member(w->document, "permissions"));
    workflow_check_shell(w, node_member(shell, "shell"), NULL);
    workflow_check_needs(w);
    if (on)
        workflow_check_events(w, on);
}

/*
 * Where a message that begins `line:column:` says, in bytes; the beginning where it says nothing.
 */
static size_t place_of_message(struct span text, const char *message)
{
    struct span rest = span_of(message), line;
    uint64_t lines = 0, column = 0;
    size_t first = span_find_char(rest, ':');
    struct span second = span_from(rest, first + 1);
    if (!span_to_uint(span_sub(rest, 0, first), &lines) ||
        !span_to_uint(span_sub(second, 0, span_find_char(second, ':')), &column))
        return 0;
    for (rest = text; lines > 1 && span_next_line(&rest, &line); lines--)
        continue;
    size_t begin = (size_t)(rest.data - text.data);
    return begin + MIN((size_t)column - (column > 0), span_find_char(rest, '\n'));
}

/* What does not parse here GitHub does not take either: the one thing that is to be said of it. */
static int lift_unreadable(struct workflow *w, struct node **out, struct span text,
                           const char *message, struct veto_error *error)
{
    if (put_start(&w->put, text, w->arena, error) < 0)
        return -1;
    text = w->put.builder.text;
    size_t begin = place_of_message(text, message);
    struct place at = { begin, begin + span_find_char(span_from(text, begin), '\n') };
    w->errors = put_array(&w->put, w->put.builder.root, "errors", (struct place) { 0, 0 });
    workflow_error(w, "yaml", "yaml", at, arena_span(w->arena, span_of(message)));
    return put_finish(&w->put, out);
}

static int lift(struct workflow *w, struct node **out, struct span text, struct arena *arena,
                struct veto_error *error)
{
    struct node *documents;
    struct veto_error failure = { 0 };
    if (yaml_read(&documents, text, arena, &failure) < 0) {
        if (failure.code == VETO_ERROR_FORMAT && !arena_failed(arena))
            return lift_unreadable(w, out, text, failure.message, error);
        if (error)
            *error = failure;
        return -1;
    }
    if (put_start(&w->put, text, arena, error) < 0)
        return -1;
    put_bound(&w->put);
    w->document = documents->children;
    table_init(&w->jobs);
    table_init(&w->step_ids);
    if (w->document && w->document->kind == NODE_OBJECT)
        lift_all(w);
    table_release(&w->jobs);
    table_release(&w->step_ids);
    if (w->put.failed && arena_failed(arena))
        return error_no_memory(error);
    return put_finish(&w->put, out);
}

int github_actions_lift(struct node **out, struct span text, struct arena *arena,
                        struct veto_error *error)
{
    struct workflow w = { .arena = arena };
    table_init(&w.told);
    int result = lift(&w, out, text, arena, error);
    table_release(&w.told);
    return result;
}
