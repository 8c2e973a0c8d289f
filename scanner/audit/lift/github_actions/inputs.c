/* SPDX-License-Identifier: Apache-2.0 */
/* Inputs that a workflow declares, by whoever starts or calls it; scopes of its token. */
#include "audit/lift/github_actions/github_actions.h"

#include "base/ascii.h"

enum { MAX_INPUTS = 25, MAX_OPTIONS = 200 };

/* ---- Types and defaults ---- */

static bool is_type(struct span type, bool is_call)
{
    static const char *const types[] = { "string", "number", "boolean", "choice", "environment" };
    for (size_t i = 0; i < (is_call ? 3 : ARRAY_SIZE(types)); i++)
        if (span_is(type, types[i]))
            return true;
    return false;
}

static bool is_number(struct span text)
{
    size_t at = text.len && (text.data[0] == '-' || text.data[0] == '+'), digits = 0, dots = 0;
    for (; at < text.len; at++) {
        digits += ascii_is_digit(text.data[at]);
        dots += text.data[at] == '.';
        if (!ascii_is_digit(text.data[at]) && text.data[at] != '.' && text.data[at] != 'e' &&
            text.data[at] != '-')
            return false;
    }
    return digits > 0 && dots <= 1;
}

static bool can_be(struct workflow *w, struct span type, const struct node *value)
{
    const struct type *computed = workflow_type_of_text(w, value);
    bool is_bool = span_is(type, "boolean"), is_numeric = span_is(type, "number");
    if (computed)
        return computed->kind == TYPE_ANY || (is_bool      ? computed->kind == TYPE_BOOL
                                              : is_numeric ? computed->kind == TYPE_NUMBER
                                                           : true);
    if (is_bool)
        return span_is(value->text, "true") || span_is(value->text, "false");
    return !is_numeric || is_number(value->text);
}

static void check_input(struct workflow *w, const struct node *input, bool is_call)
{
    const struct node *type = node_member(input, "type"), *value = node_member(input, "default");
    if (!workflow_is_text(type))
        return;
    if (type->text.len && !is_type(type->text, is_call)) {
        workflow_error(w, "unknown-input-type", "events", put_place(&w->put, type), type->text);
        return;
    }
    if (workflow_is_text(value) && value->text.len && !can_be(w, type->text, value))
        workflow_error(
                w, span_find(value->text, SPAN("${{")) == SIZE_MAX ? "default-type" : "value-type",
                "events", put_place(&w->put, value), input->key);
}

/* ---- Of calls: a default may read what was declared before ---- */

void workflow_enter_inputs(struct workflow *w, const struct node *inputs)
{
    (void)inputs;
    w->inputs_declared = w->scope.contexts[CONTEXT_INPUTS];
    w->inputs_before = type_object(w->arena, NULL);
    w->scope.contexts[CONTEXT_INPUTS] = w->inputs_before;
}

void workflow_leave_input(struct workflow *w, const struct node *input)
{
    const struct node *value = node_member(input, "default");
    check_input(w, input, true);
    if (value && span_is(workflow_member_text(input, "required"), "true"))
        workflow_error(w, "default-of-required", "events", workflow_key_place(w, value),
                       input->key);
    type_add(w->arena, w->inputs_before, input->key, workflow_type_of_input(w, input));
}

void workflow_leave_inputs(struct workflow *w, const struct node *inputs)
{
    (void)inputs;
    w->scope.contexts[CONTEXT_INPUTS] = w->inputs_declared;
}

/* ---- Of people ---- */

static void check_options(struct workflow *w, const struct node *input, const struct node *options)
{
    const struct node *value = node_member(input, "default");
    bool is_offered = !workflow_is_text(value);
    size_t looked = 0;
    for (const struct node *one = options->children; one && looked < MAX_OPTIONS;
         one = one->next, looked++) {
        is_offered |= value && span_eq(one->text, value->text);
        for (const struct node *before = options->children; before != one; before = before->next)
            if (one->text.len && span_eq(before->text, one->text))
                workflow_error(w, "duplicate-option", "events", put_place(&w->put, one), one->text);
    }
    if (!is_offered && looked < MAX_OPTIONS)
        workflow_error(w, "default-not-option", "events", put_place(&w->put, value), value->text);
}

void workflow_leave_dispatch_input(struct workflow *w, const struct node *input)
{
    const struct node *options = node_member(input, "options");
    bool is_choice = span_is(workflow_member_text(input, "type"), "choice");
    bool has_options = options && options->kind == NODE_ARRAY && options->child_count > 0;
    check_input(w, input, false);
    if (is_choice && !has_options)
        workflow_error(w, "choice-without-options", "events", workflow_key_place(w, input),
                       input->key);
    else if (is_choice)
        check_options(w, input, options);
    else if (options)
        workflow_error(w, "options-without-choice", "events", workflow_key_place(w, input),
                       input->key);
}

