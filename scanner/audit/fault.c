/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/fault.h"

enum { MAX_LINE = 400 }; /* bytes of a fault that are pointed at */

/* ---- How it is known again ------------------------------------------------------------------- */

/* What names the object, and outlives its place in a list; or NULL. */
static const struct node *naming_member(const struct node *node)
{
    static const struct {
        struct span key;
    } keys[] = { { { "name", 4 } }, { { "id", 2 } },     { { "path", 4 } },
                 { { "text", 4 } }, { { "target", 6 } }, { { "dest", 4 } } };
    const struct node *best = NULL;
    size_t rank = ARRAY_SIZE(keys);
    if (node->kind != NODE_OBJECT)
        return NULL;
    for (const struct node *at = node->children; at && rank > 0; at = at->next)
        for (size_t i = 0; i < rank && at->kind == NODE_STRING && at->text.len; i++)
            if (span_eq(at->key, keys[i].key)) {
                best = at;
                rank = i;
            }
    return best;
}

struct span fault_object_name(const struct node *node)
{
    const struct node *name = naming_member(node);
    return name ? name->text : SPAN_EMPTY;
}

static void append_steps(struct buf *to, const struct jsonpath_place *place)
{
    if (!place->parent)
        return;
    append_steps(to, place->parent);
    buf_append_char(to, '/');
    buf_append(to, place->parent->node->kind == NODE_OBJECT ? place->node->key
                                                            : fault_object_name(place->node));
}

static struct span line_at(struct span bytes, size_t begin, size_t end)
{
    begin = MIN(begin, bytes.len);
    size_t stop = MIN(MAX(end, begin), bytes.len);
    struct span text = span_sub(bytes, begin, MIN(stop - begin, (size_t)MAX_LINE));
    size_t line = MIN(span_find_char(text, '\n'), span_find_char(text, '\r'));
    while (line && (text.data[line - 1] == ' ' || text.data[line - 1] == '\t'))
        line--;
    return span_sub(text, 0, line);
}

static bool is_plain(char c)
{
    return c != ' ' && c != '\t' && c != '"' && c != '\'';
}

/* As somebody else might write it: without blanks and quotes. */
static void append_plain(struct buf *to, struct span text)
{
    for (size_t begin = 0, i = 0; i <= text.len; i++) {
        if (i < text.len && is_plain(text.data[i]))
            continue;
        buf_append(to, span_sub(text, begin, i - begin));
        begin = i + 1;
    }
}

/*
 * What it says, however the file is laid out: of a scalar its first line; an object is known by its
 * name, and else by its first member.
 */
static void append_value(struct buf *to, const struct node *node, struct span line)
{
    if (node->kind != NODE_OBJECT && node->kind != NODE_ARRAY) {
        append_plain(to, line);
        return;
    }
    const struct node *first = node->children;
    if (fault_object_name(node).len || !first)
        return;
    append_plain(to, first->key);
    append_plain(to, first->text);
}

/* How many of that identity were told before. `same` outlives the unit. */
static size_t count_alike(const struct fault_source *source, struct span same)
{
    size_t before = (size_t)(uintptr_t)table_get(source->ordinals, same);
    if (table_set(source->ordinals, same, (void *)(uintptr_t)(before + 1)) < 0)
        source->arena->failed = true;
    return before;
}

/* What a fact is about: what it says itself (`standsFor`), else the object that it is a fact of. */
static struct span subject_of(const struct fault_source *source, const struct jsonpath_place *place)
{
    for (; place; place = place->parent) {
        const struct node *other = node_member(place->node, "standsFor");
        if (other && other->kind == NODE_STRING)
            return other->text;
    }
    return source->root;
}

/* Names on the way, the value at the end, and which of those that are alike it is. */
static struct span identity_of(const struct fault_source *source,
                               const struct jsonpath_place *place, struct span line)
{
    struct buf *names = source->scratch;
    buf_clear(names);
    buf_append_text(names, source->rule->public.id);
    buf_append_char(names, ' ');
    buf_append(names, subject_of(source, place));
    append_steps(names, place);
    buf_append_char(names, '=');
    append_value(names, place->node, line);
    struct span same = arena_span(source->arena, buf_span(names));
    if (!same.data)
        return same;
    /* What is too long is cut; its number never is. */
    size_t alike = count_alike(source, same);
    names->len = MIN(names->len, (size_t)FAULT_TEXT_MAX - 24);
    names->failed = false;
    buf_append_char(names, '#');
    buf_append_number(names, alike);
    return arena_span(source->arena, buf_span(names));
}

static const char *path_of(const struct fault_source *source, const struct jsonpath_place *place)
{
    struct buf *path = source->scratch;
    buf_clear(path);
    jsonpath_append_path(path, place);
    return arena_strndup(source->arena, path->data ? path->data : "$", path->data ? path->len : 1);
}

/* ---- Where it stands ------------------------------------------------------------------------- */

static void widen(struct byte_range *range, struct byte_range by)
{
    if (by.begin >= by.end)
        return;
    range->begin = MIN(range->begin, by.begin);
    range->end = MAX(range->end, by.end);
}

static struct byte_range range_of(const struct node *node, size_t len)
{
    if (!node || node->begin > len || node->end > len || node->begin > node->end)
        return (struct byte_range) { 0, 0 };
    return (struct byte_range) { (size_t)node->begin, (size_t)node->end };
}

/* The bytes that the identity says something of: the fault, and the texts that it stands in. */
static struct byte_range said_of(const struct jsonpath_place *place, struct byte_range fault,
                                 size_t len)
{
    struct byte_range said = fault;
    widen(&said, range_of(place->node->children, len));
    for (; place; place = place->parent) {
        const struct node *name = naming_member(place->node);
        if (name && span_is(name->key, "text"))
            widen(&said, range_of(name, len));
    }
    return said;
}

bool fault_of(struct audit_fault *fault, const struct fault_source *source,
              const struct jsonpath_place *place)
{
    struct span bytes = source->bytes;
    const struct node *node = place->node;
    struct span line = line_at(bytes, node->begin, node->end);
    if (!line.len) /* nothing of it is written down: the line that it stands for */
        line = line_at(bytes, node->begin, bytes.len);
    size_t begin = (size_t)(line.data - bytes.data);
    const struct byte_range whole = { begin, begin + line.len };
    *fault = (struct audit_fault) {
        .rule = source->rule,
        .begin = whole.begin,
        .end = whole.end,
        .value = range_of(node_member(node, "value"), bytes.len),
        .identity = identity_of(source, place, line),
        .path = path_of(source, place),
        .said = said_of(place, whole, bytes.len),
        .text = node->kind == NODE_STRING ? range_of(node, bytes.len) : whole,
    };
    return fault->identity.data && fault->path;
}
