/* SPDX-License-Identifier: Apache-2.0 */
/* The expressions in texts: what is wrong with them, who wrote what they come to, their facts. */
#include "audit/lift/github_actions/github_actions.h"

#include "audit/lift/expression/taint.h"
#include "audit/lift/github_actions/traits.h"
#include "base/ascii.h"

/* One expression where it stands. */
struct occurrence {
    struct workflow *w;
    struct span text; /* without braces */
    size_t begin;     /* of it in the file */
    size_t end;
    bool is_exact; /* its bytes are those of the file */
};

static struct place place_in(const struct occurrence *o, size_t at)
{
    if (!o->is_exact || at >= o->text.len)
        return (struct place) { o->begin, o->end };
    return (struct place) { o->begin + at, o->end };
}

static void tell(void *payload, const char *code, size_t at, struct span name)
{
    const struct occurrence *o = payload;
    workflow_error(o->w, code, "expression", place_in(o, at), name);
}

static struct occurrence occurrence_of(struct workflow *w, struct workflow_cursor *cursor,
                                       size_t at, size_t len)
{
    struct span source = w->put.builder.text;
    struct occurrence o = {
        .w = w,
        .text = span_sub(cursor->text, at, len),
        .begin = workflow_cursor_find(cursor, at),
    };
    o.is_exact = span_eq(span_sub(source, o.begin, len), o.text);
    o.end = MIN(o.begin + len, source.len);
    if (!o.is_exact)
        o.end = o.begin + span_find_char(span_from(source, o.begin), '\n');
    return o;
}

/* ---- What it may come to ---- */

/* A runner is told by a map too, but by one with these. */
static bool is_runner(const struct type *type)
{
    return type->kind != TYPE_OBJECT || type->rest || type_member(type, SPAN("labels")) ||
           type_member(type, SPAN("group"));
}

static bool is_taken(const struct type *type, const struct workflow_key *key, bool is_whole,
                     enum workflow_place place)
{
    if (type->kind == TYPE_ANY)
        return true;
    if (place == PLACE_JOB_RUNS_ON && is_whole)
        return is_runner(type);
    if (key->value & VALUE_IF)
        return true;
    if (is_whole && key->value & VALUE_RAW)
        return true;
    if (!is_whole || key->value & VALUE_TEXT)
        return !type_is_composed(type) && type->kind != TYPE_NULL;
    return (key->value & VALUE_BOOL && type->kind == TYPE_BOOL) ||
           (key->value & (VALUE_NUMBER | VALUE_INTEGER) && type->kind == TYPE_NUMBER) ||
           (key->value & VALUE_MAP && type->kind == TYPE_OBJECT) ||
           (key->value & VALUE_LIST && type->kind == TYPE_ARRAY);
}

static void check_type(const struct occurrence *o, const struct type *type,
                       const struct workflow_key *key, bool is_whole, enum workflow_place place)
{
    if (is_taken(type, key, is_whole, place))
        return;
    bool is_text = !is_whole || key->value & VALUE_TEXT;
    workflow_error(o->w, is_text ? "object-as-text" : "value-type", "expression", place_in(o, 0),
                   SPAN_EMPTY);
}

/* ---- Scopes ---- */

static struct expression_scope scope_of(struct workflow *w, enum workflow_place place)
{
    const struct workflow_availability *here = workflow_availability_of(place);
    struct expression_scope scope = w->scope;
    unsigned foreign = CONTEXT_BIT(CONTEXT_SECRETS) | CONTEXT_BIT(CONTEXT_NEEDS) |
                       CONTEXT_BIT(CONTEXT_VARS) | CONTEXT_BIT(CONTEXT_JOBS);
    scope.known = w->is_action ? here->contexts & ~foreign : here->contexts;
    scope.functions = here->functions;
    scope.contexts[CONTEXT_STEPS] = here->after_steps ? w->all_steps : w->steps;
    if (!scope.contexts[CONTEXT_STEPS])
        scope.contexts[CONTEXT_STEPS] = &type_any;
    return scope;
}

static bool is_tainted(const void *context, struct span name)
{
    const struct workflow_tainted *tainted = context;
    for (size_t i = 0; i < tainted->count; i++)
        if (span_eq_nocase(tainted->names[i], name))
            return true;
    return false;
}

