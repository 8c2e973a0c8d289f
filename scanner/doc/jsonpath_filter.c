/* SPDX-License-Identifier: Apache-2.0 */
/* The expressions in filters: RFC 9535 §2.3.5, with the types of §2.4.3 checked on the way. */
#include "base/ascii.h"
#include "doc/jsonpath_parser.h"

static int parse_or(struct parser *p, const struct expression **out);

static int new_expression(struct parser *p, enum expression_kind kind, struct expression **out)
{
    *out = parser_new(p, sizeof(**out));
    if (!*out)
        return -1;
    (*out)->kind = kind;
    return 0;
}

/* ---- Operands: literals, queries, calls ---- */

static int parse_literal(struct parser *p, enum node_kind kind, struct expression **out)
{
    struct node *node = parser_new(p, sizeof(*node));
    if (!node || new_expression(p, EXPRESSION_LITERAL, out) < 0)
        return -1;
    node->kind = kind;
    node->weight = 1;
    node->height = 1;
    (*out)->literal = node;
    if (kind == NODE_STRING)
        return lex_string(p, &node->text);
    return kind == NODE_NUMBER ? lex_number(p, &node->text) : 0;
}

static int parse_query(struct parser *p, struct expression **out)
{
    if (new_expression(p, EXPRESSION_QUERY, out) < 0)
        return -1;
    (*out)->query.relative = peek(p) == '@';
    p->at++;
    return jsonpath_parse_segments(p, &(*out)->query);
}

static int parse_operand(struct parser *p, struct expression **out);

/* Whether what stands there can be given for a parameter of `type`. */
static bool suits(const struct expression *argument, enum value_type type)
{
    if (argument->kind == EXPRESSION_CALL)
        return argument->function->result == type;
    if (argument->kind == EXPRESSION_LITERAL)
        return type == TYPE_VALUE;
    return type == TYPE_NODES || argument->query.singular;
}

static int parse_argument(struct parser *p, enum value_type type, const struct expression **out)
{
    struct expression *argument;
    lex_skip_blank(p);
    size_t begin = p->at;
    if (parse_operand(p, &argument) < 0)
        return -1;
    if (!suits(argument, type))
        return parser_fail_at(p, begin, type == TYPE_NODES
                                                ? "this argument must be a query"
                                                : "this argument must be one value: a literal, a "
                                                  "query for one node, or a function of a value");
    lex_skip_blank(p);
    *out = argument;
    return 0;
}

/* What follows the opening parenthesis. */
static int parse_arguments(struct parser *p, struct expression *call)
{
    const struct function *function = call->function;
    const struct expression **link = &call->operands;
    for (size_t i = 0; i < function->parameter_count; i++) {
        if (i && lex_expect(p, ',', "expected ',' and another argument") < 0)
            return -1;
        if (parse_argument(p, function->parameters[i], link) < 0)
            return -1;
        /* Made here, and shared with nobody yet. */
        link = &((struct expression *)*link)->next;
    }
    return lex_expect(p, ')', "expected ')' behind the last argument");
}

static int parse_call(struct parser *p, struct span name, size_t begin, struct expression **out)
{
    const struct function *function = jsonpath_function(name);
    if (!function)
        return parser_fail_at(p, begin, "a function that JSONPath does not have");
    if (new_expression(p, EXPRESSION_CALL, out) < 0 || parser_nest(p) < 0)
        return -1;
    (*out)->function = function;
    int result = parse_arguments(p, *out);
    p->nesting--;
    return result;
}

static int parse_word(struct parser *p, struct expression **out)
{
    size_t begin = p->at;
    struct span word = lex_word(p);
    if (word.len && lex_take(p, "("))
        return parse_call(p, word, begin, out);
    bool is_true = span_is(word, "true");
    if (is_true || span_is(word, "false")) {
        if (parse_literal(p, NODE_BOOL, out) < 0)
            return -1;
        ((struct node *)(*out)->literal)->truth = is_true;
        return 0;
    }
    if (span_is(word, "null"))
        return parse_literal(p, NODE_NULL, out);
    return parser_fail_at(p, begin, "expected a query, a literal or a function");
}

static int parse_operand(struct parser *p, struct expression **out)
{
    char c = peek(p);
    if (c == '$' || c == '@')
        return parse_query(p, out);
    if (c == '\'' || c == '"')
        return parse_literal(p, NODE_STRING, out);
    if (c == '-' || ascii_is_digit(c))
        return parse_literal(p, NODE_NUMBER, out);
    return parse_word(p, out);
}

/* ---- Comparisons and tests ---- */

