/* SPDX-License-Identifier: Apache-2.0 */
/* Recursive descent over one expression, far enough to say whether GitHub would take it. */
#include "audit/lift/github_actions.h"
#include "base/ascii.h"
#include "base/macro.h"

enum { MAX_NESTING = 40 };

struct parser {
    const struct workflow *workflow;
    struct workflow_expression *out;
    struct span text;
    size_t at, depth;
};

struct function {
    const char *name;
    size_t least, most;
    bool is_status; /* known in conditions alone */
};

static const struct function functions[] = {
    { "contains", 2, 2, false }, { "startsWith", 2, 2, false },  { "endsWith", 2, 2, false },
    { "format", 1, 100, false }, { "join", 1, 2, false },        { "toJSON", 1, 1, false },
    { "fromJSON", 1, 1, false }, { "hashFiles", 1, 100, false }, { "case", 3, 100, false },
    { "success", 0, 100, true }, { "failure", 0, 100, true },    { "always", 0, 0, true },
    { "cancelled", 0, 0, true },
};

static const struct context {
    const char *name;
    enum workflow_level level; /* known from there on */
} contexts[] = {
    { "github", LEVEL_WORKFLOW },  { "vars", LEVEL_WORKFLOW },   { "jobs", LEVEL_WORKFLOW },
    { "secrets", LEVEL_WORKFLOW }, { "inputs", LEVEL_WORKFLOW }, { "strategy", LEVEL_JOB },
    { "matrix", LEVEL_JOB },       { "needs", LEVEL_JOB },       { "env", LEVEL_STEP },
    { "job", LEVEL_STEP },         { "steps", LEVEL_STEP },      { "runner", LEVEL_STEP },
};

/* Members of `github.event` and of what is in it that anyone may write. */
static const char *const written_by_anyone[] = {
    ".title",       ".body",      ".message",     ".head.ref",     ".head.label",
    ".head_branch", ".page_name", ".author.name", ".author.email", ".default_branch",
};

static void fail(struct parser *p, const char *code)
{
    if (!p->out->problem)
        p->out->problem = code;
    p->at = p->text.len;
}

static void skip_space(struct parser *p)
{
    while (p->at < p->text.len && strchr(" \t\r\n", p->text.data[p->at]))
        p->at++;
}

static char peek(struct parser *p)
{
    skip_space(p);
    return p->at < p->text.len ? p->text.data[p->at] : '\0';
}

static bool take(struct parser *p, const char *token)
{
    skip_space(p);
    if (!span_starts(span_from(p->text, p->at), span_of(token)))
        return false;
    p->at += strlen(token);
    return true;
}

static struct span take_name(struct parser *p)
{
    size_t begin = p->at;
    while (p->at < p->text.len &&
           (ascii_is_alpha(p->text.data[p->at]) || ascii_is_digit(p->text.data[p->at]) ||
            p->text.data[p->at] == '_' || p->text.data[p->at] == '-'))
        p->at++;
    return span_sub(p->text, begin, p->at - begin);
}

static void parse_or(struct parser *p);

static void parse_string(struct parser *p)
{
    for (p->at++; p->at < p->text.len; p->at++) {
        if (p->text.data[p->at] != '\'')
            continue;
        if (p->at + 1 >= p->text.len || p->text.data[p->at + 1] != '\'') {
            p->at++;
            return;
        }
        p->at++;
    }
    fail(p, "expression-syntax");
}

static void parse_call(struct parser *p, struct span name)
{
    size_t count = 0;
    const struct function *function = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
        if (span_eq_nocase(name, span_of(functions[i].name)))
            function = &functions[i];
    if (!function) {
        fail(p, "unknown-function");
        return;
    }
    if (!take(p, ")")) {
        do {
            parse_or(p);
            count++;
        } while (take(p, ","));
        if (!take(p, ")"))
            fail(p, "expression-syntax");
    }
    if (count < function->least || count > function->most)
        fail(p, "argument-count");
    else if (function->is_status && !p->out->is_condition)
        fail(p, "function-not-here");
}

static void check_context(struct parser *p, struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(contexts); i++) {
        if (!span_eq_nocase(name, span_of(contexts[i].name)))
            continue;
        if (span_is(name, "inputs") && !p->workflow->has_inputs)
            fail(p, "undefined-inputs");
        else if (contexts[i].level > p->out->level ||
                 (span_is(name, "secrets") && p->out->is_condition))
            fail(p, "context-not-here");
        return;
    }
    fail(p, "unknown-context");
}

static void note_taint(struct parser *p, struct span path)
{
    if (span_eq_nocase(path, SPAN("github.head_ref")) ||
        span_starts_nocase(path, SPAN("github.event.client_payload")))
        p->out->attacker = true;
    if (!span_starts_nocase(path, SPAN("github.event.")) ||
        span_starts_nocase(path, SPAN("github.event.inputs.")))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(written_by_anyone); i++)
        if (span_ends_nocase(path, span_of(written_by_anyone[i])))
            p->out->attacker = true;
}