/* ---- Facts ---- */

/* Inputs of actions that are code, besides any that is called `script`. */
static bool takes_code(const struct node *step, struct span input)
{
    static const struct {
        const char *action, *input;
    } rows[] = {
        { "azure/cli@", "inlineScript" },       { "azure/powershell@", "inlineScript" },
        { "nick-fields/retry@", "command" },    { "nick-invision/retry@", "command" },
        { "addnab/docker-run-action@", "run" }, { "addnab/docker-run-action@", "options" },
        { "appleboy/ssh-action@", "script" },   { "actions/github-script@", "script" },
    };
    struct span uses = workflow_member_text(step, "uses");
    if (span_eq_nocase(input, SPAN("script")))
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
        if (span_eq_nocase(input, span_of(rows[i].input)) &&
            span_starts_nocase(uses, span_of(rows[i].action)))
            return true;
    return false;
}

/* Does a line of a script show it, and hand it to nobody else? */
static bool is_printed(struct span script, struct span expression)
{
    static const char *const words[] = { "echo ", "printf ", "Write-Host ", "Write-Output " };
    size_t at = (size_t)(expression.data - script.data), begin = at;
    while (begin > 0 && script.data[begin - 1] != '\n')
        begin--;
    struct span line = span_from(script, begin);
    struct span behind = span_from(script, at + expression.len);
    line = span_trim(span_sub(line, 0, span_find_char(line, '\n')));
    behind = span_sub(behind, 0, span_find_char(behind, '\n'));
    /* Behind a pipe it is an argument of another command. */
    struct span before = span_sub(script, begin, at - begin);
    if (span_find_char(before, '|') < before.len)
        return false;
    bool is_handed_on = span_find_char(behind, '|') < behind.len ||
                        span_find_char(behind, '>') < behind.len ||
                        span_find(line, SPAN("::add-mask::")) != SIZE_MAX;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_starts(line, span_of(words[i])))
            return !is_handed_on;
    return false;
}

/* What a caller may choose of a truth or a number is no code. */
static bool is_text_of(const struct type *type)
{
    return !type || (type->kind != TYPE_BOOL && type->kind != TYPE_NUMBER);
}

static void put_expression(const struct occurrence *o, const struct expression *e,
                           const struct type *type, const struct node *node,
                           enum workflow_place place)
{
    struct workflow *w = o->w;
    struct place at = place_in(o, 0);
    const char *word = workflow_availability_of(place)->word;
    if (place == PLACE_STEP_WITH && w->step && takes_code(w->step, node->key))
        word = "script";
    struct node *one = put_object(&w->put, w->expressions, "", at);
    put_text(&w->put, one, "text", span_trim(o->text), at);
    put_text(&w->put, one, "place", span_of(word), at);
    if (!e)
        return;
    enum expression_taint taint = expression_taint_of(e, is_tainted, &w->tainted);
    if (taint == TAINT_CALLER && !is_text_of(type))
        taint = TAINT_SAFE;
    put_text(&w->put, one, "taint", span_of(expression_taint_name(taint)), at);
    workflow_put_traits(&w->put, one, e, at);
    if (place == PLACE_RUN && node->text.len && is_printed(node->text, o->text))
        put_bool(&w->put, one, "printed", true, at);
}

/* ---- One expression ---- */

static const struct expression *parse(const struct occurrence *o)
{
    size_t stopped = 0;
    const struct expression *e = expression_parse(o->text, o->w->arena, &stopped);
    if (!e && arena_failed(o->w->arena))
        o->w->put.failed = true;
    else if (!e)
        workflow_error(o->w, "expression-syntax", "expression", place_in(o, stopped), SPAN_EMPTY);
    return e;
}

static void look_at(struct occurrence *o, const struct node *node, const struct workflow_key *key,
                    enum workflow_place place, bool is_whole)
{
    const struct expression *e = parse(o);
    struct expression_scope scope = scope_of(o->w, place);
    scope.problem = tell;
    scope.payload = o;
    const struct type *type = e ? expression_check(&scope, e) : NULL;
    put_expression(o, e, type, node, place);
    if (!e)
        return;
    check_type(o, type, key, is_whole, place);
    if (key->value & VALUE_IF && is_whole && expression_is_constant(e))
        workflow_error(o->w, "condition-constant", "expression", place_in(o, 0), SPAN_EMPTY);
}

