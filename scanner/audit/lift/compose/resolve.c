/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/compose/parts.h"
#include "base/ascii.h"

enum { MAX_NESTED = 4, MAX_RESOLVED = 64 * 1024 };

struct resolving {
    struct buf out;
    size_t prefix; /* bytes before the first unknown part; SIZE_MAX: there is none */
    bool interpolated;
};

static void mark_unknown(struct resolving *r)
{
    r->prefix = MIN(r->prefix, r->out.len);
}

static size_t name_length(struct span text)
{
    size_t len = 0;
    while (len < text.len && (ascii_is_alnum(text.data[len]) || text.data[len] == '_'))
        len++;
    return text.len && ascii_is_digit(text.data[0]) ? 0 : len;
}

/* Where the brace that was opened before `text` is closed, or its length. */
static size_t closing_brace(struct span text)
{
    size_t depth = 1;
    for (size_t i = 0; i < text.len; i++) {
        depth += text.data[i] == '{' && i && text.data[i - 1] == '$';
        depth -= text.data[i] == '}';
        if (depth == 0)
            return i;
    }
    return text.len;
}

static void resolve(struct resolving *r, struct span text, size_t nested);

/* What stands between braces: a name, and perhaps a default. */
static void resolve_braced(struct resolving *r, struct span inside, size_t nested)
{
    struct span rest = span_from(inside, name_length(inside));
    bool has_default = span_starts(rest, SPAN(":-")) || span_starts(rest, SPAN("-"));
    if (!has_default || nested >= MAX_NESTED || rest.len == inside.len) {
        mark_unknown(r);
        return;
    }
    r->interpolated = true;
    resolve(r, span_from(rest, rest.data[0] == ':' ? 2 : 1), nested + 1);
}

static void resolve(struct resolving *r, struct span text, size_t nested)
{
    while (text.len) {
        size_t at = span_find_char(text, '$');
        buf_append(&r->out, span_sub(text, 0, at));
        text = span_from(text, at + 1);
        if (!text.len)
            return;
        if (text.data[0] == '$') {
            buf_append_char(&r->out, '$');
            text = span_from(text, 1);
        } else if (text.data[0] == '{') {
            struct span inside = span_from(text, 1);
            size_t end = closing_brace(inside);
            resolve_braced(r, span_sub(inside, 0, end), nested);
            text = span_from(inside, end + 1);
        } else {
            size_t len = name_length(text);
            if (len)
                mark_unknown(r);
            else
                buf_append_char(&r->out, '$');
            text = span_from(text, len);
        }
    }
}

struct resolved compose_resolve(struct put *put, struct span text)
{
    if (!text.data || span_find_char(text, '$') == text.len)
        return (struct resolved) { text, text, true, false };
    struct resolving r = { .out = buf_make(MAX_RESOLVED), .prefix = SIZE_MAX };
    resolve(&r, text, 0);
    if (r.out.failed)
        mark_unknown(&r);
    struct span copy = arena_span(put->builder.arena, buf_span(&r.out));
    put->failed |= !copy.data;
    buf_release(&r.out);
    struct resolved out = {
        .text = copy.data ? copy : SPAN_EMPTY,
        .known = r.prefix == SIZE_MAX,
        .interpolated = r.interpolated,
    };
    out.prefix = span_sub(out.text, 0, r.prefix);
    return out;
}

/* ---- Settings -------------------------------------------------------------------------------- */

static const struct node *reach(const struct node *node, const char *path)
{
    char key[64];
    while (node && *path) {
        size_t len = strcspn(path, ".");
        if (len >= sizeof(key))
            return NULL;
        memcpy(key, path, len);
        key[len] = '\0';
        node = node_last_member(node, key);
        path += len + (path[len] == '.');
    }
    return node;
}

const struct node *compose_setting(const struct service *s, const char *path)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct node *node = reach(s->layers[i], path);
        if (node && node->kind != NODE_NULL)
            return node;
    }
    return NULL;
}

bool compose_is_scalar(const struct node *node)
{
    return node && node->kind != NODE_NULL && node->kind != NODE_OBJECT &&
           node->kind != NODE_ARRAY && node->text.data;
}

struct span compose_name(const struct node *item)
{
    if (item->key.len || !compose_is_scalar(item))
        return item->key.len ? item->key : SPAN_EMPTY;
    return span_sub(item->text, 0, span_find_char(item->text, '='));
}

struct resolved compose_text(const struct service *s, const char *path)
{
    const struct node *node = compose_setting(s, path);
    if (!compose_is_scalar(node))
        return (struct resolved) { SPAN_EMPTY, SPAN_EMPTY, false, false };
    return compose_resolve(&s->c->put, node->text);
}

bool compose_is_truth(const struct service *s, const struct node *node)
{
    static const char *const words[] = { "true", "yes", "on", "y", "1" };
    if (!compose_is_scalar(node))
        return false;
    if (node->kind == NODE_BOOL)
        return node->truth;
    struct resolved value = compose_resolve(&s->c->put, node->text);
    for (size_t i = 0; value.known && i < ARRAY_SIZE(words); i++)
        if (span_eq_nocase(value.text, span_of(words[i])))
            return true;
    return false;
}

struct place compose_place(const struct service *s, const struct node *node)
{
    return node ? put_place(&s->c->put, node) : s->key;
}

void compose_flag(const struct service *s, const char *key, const char *path)
{
    const struct node *node = compose_setting(s, path);
    if (node || !s->open)
        put_bool(&s->c->put, s->facts, key, compose_is_truth(s, node), compose_place(s, node));
}

void compose_put_text(const struct service *s, const char *key, const char *path)
{
    const struct node *node = compose_setting(s, path);
    struct resolved value = compose_text(s, path);
    if (node && value.known)
        put_text(&s->c->put, s->facts, key, value.text, put_place(&s->c->put, node));
}

void compose_absence(const struct service *s, struct node *to, const char *key, bool missing,
                     const struct node *where)
{
    if (!missing || !s->open)
        put_bool(&s->c->put, to, key, missing, compose_place(s, where));
}

void compose_for_each(const struct service *s, const char *path, compose_each each, void *payload)
{
    for (size_t i = 0; i < s->count; i++) {
        const struct node *list = reach(s->layers[i], path);
        bool several = list && (list->kind == NODE_ARRAY || list->kind == NODE_OBJECT);
        if (compose_is_scalar(list))
            each(s, list, payload);
        for (const struct node *item = several ? list->children : NULL; item; item = item->next)
            if (!item->shadowed)
                each(s, item, payload);
        /* What is told of the extended service is told there. */
        if (list)
            return;
    }
}