static bool take_comparison(struct parser *p, enum expression_kind *kind)
{
    /* Longer ones first. */
    static const struct {
        const char *text;
        enum expression_kind kind;
    } operators[] = {
        { "==", EXPRESSION_EQUAL },         { "!=", EXPRESSION_UNEQUAL },
        { "<=", EXPRESSION_LESS_OR_EQUAL }, { ">=", EXPRESSION_GREATER_OR_EQUAL },
        { "<", EXPRESSION_LESS },           { ">", EXPRESSION_GREATER },
    };
    for (size_t i = 0; i < ARRAY_SIZE(operators); i++) {
        if (!lex_take(p, operators[i].text))
            continue;
        *kind = operators[i].kind;
        return true;
    }
    return false;
}

static int check_comparable(struct parser *p, const struct expression *operand, size_t begin)
{
    if (suits(operand, TYPE_VALUE))
        return 0;
    return parser_fail_at(p, begin, operand->kind == EXPRESSION_CALL
                                            ? "this function gives no value to compare"
                                            : "only a query for one node can be compared");
}

static int check_test(struct parser *p, const struct expression *operand, size_t begin)
{
    if (operand->kind == EXPRESSION_LITERAL)
        return parser_fail_at(p, begin, "a literal must be compared with something");
    if (operand->kind == EXPRESSION_CALL && operand->function->result == TYPE_VALUE)
        return parser_fail_at(p, begin, "the value of this function must be compared");
    return 0;
}

static int parse_comparison(struct parser *p, enum expression_kind kind, struct expression *left,
                            const struct expression **out)
{
    struct expression *right, *comparison;
    lex_skip_blank(p);
    size_t begin = p->at;
    if (parse_operand(p, &right) < 0 || check_comparable(p, right, begin) < 0 ||
        new_expression(p, kind, &comparison) < 0)
        return -1;
    left->next = right;
    comparison->operands = left;
    *out = comparison;
    return 0;
}

static int parse_comparison_or_test(struct parser *p, const struct expression **out)
{
    size_t begin = p->at;
    struct expression *left;
    if (parse_operand(p, &left) < 0)
        return -1;
    size_t behind = p->at;
    lex_skip_blank(p);
    enum expression_kind kind;
    if (take_comparison(p, &kind))
        return check_comparable(p, left, begin) < 0 ? -1 : parse_comparison(p, kind, left, out);
    p->at = behind;
    *out = left;
    return check_test(p, left, begin);
}

/* ---- Logic ---- */

/* What follows the opening parenthesis. */
static int parse_parenthesis(struct parser *p, const struct expression **out)
{
    if (parser_nest(p) < 0)
        return -1;
    int result = parse_or(p, out);
    p->nesting--;
    return result < 0 ? -1 : lex_expect(p, ')', "expected ')', '&&' or '||'");
}

/* What follows the exclamation mark. */
static int parse_not(struct parser *p, const struct expression **out)
{
    struct expression *negation, *test;
    if (new_expression(p, EXPRESSION_NOT, &negation) < 0)
        return -1;
    *out = negation;
    lex_skip_blank(p);
    if (lex_take(p, "("))
        return parse_parenthesis(p, &negation->operands);
    size_t begin = p->at;
    if (parse_operand(p, &test) < 0)
        return -1;
    negation->operands = test;
    return check_test(p, test, begin);
}

static int parse_basic(struct parser *p, const struct expression **out)
{
    lex_skip_blank(p);
    if (lex_take(p, "!"))
        return parse_not(p, out);
    return lex_take(p, "(") ? parse_parenthesis(p, out) : parse_comparison_or_test(p, out);
}

/* One or several of what `parse` reads, with `word` between. */
static int parse_chain(struct parser *p, enum expression_kind kind, const char *word,
                       int (*parse)(struct parser *, const struct expression **),
                       const struct expression **out)
{
    struct expression *chain = NULL;
    const struct expression *part, **link = NULL;
    for (;;) {
        if (parse(p, &part) < 0)
            return -1;
        if (link)
            *link = part;
        else
            *out = part;
        link = &((struct expression *)part)->next;
        lex_skip_blank(p);
        if (!lex_take(p, word))
            return 0;
        if (chain)
            continue;
        if (new_expression(p, kind, &chain) < 0)
            return -1;
        chain->operands = part;
        *out = chain;
    }
}

static int parse_and(struct parser *p, const struct expression **out)
{
    return parse_chain(p, EXPRESSION_AND, "&&", parse_basic, out);
}

static int parse_or(struct parser *p, const struct expression **out)
{
    return parse_chain(p, EXPRESSION_OR, "||", parse_and, out);
}

int jsonpath_parse_filter(struct parser *p, const struct expression **out)
{
    return parse_or(p, out);
}
