/* SPDX-License-Identifier: Apache-2.0 */
/* One walk over the tree, no deeper than the parser lets it be. */
#include "audit/lift/expression/check.h"

#include "base/ascii.h"
#include "doc/json.h"

/* What an argument has to be. */
enum parameter { TAKES_ANY, TAKES_TEXT, TAKES_TEXT_OR_LIST };

static const struct function {
    const char *name;
    uint8_t least, most;
    unsigned place; /* FUNCTION_…: known in some places alone */
    enum parameter first, others;
    const struct type *result;
    bool varies; /* from run to run */
} functions[] = {
    { "contains", 2, 2, 0, TAKES_TEXT_OR_LIST, TAKES_TEXT, &type_bool, false },
    { "startsWith", 2, 2, 0, TAKES_TEXT, TAKES_TEXT, &type_bool, false },
    { "endsWith", 2, 2, 0, TAKES_TEXT, TAKES_TEXT, &type_bool, false },
    { "format", 1, 255, 0, TAKES_TEXT, TAKES_ANY, &type_string, false },
    { "join", 1, 2, 0, TAKES_TEXT_OR_LIST, TAKES_TEXT, &type_string, false },
    { "toJSON", 1, 1, 0, TAKES_ANY, TAKES_ANY, &type_string, false },
    { "fromJSON", 1, 1, 0, TAKES_TEXT, TAKES_ANY, &type_any, false },
    { "case", 3, 255, 0, TAKES_ANY, TAKES_ANY, &type_any, false },
    { "hashFiles", 1, 255, FUNCTION_HASH, TAKES_TEXT, TAKES_TEXT, &type_string, true },
    { "success", 0, 255, FUNCTION_STATUS, TAKES_ANY, TAKES_ANY, &type_bool, true },
    { "failure", 0, 255, FUNCTION_STATUS, TAKES_ANY, TAKES_ANY, &type_bool, true },
    { "always", 0, 0, FUNCTION_STATUS, TAKES_ANY, TAKES_ANY, &type_bool, true },
    { "cancelled", 0, 0, FUNCTION_STATUS, TAKES_ANY, TAKES_ANY, &type_bool, true },
};

static const struct function *function_named(struct span name)
{
    for (size_t i = 0; i < ARRAY_SIZE(functions); i++)
        if (span_eq_nocase(name, span_of(functions[i].name)))
            return &functions[i];
    return NULL;
}

static void problem(const struct expression_scope *scope, const char *code,
                    const struct expression *at, struct span name)
{
    if (scope->problem)
        scope->problem(scope->payload, code, at->begin, name);
}

/* ---- Contexts and what is in them ---- */

static const struct type *check_context(const struct expression_scope *scope,
                                        const struct expression *e)
{
    enum expression_context context = expression_context_named(e->text);
    if (context == CONTEXT_COUNT) {
        problem(scope, "unknown-context", e, e->text);
        return &type_any;
    }
    if (!(scope->known & CONTEXT_BIT(context))) {
        problem(scope, "context-not-here", e, e->text);
        return &type_any;
    }
    if (!scope->contexts[context]) {
        problem(scope, "undefined-inputs", e, e->text);
        return &type_any;
    }
    return scope->contexts[context];
}

/* `name` of an object, or of each element where `.*` was before it. */
static const struct type *named_member(const struct expression_scope *scope,
                                       const struct expression *e, const struct type *of,
                                       struct span name)
{
    if (of->kind == TYPE_ARRAY && of->is_filtered) {
        const struct type *element = of->rest, *member = &type_any;
        if (element->kind == TYPE_OBJECT) {
            member = type_member(element, name);
            if (!member)
                problem(scope, "undefined-member", e, name);
        }
        struct type *array = ARENA_NEW(scope->arena, struct type);
        if (!array)
            return &type_any;
        *array = (struct type) {
            .kind = TYPE_ARRAY,
            .rest = member ? member : &type_any,
            .is_filtered = true,
        };
        return array;
    }
    if (of->kind == TYPE_ANY)
        return of;
    if (of->kind != TYPE_OBJECT) {
        problem(scope, "bad-access", e, name);
        return &type_any;
    }
    const struct type *member = type_member(of, name);
    bool is_secret =
            e->first->kind == EXPRESSION_CONTEXT && span_eq_nocase(e->first->text, SPAN("secrets"));
    if (!member)
        problem(scope, is_secret ? "undefined-secret" : "undefined-member", e, name);
    return member ? member : &type_any;
}