bool workflow_is_expression(struct span text)
{
    text = span_trim(text);
    return span_starts(text, SPAN("${{")) && expression_end(span_from(text, 3)) + 5 == text.len;
}

/* Something around the braces makes a text of it, and a text that is not empty is true. */
static bool is_always_true(const struct node *node, const struct workflow_key *key)
{
    struct span text = node->text;
    return key->value & VALUE_IF && span_find(text, SPAN("${{")) != SIZE_MAX &&
           !(workflow_is_expression(text) && span_trim(text).len == text.len);
}

static void look_at_all(struct workflow *w, const struct node *node, const struct workflow_key *key,
                        enum workflow_place place, struct workflow_cursor *cursor)
{
    bool is_whole = workflow_is_expression(node->text);
    size_t at = 0;
    for (;;) {
        size_t next = span_find(span_from(node->text, at), SPAN("${{"));
        if (next == SIZE_MAX || w->put.failed)
            return;
        at += next + 3;
        size_t len = expression_end(span_from(node->text, at));
        struct occurrence o =
                occurrence_of(w, cursor, at, len == SIZE_MAX ? node->text.len - at : len);
        if (len == SIZE_MAX) {
            workflow_error(w, "expression-syntax", "expression", place_in(&o, 0), SPAN_EMPTY);
            return;
        }
        look_at(&o, node, key, place, is_whole);
        at += len + 2;
    }
}

void workflow_text(struct workflow *w, const struct node *node, const struct workflow_key *key,
                   enum workflow_place place)
{
    bool is_condition = key->value & VALUE_IF;
    bool has_braces = span_find(node->text, SPAN("${{")) != SIZE_MAX;
    if (!workflow_is_text(node) || (!has_braces && !is_condition))
        return;
    struct workflow_cursor cursor = workflow_cursor_of(w, node);
    if (is_always_true(node, key))
        workflow_error(w, "condition-always-true", "expression", put_place(&w->put, node),
                       SPAN_EMPTY);
    if (has_braces) {
        look_at_all(w, node, key, place, &cursor);
    } else {
        struct occurrence o = occurrence_of(w, &cursor, 0, node->text.len);
        look_at(&o, node, key, place, true);
    }
}

void workflow_key_text(struct workflow *w, const struct node *member, enum workflow_place place)
{
    static const struct workflow_key text = { .value = VALUE_TEXT };
    if (span_find(member->key, SPAN("${{")) == SIZE_MAX)
        return;
    struct place at = workflow_key_place(w, member);
    struct workflow_cursor cursor = {
        .source = span_sub(w->put.builder.text, at.begin, member->key.len),
        .begin = at.begin,
        .text = member->key,
    };
    const struct node key = { .kind = NODE_STRING, .text = member->key };
    look_at_all(w, &key, &text, place, &cursor);
}

/* ---- Asked of the outside ---- */

const struct type *workflow_type_of_text(struct workflow *w, const struct node *node)
{
    size_t stopped;
    if (span_find(node->text, SPAN("${{")) == SIZE_MAX)
        return NULL;
    struct span text = span_trim(node->text);
    if (!workflow_is_expression(text))
        return &type_string;
    struct expression_scope scope = scope_of(w, PLACE_RUN);
    scope.known = (1u << CONTEXT_COUNT) - 1;
    const struct expression *e =
            expression_parse(span_sub(text, 3, text.len - 5), w->arena, &stopped);
    return e ? expression_check(&scope, e) : &type_any;
}

bool workflow_text_is_tainted(struct workflow *w, struct span text)
{
    size_t stopped;
    for (;;) {
        size_t begin = span_find(text, SPAN("${{"));
        size_t end = begin == SIZE_MAX ? SIZE_MAX : expression_end(span_from(text, begin + 3));
        if (end == SIZE_MAX)
            return false;
        const struct expression *e =
                expression_parse(span_sub(text, begin + 3, end), w->arena, &stopped);
        if (e && expression_taint_of(e, is_tainted, &w->tainted) >= TAINT_INDIRECT)
            return true;
        text = span_from(text, begin + 3 + end + 2);
    }
}