static bool is_in(const struct node *list, const char *key, struct span name)
{
    if (!list || list->kind != NODE_ARRAY)
        return list && span_eq_nocase(list->text, name);
    for (const struct node *one = list->children; one; one = one->next) {
        const struct node *value = key ? node_member(one, key) : one;
        if (value && span_eq_nocase(value->text, name))
            return true;
    }
    return false;
}

static bool has_key(const struct node *object, struct span name)
{
    for (const struct node *one = object->children; one; one = one->next)
        if (span_eq_nocase(one->key, name))
            return true;
    return false;
}

/* True too where what the matrix holds is not known before it runs. */
static bool is_in_matrix(const struct node *job, struct span name)
{
    const struct node *strategy = node_member(job, "strategy");
    const struct node *matrix = strategy ? node_member(strategy, "matrix") : NULL;
    if (!matrix || matrix->kind != NODE_OBJECT)
        return matrix != NULL || strategy != NULL;
    const struct node *include = node_member(matrix, "include");
    if (has_key(matrix, name) || (include && include->kind != NODE_ARRAY))
        return true;
    for (const struct node *one = include ? include->children : NULL; one; one = one->next)
        if (one->kind != NODE_OBJECT || has_key(one, name))
            return true;
    return false;
}

/* Of the contexts whose members the job tells. */
static void check_member(struct parser *p, struct span context, struct span name)
{
    const struct node *job = p->workflow->job;
    bool known = true;
    if (!job || name.len == 0)
        return;
    if (span_eq_nocase(context, SPAN("needs")))
        known = is_in(node_member(job, "needs"), NULL, name);
    else if (span_eq_nocase(context, SPAN("steps")))
        known = is_in(node_member(job, "steps"), "id", name);
    else if (span_eq_nocase(context, SPAN("matrix")))
        known = is_in_matrix(job, name);
    if (!known)
        fail(p, "undefined-member");
}

static void parse_path(struct parser *p, size_t begin)
{
    size_t end = p->at;
    bool plain = true;
    while (p->at < p->text.len) {
        if (take(p, ".")) {
            skip_space(p);
            if (!take(p, "*") && take_name(p).len == 0)
                fail(p, "expression-syntax");
        } else if (take(p, "[")) {
            plain = false;
            if (!take(p, "*"))
                parse_or(p);
            if (!take(p, "]"))
                fail(p, "expression-syntax");
        } else {
            break;
        }
        if (plain)
            end = p->at;
    }
    note_taint(p, span_sub(p->text, begin, end - begin));
}

static void parse_name(struct parser *p)
{
    static const char *const words[] = { "true", "false", "null", "NaN", "Infinity" };
    size_t begin = p->at;
    struct span name = take_name(p);
    if (take(p, "(")) {
        parse_call(p, name);
        begin = p->at;
    } else {
        for (size_t i = 0; i < ARRAY_SIZE(words); i++)
            if (span_eq_nocase(name, span_of(words[i])))
                return;
        check_context(p, name);
        size_t after = p->at;
        if (take(p, ".")) {
            skip_space(p);
            check_member(p, name, take_name(p));
            p->at = p->out->problem ? p->text.len : after;
        }
    }
    parse_path(p, begin);
}

static void parse_number(struct parser *p)
{
    while (p->at < p->text.len &&
           (ascii_is_digit(p->text.data[p->at]) || ascii_is_alpha(p->text.data[p->at]) ||
            strchr("+-.", p->text.data[p->at])))
        p->at++;
}

static void parse_unary(struct parser *p)
{
    while (take(p, "!"))
        continue;
    char c = peek(p);
    if (c == '\'') {
        parse_string(p);
    } else if (c == '(') {
        p->at++;
        parse_or(p);
        if (!take(p, ")"))
            fail(p, "expression-syntax");
        else
            parse_path(p, p->at);
    } else if (ascii_is_digit(c) || c == '-' || c == '+' || c == '.') {
        parse_number(p);
    } else if (ascii_is_alpha(c) || c == '_') {
        parse_name(p);
    } else {
        fail(p, "expression-syntax");
    }
}

/* Precedence does not matter to what is judged. */
static void parse_or(struct parser *p)
{
    static const char *const operators[] = { "||", "&&", "==", "!=", "<=", ">=", "<", ">" };
    bool more = true;
    if (p->depth++ > MAX_NESTING)
        p->at = p->text.len;
    while (more && p->at < p->text.len) {
        parse_unary(p);
        more = false;
        for (size_t i = 0; i < ARRAY_SIZE(operators) && !more; i++)
            more = take(p, operators[i]);
        if (more && peek(p) == '\0')
            fail(p, "expression-syntax");
    }
    p->depth--;
}

void workflow_check_expression(const struct workflow *w, struct span text,
                               struct workflow_expression *expression)
{
    struct parser p = { .workflow = w, .out = expression, .text = text };
    if (peek(&p) == '\0')
        fail(&p, "expression-syntax");
    parse_or(&p);
    if (peek(&p) != '\0')
        fail(&p, "expression-syntax");
}
