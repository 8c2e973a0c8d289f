/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/shell_lex.h"

#include "base/ascii.h"

enum { MAX_NESTING = 64 };

/* What is open, innermost last. */
struct nesting {
    char open[MAX_NESTING];
    size_t depth;
    bool overflowed;
};

static void open_mode(struct nesting *nesting, char mode)
{
    if (nesting->depth == MAX_NESTING)
        nesting->overflowed = true;
    else
        nesting->open[nesting->depth++] = mode;
}

static char byte_at(struct span text, size_t at)
{
    return at < text.len ? text.data[at] : '\0';
}

size_t shell_skip_single(struct span text, size_t at, bool escapes, bool *ended)
{
    for (at++; at < text.len; at++) {
        if (escapes && text.data[at] == '\\')
            at++;
        else if (text.data[at] == '\'')
            return at + 1;
    }
    *ended = false;
    return text.len;
}

/* `${{ … }}` of a pipeline, which is replaced before the shell sees it. */
static size_t skip_expression(struct span text, size_t at)
{
    size_t end = span_find(span_from(text, at), SPAN("}}"));
    return end == SIZE_MAX ? at + 3 : at + end + 2;
}

/* `$(`, `${`: the mode that it opens; `\0` where it is a plain sign or a plain variable. */
static char dollar_mode(struct span text, size_t at)
{
    char next = byte_at(text, at + 1);
    return next == '(' || next == '{' ? next : '\0';
}

static char closing(char mode)
{
    return mode == '(' ? ')' : mode == '{' ? '}' : mode;
}

/* One step inside of what is open. The index behind it. */
static size_t skip_step(struct span text, size_t at, struct nesting *nesting, bool *ended)
{
    char mode = nesting->open[nesting->depth - 1], c = text.data[at];
    if (c == '\\')
        return MIN(at + 2, text.len);
    if (c == closing(mode)) {
        nesting->depth--;
        return at + 1;
    }
    if (mode == '`')
        return at + 1;
    if (c == '$' && byte_at(text, at + 1) == '{' && byte_at(text, at + 2) == '{')
        return skip_expression(text, at);
    if (c == '$' && dollar_mode(text, at)) {
        open_mode(nesting, dollar_mode(text, at));
        return at + 2;
    }
    if (c == '"' || c == '`')
        open_mode(nesting, c);
    else if (c == '\'' && mode != '"')
        return shell_skip_single(text, at, false, ended);
    else if (c == '(' && mode == '(')
        open_mode(nesting, c);
    else if (c == '#' && mode == '(' && ascii_is_space(text.data[at - 1]))
        return at + span_find_char(span_from(text, at), '\n');
    return at + 1;
}

size_t shell_skip(struct span text, size_t at, bool *ended)
{
    struct nesting nesting = { .open = { text.data[at] }, .depth = 1 };
    for (at++; at < text.len && nesting.depth && !nesting.overflowed;)
        at = skip_step(text, at, &nesting, ended);
    if (nesting.depth) {
        *ended = false;
        return text.len;
    }
    return at;
}

struct lexer {
    struct span text;
    size_t at;
    struct buf *value;
    shell_found *found;
    void *context;
    struct shell_lexed out;
};

/* As it is written, up to `end`. */
static void keep(struct lexer *l, size_t end)
{
    buf_append(l->value, span_sub(l->text, l->at, end - l->at));
    l->at = end;
}

static void lex_substitution(struct lexer *l, size_t open, bool is_backtick)
{
    bool ended = true;
    size_t end = shell_skip(l->text, open, &ended);
    bool is_arithmetic = !is_backtick && byte_at(l->text, open + 1) == '(' && end >= open + 4 &&
                         l->text.data[end - 2] == ')';
    if (!is_arithmetic)
        l->found(l->context, open + 1, ended ? end - 1 : end, is_backtick);
    l->out.expands = true;
    l->out.understood = l->out.understood && ended;
    keep(l, end);
}

/* At `$`. */
static void lex_dollar(struct lexer *l)
{
    char next = byte_at(l->text, l->at + 1);
    if (next == '(') {
        lex_substitution(l, l->at + 1, false);
    } else if (next == '{') {
        bool ended = true;
        size_t end = byte_at(l->text, l->at + 2) == '{' ? skip_expression(l->text, l->at)
                                                        : shell_skip(l->text, l->at + 1, &ended);
        l->out.expands = true;
        l->out.understood = l->out.understood && ended;
        keep(l, end);
    } else {
        l->out.expands |= ascii_is_alnum(next) || (next && strchr("_@*#?!-$", next));
        keep(l, l->at + 1);
    }
}

static void lex_double(struct lexer *l)
{
    l->out.quoted = true;
    for (l->at++; l->at < l->text.len && l->text.data[l->at] != '"';) {
        char c = l->text.data[l->at], next = byte_at(l->text, l->at + 1);
        if (c == '\\' && next == '\n') {
            l->at += 2;
        } else if (c == '\\' && next && strchr("\\\"$`", next)) {
            l->at++;
            keep(l, l->at + 1);
        } else if (c == '$') {
            lex_dollar(l);
        } else if (c == '`') {
            lex_substitution(l, l->at, true);
        } else {
            keep(l, l->at + 1);
        }
    }
    l->out.understood = l->out.understood && l->at < l->text.len;
    l->at = MIN(l->at + 1, l->text.len);
}

static void lex_single(struct lexer *l, bool escapes)
{
    bool ended = true;
    size_t end = shell_skip_single(l->text, l->at, escapes, &ended);
    l->at++;
    keep(l, ended ? end - 1 : end);
    l->at = end;
    l->out.quoted = true;
    l->out.understood = l->out.understood && ended;
}

static void lex_escape(struct lexer *l)
{
    char next = byte_at(l->text, l->at + 1);
    l->at++;
    if (next == '\n' || l->at == l->text.len) {
        l->at = MIN(l->at + 1, l->text.len);
        return;
    }
    l->out.quoted = true;
    keep(l, l->at + 1);
}

/* A list of words behind `name=`, or a pattern in brackets: kept as it is. */
static void lex_group(struct lexer *l)
{
    bool ended = true;
    size_t end = shell_skip(l->text, l->at, &ended);
    l->out.expands = true;
    l->out.understood = l->out.understood && ended;
    keep(l, end);
}

static bool opens_group(const struct lexer *l, size_t begin)
{
    char before = l->at > begin ? l->text.data[l->at - 1] : '\0';
    return before && strchr("=@?*+!", before);
}

struct shell_lexed shell_lex_word(struct span text, size_t at, bool is_test, struct buf *value,
                                  shell_found *found, void *context)
{
    struct lexer l = { .text = text,
                       .at = at,
                       .value = value,
                       .found = found,
                       .context = context,
                       .out = { .understood = true } };
    while (l.at < text.len) {
        char c = text.data[l.at], next = byte_at(text, l.at + 1);
        if (ascii_is_space(c))
            break;
        if (c == '\\')
            lex_escape(&l);
        else if (c == '"' || (c == '$' && next == '"' && ++l.at))
            lex_double(&l);
        else if (c == '\'')
            lex_single(&l, false);
        else if (c == '$' && next == '\'' && ++l.at)
            lex_single(&l, true);
        else if (c == '$')
            lex_dollar(&l);
        else if (c == '`')
            lex_substitution(&l, l.at, true);
        else if (c == '(' && opens_group(&l, at))
            lex_group(&l);
        else if (!is_test && c && strchr(";&|<>()", c))
            break;
        else
            keep(&l, l.at + 1);
    }
    l.out.end = l.at;
    return l.out;
}
