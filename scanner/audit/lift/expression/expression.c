/* SPDX-License-Identifier: Apache-2.0 */
/* Recursive descent; brackets nest no deeper than EXPRESSION_MAX_DEPTH. */
#include "audit/lift/expression/expression.h"

#include "audit/lift/expression/lex.h"

struct parser {
    struct span text;
    struct arena *arena;
    struct expression_token token; /* that is looked at */
    size_t depth;                  /* of brackets around it */
    bool failed;
    size_t stopped;
};

/* Operators that bind alike, the loosest first. */
static const struct {
    enum expression_token_kind token;
    enum expression_kind kind;
    bool is_flat; /* `a || b || c` is one node of three */
} levels[] = {
    { TOKEN_OR, EXPRESSION_OR, true },
    { TOKEN_AND, EXPRESSION_AND, true },
    { TOKEN_EQUAL, EXPRESSION_EQUAL, false },
    { TOKEN_ORDER, EXPRESSION_ORDER, false },
};

static struct expression *fail(struct parser *p, size_t at)
{
    if (!p->failed)
        p->stopped = at;
    p->failed = true;
    return NULL;
}

static void advance(struct parser *p)
{
    enum expression_token_kind kind = p->token.kind;
    bool behind_value = kind == TOKEN_NAME || kind == TOKEN_CLOSE || kind == TOKEN_CLOSE_INDEX ||
                        kind == TOKEN_STAR || kind == TOKEN_STRING || kind == TOKEN_NUMBER;
    p->token = expression_lex(p->text, p->token.end, behind_value);
    if (p->token.kind == TOKEN_BAD)
        fail(p, p->token.begin);
}

static bool take(struct parser *p, enum expression_token_kind kind)
{
    if (p->failed || p->token.kind != kind)
        return false;
    advance(p);
    return true;
}

static struct expression *make(struct parser *p, enum expression_kind kind, size_t begin,
                               struct span text)
{
    struct expression *made = p->failed ? NULL : ARENA_NEW(p->arena, struct expression);
    if (!made)
        return fail(p, begin);
    made->kind = kind;
    made->begin = begin;
    made->text = text;
    made->height = 1;
    return made;
}

/* NULL where either is, or where the tree becomes too high. */
static struct expression *append(struct parser *p, struct expression *to,
                                 struct expression *operand)
{
    if (!to || !operand)
        return NULL;
    to->height = (uint8_t)MAX(to->height, operand->height + 1);
    if (to->height > EXPRESSION_MAX_DEPTH)
        return fail(p, operand->begin);
    if (to->last)
        to->last->next = operand;
    else
        to->first = operand;
    to->last = operand;
    to->count++;
    return to;
}

static struct expression *parse_level(struct parser *p, size_t level);

static struct expression *parse_string(struct parser *p)
{
    struct expression_token token = p->token;
    char *text = arena_strndup(p->arena, token.text.data, token.text.len);
    size_t len = 0;
    if (!text)
        return fail(p, token.begin);
    for (size_t i = 0; i < token.text.len; i++) {
        text[len++] = token.text.data[i];
        i += token.text.data[i] == '\''; /* the other of two */
    }
    advance(p);
    return make(p, EXPRESSION_STRING, token.begin, (struct span) { text, len });
}

static struct expression *parse_call(struct parser *p, struct expression_token name)
{
    struct expression *call = make(p, EXPRESSION_CALL, name.begin, name.text);
    if (take(p, TOKEN_CLOSE))
        return call;
    do
        call = append(p, call, parse_level(p, 0));
    while (call && take(p, TOKEN_COMMA));
    if (call && !take(p, TOKEN_CLOSE))
        return fail(p, p->token.begin);
    return call;
}

static struct expression *parse_name(struct parser *p)
{
    static const struct {
        const char *text;
        enum expression_kind kind;
    } words[] = {
        { "true", EXPRESSION_BOOL },       { "false", EXPRESSION_BOOL },
        { "null", EXPRESSION_NULL },       { "NaN", EXPRESSION_NUMBER },
        { "Infinity", EXPRESSION_NUMBER },
    };
    struct expression_token name = p->token;
    advance(p);
    if (take(p, TOKEN_OPEN))
        return parse_call(p, name);
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (!span_is(name.text, words[i].text))
            continue;
        struct expression *word = make(p, words[i].kind, name.begin, name.text);
        if (word)
            word->truth = span_is(name.text, "true");
        return word;
    }
    return make(p, EXPRESSION_CONTEXT, name.begin, name.text);
}

