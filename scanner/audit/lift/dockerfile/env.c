/* SPDX-License-Identifier: Apache-2.0 */
/* Variables of a Dockerfile: ENV, ARG, LABEL, and what `$NAME` stands for. */
#include "audit/lift/dockerfile/stage.h"
#include "audit/lift/value.h"
#include "base/ascii.h"
#include "base/cleanup.h"

enum { MAX_EXPANDED = 1 << 16 };

static bool is_name_char(char c)
{
    return ascii_is_alnum(c) || c == '_';
}

static struct span keep(struct dockerfile *d, const struct buf *buf)
{
    struct span out = arena_span(d->put.builder.arena, buf_span(buf));
    d->put.failed |= !out.data;
    return out.data ? out : SPAN_EMPTY;
}

struct span dockerfile_unquote(struct dockerfile *d, struct span text)
{
    if (span_find_char(text, '"') == text.len && span_find_char(text, '\'') == text.len)
        return text;
    cleanup(buf_release) struct buf out = buf_make(text.len + 1);
    char quote = '\0';
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        if (!quote && (c == '"' || c == '\''))
            quote = c;
        else if (quote && c == quote)
            quote = '\0';
        else if (c == '\\' && d->escape == '\\' && quote != '\'' && i + 1 < text.len)
            buf_append_char(&out, text.data[++i]);
        else
            buf_append_char(&out, c);
    }
    return keep(d, &out);
}

int dockerfile_set(struct dockerfile *d, struct table *variables, struct span name,
                   struct span value)
{
    struct span *kept = ARENA_NEW(d->put.builder.arena, struct span);
    if (!kept || name.len == 0)
        return kept ? 0 : -1;
    *kept = value;
    return table_set(variables, name, kept);
}

/* `${NAME:-default}` from behind `${`; the byte behind `}` is returned. */
static size_t expand_braces(const struct table *variables, struct span text, size_t at,
                            struct buf *out, bool *known)
{
    size_t close = at + span_find_char(span_from(text, at), '}'), end = at;
    while (end < close && is_name_char(text.data[end]))
        end++;
    const struct span *value = table_get(variables, span_sub(text, at, end - at));
    struct span rest = span_sub(text, end, close - end);
    struct span fallback = span_from(rest, span_starts(rest, SPAN(":")) ? 2 : 1);
    bool has_default = span_starts(rest, SPAN(":-")) || span_starts(rest, SPAN("-"));
    if (value && (value->len || !has_default))
        buf_append(out, *value);
    else if (has_default)
        buf_append(out, fallback);
    else
        *known = false;
    return MIN(close + 1, text.len);
}

struct span dockerfile_expand(struct dockerfile *d, const struct table *variables, struct span text,
                              bool *known)
{
    if (span_find_char(text, '$') == text.len)
        return text;
    cleanup(buf_release) struct buf out = buf_make(MAX_EXPANDED);
    for (size_t i = 0; i < text.len;) {
        char next = i + 1 < text.len ? text.data[i + 1] : '\0';
        if (text.data[i] != '$' || !(is_name_char(next) || next == '{')) {
            buf_append_char(&out, text.data[i++]);
        } else if (next == '{') {
            i = expand_braces(variables, text, i + 2, &out, known);
        } else {
            size_t end = i + 1;
            while (end < text.len && is_name_char(text.data[end]))
                end++;
            const struct span *value = table_get(variables, span_sub(text, i + 1, end - i - 1));
            if (value)
                buf_append(&out, *value);
            *known = *known && value;
            i = end;
        }
    }
    *known = *known && !out.failed;
    return out.failed ? text : keep(d, &out);
}

bool dockerfile_next_reference(struct span text, size_t *at, struct span *name)
{
    *at += span_find_char(span_from(text, *at), '$');
    if (*at == text.len)
        return false;
    size_t begin = *at + 1 + (*at + 1 < text.len && text.data[*at + 1] == '{'), end = begin;
    while (end < text.len && is_name_char(text.data[end]))
        end++;
    *name = span_sub(text, begin, end - begin);
    *at = MAX(end, *at + 1);
    return true;
}

static bool refers_to(struct span text, struct span wanted)
{
    struct span name;
    for (size_t at = 0; dockerfile_next_reference(text, &at, &name);)
        if (name.len && span_eq(name, wanted))
            return true;
    return false;
}

struct pair {
    struct span name, value;
    struct place at;
};

/* `NAME=value` of one word; the whole rest is the value in the old form `NAME value`. */
static struct pair pair_of(struct dockerfile *d, const struct node *word, const struct node *node)
{
    size_t equals = span_find_char(word->text, '=');
    struct pair pair = { .name = dockerfile_unquote(d, span_sub(word->text, 0, equals)),
                         .at = put_place(&d->put, word) };
    if (equals < word->text.len) {
        pair.value = span_from(word->text, equals + 1);
    } else {
        struct span text = instruction_text(node, "text");
        pair.value = span_trim(span_from(text, word->text.len));
    }
    return pair;
}