static const struct type *check_index(const struct expression_scope *scope,
                                      const struct expression *e)
{
    const struct expression *by = e->last;
    const struct type *of = expression_check(scope, e->first);
    const struct type *index = expression_check(scope, by);
    if (by->kind == EXPRESSION_STRING)
        return named_member(scope, e, of, by->text);
    if (of->kind == TYPE_ANY || index->kind == TYPE_ANY)
        return &type_any;
    if (of->kind == TYPE_ARRAY && index->kind == TYPE_NUMBER)
        return of->rest;
    if (of->kind == TYPE_ARRAY && of->is_filtered)
        return &type_any;
    if (of->kind == TYPE_OBJECT && index->kind == TYPE_STRING)
        return of->rest && of->member_count == 0 ? of->rest : &type_any;
    problem(scope, "bad-access", e, by->text);
    return &type_any;
}

static const struct type *check_filter(const struct expression_scope *scope,
                                       const struct expression *e)
{
    const struct type *of = expression_check(scope, e->first), *element = &type_any;
    if (type_is_scalar(of)) {
        problem(scope, "bad-access", e, SPAN("*"));
        return &type_any;
    }
    if (of->kind == TYPE_ARRAY)
        element = of->rest;
    else if (of->kind == TYPE_OBJECT && of->member_count == 0 && of->rest)
        element = of->rest;
    struct type *array = ARENA_NEW(scope->arena, struct type);
    if (!array)
        return &type_any;
    *array = (struct type) { .kind = TYPE_ARRAY, .rest = element, .is_filtered = true };
    return array;
}

/* ---- Calls ---- */

/* `{0}` in the text against the arguments behind it; `{{` and `}}` are braces. */
static void check_format(const struct expression_scope *scope, const struct expression *call)
{
    const struct span text = call->first->text;
    bool used[64] = { false };
    size_t given = call->count - 1;
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] != '{')
            continue;
        if (i + 1 < text.len && text.data[i + 1] == '{') {
            i++;
            continue;
        }
        struct span number = span_from(text, i + 1);
        uint64_t which = 0;
        number = span_sub(number, 0, MIN(span_find_char(number, '}'), span_find_char(number, ':')));
        if (!span_to_uint(number, &which) || which >= given)
            problem(scope, "bad-format", call, number);
        else if (which < ARRAY_SIZE(used))
            used[which] = true;
    }
    for (size_t i = 0; i < given && i < ARRAY_SIZE(used); i++)
        if (!used[i]) {
            problem(scope, "bad-format", call, SPAN_EMPTY);
            return;
        }
}

static const struct type *check_json(const struct expression_scope *scope,
                                     const struct expression *call)
{
    struct node *value;
    struct veto_error ignored = { 0 };
    struct type_reader reader = { .arena = scope->arena };
    if (json_read(&value, call->first->text, JSON_STRICT, scope->arena, &ignored) == 0)
        return type_of_node(&reader, value);
    problem(scope, "bad-json", call, SPAN_EMPTY);
    return &type_any;
}

static void check_argument(const struct expression_scope *scope, const struct expression *argument,
                           const struct type *type, enum parameter parameter)
{
    if ((parameter == TAKES_TEXT && type_is_composed(type)) ||
        (parameter == TAKES_TEXT_OR_LIST && type->kind == TYPE_OBJECT))
        problem(scope, "argument-type", argument, argument->text);
}

/* Of `case(condition, value, condition, value, otherwise)`. */
static const struct type *type_of_case(const struct expression_scope *scope,
                                       const struct type *const *types, size_t count)
{
    const struct type *result = types[count - 1];
    for (size_t i = 1; i + 1 < count; i += 2)
        result = type_merge(scope->arena, result, types[i]);
    return result;
}

