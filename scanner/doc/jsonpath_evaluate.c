/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/jsonpath_evaluation.h"

int expression_value(struct evaluation *e, const struct expression *expression, struct value *out)
{
    struct tallied found;
    if (expression->kind == EXPRESSION_CALL)
        return expression->function->value(e, expression->operands, out);
    if (expression->kind == EXPRESSION_LITERAL) {
        *out = value_of(expression->literal);
        return 0;
    }
    if (query_tally(e, &expression->query, 1, &found) < 0)
        return -1;
    *out = found.unsure ? (struct value) { .kind = VALUE_UNKNOWN } : value_of(found.first);
    return 0;
}

/* ---- Comparisons ---- */

/* Each is made of `equal` and `less`, as RFC 9535 §2.3.5.2.2 makes them. */
struct comparison {
    bool swapped; /* the operands, for `less` */
    bool less, equal, negated;
};

static const struct comparison comparisons[] = {
    [EXPRESSION_EQUAL] = { .equal = true },
    [EXPRESSION_UNEQUAL] = { .equal = true, .negated = true },
    [EXPRESSION_LESS] = { .less = true },
    [EXPRESSION_LESS_OR_EQUAL] = { .less = true, .equal = true },
    [EXPRESSION_GREATER] = { .less = true, .swapped = true },
    [EXPRESSION_GREATER_OR_EQUAL] = { .less = true, .equal = true, .swapped = true },
};

/* Of lists and objects it is not looked whether all in them is known. */
static bool is_unknown(const struct evaluation *e, const struct value *value)
{
    if (value->kind == VALUE_NODE && e->bound)
        return value->node->kind == NODE_ARRAY || value->node->kind == NODE_OBJECT;
    return value->kind == VALUE_UNKNOWN;
}

static int compare(struct evaluation *e, const struct expression *expression, bool *out)
{
    const struct comparison *how = &comparisons[expression->kind];
    struct value values[2];
    bool holds = false;
    if (expression_value(e, expression->operands, &values[how->swapped]) < 0 ||
        expression_value(e, expression->operands->next, &values[!how->swapped]) < 0)
        return -1;
    if (is_unknown(e, &values[0]) || is_unknown(e, &values[1])) {
        *out = e->bound == BOUND_POSSIBLY;
        return 0;
    }
    if (how->less && values_less(e, &values[0], &values[1], &holds) < 0)
        return -1;
    if (how->equal && !holds && values_equal(e, &values[0], &values[1], &holds) < 0)
        return -1;
    *out = holds != how->negated;
    return 0;
}

/* ---- Logic ---- */

/* Until one operand is `decisive`. */
static int test_all(struct evaluation *e, const struct expression *expression, bool decisive,
                    bool *out)
{
    *out = !decisive;
    for (const struct expression *part = expression->operands; part && *out != decisive;
         part = part->next)
        if (expression_test(e, part, out) < 0)
            return -1;
    return 0;
}

static int test_existence(struct evaluation *e, const struct query *query, bool *out)
{
    struct tallied found;
    if (query_tally(e, query, 1, &found) < 0)
        return -1;
    *out = found.count > 0 || (found.unsure && e->bound == BOUND_POSSIBLY);
    return 0;
}

static int test_not(struct evaluation *e, const struct expression *expression, bool *out)
{
    static const enum bound others[] = { BOUND_NONE, BOUND_POSSIBLY, BOUND_SURELY };
    const enum bound bound = e->bound;
    bool holds = false;
    e->bound = others[bound];
    int result = expression_test(e, expression->operands, &holds);
    e->bound = bound;
    *out = !holds;
    return result;
}

int expression_test(struct evaluation *e, const struct expression *expression, bool *out)
{
    switch (expression->kind) {
    case EXPRESSION_AND:
        return test_all(e, expression, false, out);
    case EXPRESSION_OR:
        return test_all(e, expression, true, out);
    case EXPRESSION_NOT:
        return test_not(e, expression, out);
    case EXPRESSION_QUERY:
        return test_existence(e, &expression->query, out);
    case EXPRESSION_CALL:
        return expression->function->logical(e, expression->operands, out);
    default:
        return compare(e, expression, out);
    }
}