void workflow_leave_dispatch(struct workflow *w, const struct node *dispatch)
{
    const struct node *inputs = node_member(dispatch, "inputs");
    if (inputs && inputs->kind == NODE_OBJECT && inputs->child_count > MAX_INPUTS)
        workflow_error(w, "too-many-inputs", "events", workflow_key_place(w, dispatch), SPAN_EMPTY);
}

/* ---- Scopes of the token ---- */

static const struct {
    const char *name;
    const char *levels;
} scopes[] = {
    { "actions", "read write none" },
    { "artifact-metadata", "read write none" },
    { "attestations", "read write none" },
    { "checks", "read write none" },
    { "code-quality", "read write none" },
    { "contents", "read write none" },
    { "copilot-requests", "read write none" },
    { "deployments", "read write none" },
    { "discussions", "read write none" },
    { "id-token", "write none" },
    { "issues", "read write none" },
    { "models", "read none" },
    { "packages", "read write none" },
    { "pages", "read write none" },
    { "pull-requests", "read write none" },
    { "repository-projects", "read write none" },
    { "security-events", "read write none" },
    { "statuses", "read write none" },
    { "vulnerability-alerts", "read write none" },
};

static bool is_permission(const struct node *permission)
{
    for (size_t i = 0; i < ARRAY_SIZE(scopes); i++) {
        struct span rest = span_of(scopes[i].levels), level;
        if (!span_is(permission->key, scopes[i].name))
            continue;
        while (span_next_field(&rest, ' ', &level))
            if (span_eq(level, permission->text))
                return true;
        return false;
    }
    return false;
}

void workflow_leave_permissions(struct workflow *w, const struct node *permissions)
{
    for (const struct node *one = permissions->children; one; one = one->next)
        if (!is_permission(one))
            workflow_error(w, "bad-permission", "permissions-syntax", workflow_key_place(w, one),
                           one->key);
}

void workflow_check_permission_word(struct workflow *w, const struct node *permissions)
{
    if (workflow_is_text(permissions) && permissions->text.len &&
        !span_is(permissions->text, "read-all") && !span_is(permissions->text, "write-all"))
        workflow_error(w, "bad-permission", "permissions-syntax", put_place(&w->put, permissions),
                       permissions->text);
}

/* Of a line that holds more than the node it is not known. */
bool workflow_may_be_commented(const struct workflow *w, const struct node *node)
{
    struct span source = w->put.builder.text;
    struct place at = put_place(&w->put, node);
    struct span behind = span_from(source, MIN(at.end, source.len));
    behind = span_trim(span_sub(behind, 0, span_find_char(behind, '\n')));
    if (behind.len && (behind.data[0] == '"' || behind.data[0] == '\''))
        behind = span_from(behind, 1);
    if (behind.len)
        return true;
    size_t end = MIN(at.begin, source.len);
    while (end > 0 && source.data[end - 1] != '\n')
        end--;
    size_t begin = end ? end - 1 : 0;
    while (begin > 0 && source.data[begin - 1] != '\n')
        begin--;
    return span_starts(span_trim(span_sub(source, begin, end - begin)), SPAN("#"));
}

void workflow_put_permissions(struct workflow *w, struct node *parent, const struct node *own,
                              const struct node *inherited, struct place at)
{
    const struct node *set = own ? own : inherited;
    at = own ? put_place(&w->put, own) : at;
    struct node *object = put_object(&w->put, parent, "permissions", at);
    put_bool(&w->put, object, "set", set != NULL, at);
    put_bool(&w->put, object, "own", own != NULL, at);
    if (!set)
        return;
    put_text(&w->put, object, "all",
             span_is(set->text, "write-all")  ? SPAN("write")
             : span_is(set->text, "read-all") ? SPAN("read")
                                              : SPAN("none"),
             at);
    struct node *writes = put_array(&w->put, object, "writes", at);
    for (const struct node *one = set->kind == NODE_OBJECT ? set->children : NULL; one;
         one = one->next)
        if (span_is(one->text, "write"))
            put_text(&w->put, writes, "", one->key, own ? put_place(&w->put, one) : at);
    if (!own || own->kind != NODE_OBJECT)
        return;
    struct node *bare = put_array(&w->put, object, "undocumented", at);
    for (const struct node *one = own->children; one; one = one->next)
        if (span_is(one->text, "write") && !workflow_may_be_commented(w, one))
            put_text(&w->put, bare, "", one->key, put_place(&w->put, one));
}