static const struct type *check_call(const struct expression_scope *scope,
                                     const struct expression *e)
{
    const struct function *function = function_named(e->text);
    const struct type *types[16] = { &type_any };
    size_t count = 0;
    for (const struct expression *one = e->first; one; one = one->next, count++) {
        const struct type *type = expression_check(scope, one);
        if (count < ARRAY_SIZE(types))
            types[count] = type;
        if (function)
            check_argument(scope, one, type, count == 0 ? function->first : function->others);
    }
    bool is_case = function && span_eq_nocase(e->text, SPAN("case"));
    if (!function) {
        problem(scope, "unknown-function", e, e->text);
        return &type_any;
    }
    if (count < function->least || count > function->most || (is_case && count % 2 == 0))
        problem(scope, "argument-count", e, e->text);
    else if (function->place & ~scope->functions)
        problem(scope, "function-not-here", e, e->text);
    else if (is_case && count < ARRAY_SIZE(types))
        return type_of_case(scope, types, count);
    else if (count > 0 && e->first->kind == EXPRESSION_STRING &&
             span_eq_nocase(e->text, SPAN("format")))
        check_format(scope, e);
    else if (count > 0 && e->first->kind == EXPRESSION_STRING &&
             span_eq_nocase(e->text, SPAN("fromJSON")))
        return check_json(scope, e);
    return function->result;
}

/* ---- Operators ---- */

static const struct type *check_comparison(const struct expression_scope *scope,
                                           const struct expression *e)
{
    const struct type *left = expression_check(scope, e->first);
    const struct type *right = expression_check(scope, e->last);
    bool is_order = e->kind == EXPRESSION_ORDER;
    bool has_order =
            (left->kind == TYPE_ANY || left->kind == TYPE_NUMBER || left->kind == TYPE_STRING) &&
            (right->kind == TYPE_ANY || right->kind == TYPE_NUMBER || right->kind == TYPE_STRING);
    if (is_order ? !has_order : !type_can_equal(left, right))
        problem(scope, "bad-comparison", e, SPAN_EMPTY);
    return &type_bool;
}

/* `a && b` comes to its last operand where it is of use; `a || b` to any of them. */
static const struct type *check_logic(const struct expression_scope *scope,
                                      const struct expression *e)
{
    const struct type *result = NULL;
    for (const struct expression *one = e->first; one; one = one->next) {
        const struct type *type = expression_check(scope, one);
        result = result && e->kind == EXPRESSION_OR ? type_merge(scope->arena, result, type) : type;
    }
    return result ? result : &type_any;
}

const struct type *expression_check(const struct expression_scope *scope,
                                    const struct expression *e)
{
    switch (e->kind) {
    case EXPRESSION_NULL:
        return &type_null;
    case EXPRESSION_BOOL:
        return &type_bool;
    case EXPRESSION_NUMBER:
        return &type_number;
    case EXPRESSION_STRING:
        return &type_string;
    case EXPRESSION_CONTEXT:
        return check_context(scope, e);
    case EXPRESSION_MEMBER:
        return named_member(scope, e, expression_check(scope, e->first), e->text);
    case EXPRESSION_INDEX:
        return check_index(scope, e);
    case EXPRESSION_FILTER:
        return check_filter(scope, e);
    case EXPRESSION_CALL:
        return check_call(scope, e);
    case EXPRESSION_NOT:
        expression_check(scope, e->first);
        return &type_bool;
    case EXPRESSION_AND:
    case EXPRESSION_OR:
        return check_logic(scope, e);
    case EXPRESSION_EQUAL:
    case EXPRESSION_ORDER:
        return check_comparison(scope, e);
    }
    return &type_any;
}

bool expression_is_constant(const struct expression *expression)
{
    const struct function *function =
            expression->kind == EXPRESSION_CALL ? function_named(expression->text) : NULL;
    if (expression->kind == EXPRESSION_CONTEXT ||
        (expression->kind == EXPRESSION_CALL && (!function || function->varies)))
        return false;
    for (const struct expression *one = expression->first; one; one = one->next)
        if (!expression_is_constant(one))
            return false;
    return true;
}