static struct expression *parse_group(struct parser *p)
{
    advance(p);
    struct expression *inner = parse_level(p, 0);
    if (inner && !take(p, TOKEN_CLOSE))
        return fail(p, p->token.begin);
    return inner;
}

static struct expression *parse_primary(struct parser *p)
{
    struct expression_token token = p->token;
    if (p->failed)
        return NULL;
    switch (token.kind) {
    case TOKEN_STRING:
        return parse_string(p);
    case TOKEN_NUMBER:
        advance(p);
        return make(p, EXPRESSION_NUMBER, token.begin, token.text);
    case TOKEN_NAME:
        return parse_name(p);
    case TOKEN_OPEN:
        return parse_group(p);
    default:
        return fail(p, token.begin);
    }
}

static struct expression *parse_member(struct parser *p, struct expression *of)
{
    struct expression_token name = p->token;
    if (take(p, TOKEN_STAR))
        return append(p, make(p, EXPRESSION_FILTER, of->begin, SPAN_EMPTY), of);
    if (!take(p, TOKEN_NAME))
        return fail(p, name.begin);
    return append(p, make(p, EXPRESSION_MEMBER, of->begin, name.text), of);
}

static struct expression *parse_index(struct parser *p, struct expression *of)
{
    struct expression *made;
    if (take(p, TOKEN_STAR)) {
        made = append(p, make(p, EXPRESSION_FILTER, of->begin, SPAN_EMPTY), of);
    } else {
        made = append(p, make(p, EXPRESSION_INDEX, of->begin, SPAN_EMPTY), of);
        made = append(p, made, parse_level(p, 0));
    }
    if (made && !take(p, TOKEN_CLOSE_INDEX))
        return fail(p, p->token.begin);
    return made;
}

static struct expression *parse_postfix(struct parser *p)
{
    struct expression *value = parse_primary(p);
    while (value && !p->failed) {
        if (take(p, TOKEN_DOT))
            value = parse_member(p, value);
        else if (take(p, TOKEN_OPEN_INDEX))
            value = parse_index(p, value);
        else
            return value;
    }
    return p->failed ? NULL : value;
}

static struct expression *parse_unary(struct parser *p)
{
    size_t count = 0, begin = p->token.begin;
    while (take(p, TOKEN_NOT))
        count++;
    struct expression *value = parse_postfix(p);
    for (; value && count > 0; count--)
        value = append(p, make(p, EXPRESSION_NOT, begin, SPAN_EMPTY), value);
    return value;
}

static struct expression *parse_level(struct parser *p, size_t level)
{
    if (p->failed)
        return NULL;
    if (level == ARRAY_SIZE(levels))
        return parse_unary(p);
    if (level == 0 && p->depth++ >= EXPRESSION_MAX_DEPTH)
        return fail(p, p->token.begin);
    struct expression *left = parse_level(p, level + 1);
    while (left && take(p, levels[level].token)) {
        struct expression *right = parse_level(p, level + 1), *both = left;
        if (left->kind != levels[level].kind || !levels[level].is_flat)
            both = append(p, make(p, levels[level].kind, left->begin, SPAN_EMPTY), left);
        left = append(p, both, right);
    }
    if (level == 0)
        p->depth--;
    return p->failed ? NULL : left;
}

const struct expression *expression_parse(struct span text, struct arena *arena, size_t *stopped)
{
    struct parser p = { .text = text, .arena = arena };
    if (text.len > EXPRESSION_MAX_BYTES)
        fail(&p, 0);
    else
        advance(&p);
    struct expression *whole = parse_level(&p, 0);
    if (whole && p.token.kind != TOKEN_END)
        whole = fail(&p, p.token.begin);
    *stopped = p.stopped;
    return whole;
}

size_t expression_end(struct span text)
{
    bool quoted = false;
    for (size_t i = 0; i + 1 < text.len; i++) {
        quoted ^= text.data[i] == '\'';
        if (!quoted && text.data[i] == '}' && text.data[i + 1] == '}')
            return i;
    }
    return SIZE_MAX;
}
