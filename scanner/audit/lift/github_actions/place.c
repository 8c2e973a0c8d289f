/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/github_actions/github_actions.h"

enum { MAX_ERRORS = 3000 };

void workflow_error(struct workflow *w, const char *code, const char *topic, struct place at,
                    struct span name)
{
    if (w->put.failed)
        return;
    /* An anchored node is walked wherever it stands for something. */
    const char *identity = arena_printf(w->arena, "%zu %s", at.begin, code);
    if (identity && table_get(&w->told, span_of(identity)))
        return;
    if (w->error_count++ == MAX_ERRORS) {
        builder_fail(&w->put.builder, at.begin, "more is wrong before this than can be listed");
        w->put.failed = true;
        return;
    }
    struct node *error = put_object(&w->put, w->errors, "", at);
    if (!identity || (error && table_set(&w->told, span_of(identity), error) < 0))
        w->put.failed = true;
    put_text(&w->put, error, "code", span_of(code), at);
    put_text(&w->put, error, "topic", span_of(topic), at);
    if (name.len)
        put_text(&w->put, error, "name", name, at);
}

void workflow_syntax_error(struct workflow *w, const char *code, const struct node *member)
{
    workflow_error(w, code, "syntax-check", workflow_key_place(w, member), member->key);
}

/* ---- Keys ---- */

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

static size_t back_to_line(struct span text, size_t at, uint32_t lines)
{
    while (at > 0 && (lines > 0 || text.data[at - 1] != '\n')) {
        at--;
        lines -= text.data[at] == '\n';
    }
    return at;
}

struct place workflow_key_place(const struct workflow *w, const struct node *member)
{
    return workflow_key_place_in(&w->put, member);
}

struct place workflow_key_place_in(const struct put *put, const struct node *member)
{
    struct span text = put->builder.text;
    struct place value = put_place(put, member);
    size_t at = MIN(value.begin, text.len);
    if (member->key_line == 0 || member->line < member->key_line)
        return value;
    if (member->line == member->key_line) {
        if (member->column < member->key_column)
            return value;
        for (uint32_t back = member->column - member->key_column; back > 0 && at > 0; back--)
            for (at--; at > 0 && is_continuation(text.data[at]);)
                at--;
    } else {
        at = back_to_line(text, at, member->line - member->key_line);
        for (uint32_t column = 1; column < member->key_column && at < text.len; column++)
            for (at++; at < text.len && is_continuation(text.data[at]);)
                at++;
    }
    size_t line = span_find_char(span_from(text, at), '\n');
    return (struct place) { at, at + line };
}

struct place workflow_item_place(const struct workflow *w, const struct node *list,
                                 const struct node *item)
{
    bool inside = item->begin >= list->begin && item->end <= list->end;
    return put_place(&w->put, inside ? item : list);
}

/* ---- Bytes of scalars ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind an anchor, a tag, a quote, the head of a block. */
static void skip_head(struct workflow_cursor *c)
{
    struct span s = c->source;
    while (c->in_source < s.len && (s.data[c->in_source] == '&' || s.data[c->in_source] == '!')) {
        while (c->in_source < s.len && !is_blank(s.data[c->in_source]))
            c->in_source++;
        while (c->in_source < s.len && is_blank(s.data[c->in_source]))
            c->in_source++;
    }
    if (c->in_source >= s.len)
        return;
    char first = s.data[c->in_source];
    if (first == '|' || first == '>')
        c->in_source += span_find_char(span_from(s, c->in_source), '\n');
    else if (first == '\'' || first == '"')
        c->quote = s.data[c->in_source++];
    c->is_lost = first == '*';
}

struct workflow_cursor workflow_cursor_of(const struct workflow *w, const struct node *node)
{
    struct place at = put_place(&w->put, node);
    struct workflow_cursor cursor = {
        .source = span_sub(w->put.builder.text, at.begin, at.end - at.begin),
        .begin = at.begin,
        .text = node->text,
    };
    skip_head(&cursor);
    return cursor;
}

static void step(struct workflow_cursor *c)
{
    char want = c->text.data[c->in_text];
    if (is_blank(want)) {
        c->in_text++;
        return;
    }
    if (c->in_source >= c->source.len) {
        c->is_lost = true;
        return;
    }
    char have = c->source.data[c->in_source];
    if (have == '\\' && c->quote == '"' && c->in_source + 1 < c->source.len) {
        bool is_space = strchr("ntr", c->source.data[c->in_source + 1]) != NULL;
        c->in_source += is_space ? 2 : 1;
        c->in_text += !is_space && c->source.data[c->in_source] == want;
        c->in_source += !is_space;
    } else if (is_blank(have)) {
        c->in_source++;
    } else if (have == want) {
        c->in_source++;
        c->in_text++;
    } else if (have == '\'' && c->quote == '\'') {
        c->in_source++;
    } else {
        c->is_lost = true;
    }
}

size_t workflow_cursor_find(struct workflow_cursor *c, size_t at)
{
    at = MIN(at, c->text.len);
    while (!c->is_lost && c->in_text < at)
        step(c);
    if (c->is_lost)
        return c->begin;
    while (c->in_source < c->source.len && is_blank(c->source.data[c->in_source]) &&
           at < c->text.len && !is_blank(c->text.data[at]))
        c->in_source++;
    return c->begin + c->in_source;
}