static bool is_old_form(const struct node *words)
{
    const struct node *first = words ? words->children : NULL;
    return first && span_find_char(first->text, '=') == first->text.len;
}

/* Settings that later facts depend on. */
static void note_setting(struct stage *stage, struct span name, struct span value)
{
    if (span_is(name, "PIP_NO_CACHE_DIR"))
        stage->effects.pip_cache_off =
                value.len && !span_is(value, "0") && !span_eq_nocase(value, SPAN("off")) &&
                !span_eq_nocase(value, SPAN("no")) && !span_eq_nocase(value, SPAN("false"));
}

void dockerfile_env(struct dockerfile *d, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    struct stage *stage = d->at;
    bool old_form = is_old_form(words);
    size_t count = 0;
    enum { MAX_COMPARED = 200 };
    struct span names[MAX_COMPARED];
    for (const struct node *word = words ? words->children : NULL; word; word = word->next) {
        struct pair pair = pair_of(d, word, node);
        bool known = true, refers = false;
        for (size_t i = 0; i < count; i++)
            refers |= refers_to(pair.value, names[i]);
        struct node *object = put_object(&d->put, stage->env, "", pair.at);
        struct span value = dockerfile_unquote(d, pair.value);
        value_put(&d->put, object, pair.name, value, pair.at);
        put_bool(&d->put, object, "refersToSibling", refers, pair.at);
        struct span expanded = dockerfile_expand(d, &stage->variables, value, &known);
        note_setting(stage, pair.name, expanded);
        if (known && dockerfile_set(d, &stage->variables, pair.name, expanded) < 0)
            d->put.failed = true;
        if (count < MAX_COMPARED)
            names[count++] = pair.name;
        if (old_form)
            break;
    }
}

void dockerfile_arg(struct dockerfile *d, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    struct table *variables = d->at ? &d->at->variables : &d->globals;
    for (const struct node *word = words ? words->children : NULL; word; word = word->next) {
        struct place at = put_place(&d->put, word);
        size_t equals = span_find_char(word->text, '=');
        struct span name = span_sub(word->text, 0, equals);
        bool known = equals < word->text.len;
        struct span value = dockerfile_unquote(d, span_from(word->text, equals + 1));
        const struct span *inherited = known ? NULL : table_get(&d->globals, name);
        value = dockerfile_expand(d, variables, inherited ? *inherited : value, &known);
        if (d->at) {
            struct node *object = put_object(&d->put, d->at->args, "", at);
            value_put(&d->put, object, name, value, at);
            put_bool(&d->put, object, "hasDefault", equals < word->text.len, at);
            if (object && value_has_secret_name(name) &&
                table_set(&d->at->secret_arguments, name, object) < 0)
                d->put.failed = true;
        } else {
            struct node *root = d->put.builder.root;
            struct node *list = (struct node *)(uintptr_t)node_member(root, "globalArgs");
            if (!list)
                list = put_array(&d->put, root, "globalArgs", at);
            struct node *object = put_object(&d->put, list, "", at);
            value_put(&d->put, object, name, value, at);
            put_bool(&d->put, object, "hasDefault", equals < word->text.len, at);
        }
        if ((known || inherited) && dockerfile_set(d, variables, name, value) < 0)
            d->put.failed = true;
    }
}

static bool is_label_char(char c, bool dotted)
{
    return ascii_is_lower(c) || ascii_is_digit(c) || (dotted && (c == '.' || c == '-'));
}

/* Lower-case letters, digits, single dots and dashes, a letter first and no namespace of Docker. */
static bool is_valid_label(struct span key)
{
    if (key.len == 0 || !ascii_is_lower(key.data[0]) ||
        !is_label_char(key.data[key.len - 1], false))
        return false;
    for (size_t i = 1; i < key.len; i++)
        if (!is_label_char(key.data[i], true) ||
            (strchr(".-", key.data[i]) && key.data[i] == key.data[i - 1]))
            return false;
    return !span_starts(key, SPAN("com.docker.")) && !span_starts(key, SPAN("io.docker.")) &&
           !span_starts(key, SPAN("org.dockerproject."));
}

void dockerfile_label(struct dockerfile *d, const struct node *node)
{
    const struct node *words = node_member(node, "words");
    bool old_form = is_old_form(words);
    for (const struct node *word = words ? words->children : NULL; word; word = word->next) {
        struct pair pair = pair_of(d, word, node);
        struct node *object = put_object(&d->put, d->at->labels, "", pair.at);
        bool has_variable = span_find_char(pair.name, '$') < pair.name.len && old_form;
        value_put(&d->put, object, pair.name, dockerfile_unquote(d, pair.value), pair.at);
        put_bool(&d->put, object, "valid", has_variable || is_valid_label(pair.name), pair.at);
        if (old_form)
            break;
    }
}
