/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "audit/lift/holes_parts.h"
#include "base/macro.h"
#include "doc/yaml.h"

struct marking {
    const struct template *template;
    struct span text;
    struct arena *arena;
    size_t next;                           /* action that may be a block */
    struct node *path[YAML_MAX_DEPTH + 2]; /* from the stream to the node at hand */
    size_t depth;
};

/* ---- Where a node begins --------------------------------------------------------------------- */

static bool is_container(const struct node *node)
{
    return node->kind == NODE_OBJECT || node->kind == NODE_ARRAY;
}

/* With its key, where it has one. */
static uint32_t first_line(const struct node *node, const struct node *parent)
{
    return parent && parent->kind == NODE_OBJECT ? node->key_line : node->line;
}

static uint32_t first_column(const struct node *node, const struct node *parent)
{
    return parent && parent->kind == NODE_OBJECT ? node->key_column : node->column;
}

static const struct template_line *line_of(const struct marking *m, uint32_t line)
{
    return line && line <= m->template->line_count ? &m->template->lines[line - 1] : NULL;
}

static size_t start_of(const struct marking *m, const struct node *node, const struct node *parent)
{
    const struct template_line *line = line_of(m, first_line(node, parent));
    return line ? line->begin + first_column(node, parent) - 1 : node->begin;
}

/* The children of an alias stand elsewhere. */
static bool is_here(const struct node *node, const struct node *child)
{
    return child->begin >= node->begin;
}

/* ---- What stands in an action, or depends on one --------------------------------------------- */

/* Behind a condition on the same line. */
static bool is_in_short_condition(const struct marking *m, const struct node *node)
{
    const struct template_line *line = line_of(m, node->line);
    return line && line->condition < node->end;
}

static bool has_key_in_hole(const struct marking *m, const struct node *node,
                            const struct node *parent)
{
    size_t begin = start_of(m, node, parent);
    return parent->kind == NODE_OBJECT && node->begin > begin &&
           template_is_hole(m->template, begin,
                            MIN((size_t)node->begin, begin + node->key.len + 2));
}

/*
 * In a condition or a loop that does not hold for its parent too. What is an object in a list is
 * taken as it is: it has its faults wherever it is there at all.
 */
static bool is_conditional(const struct marking *m, const struct node *node,
                           const struct node *parent, const struct node *above)
{
    const struct template_line *line = line_of(m, first_line(node, parent));
    if (!line || !line->region || (parent->kind == NODE_ARRAY && node->kind == NODE_OBJECT))
        return false;
    bool whole = first_line(parent, above) > line->region &&
                 parent->end <= m->template->region_ends[line->region];
    return !whole;
}

/* As it is written, for those who ask whether it is a literal. */
static void restore_text(const struct marking *m, struct node *node)
{
    struct span text = span_sub(m->text, node->begin, node->end - node->begin);
    if (span_find_char(text, '\n') < text.len || !text.len)
        return;
    bool quoted = text.len > 1 && (text.data[0] == '"' || text.data[0] == '\'') &&
                  text.data[text.len - 1] == text.data[0];
    node->text = arena_span(m->arena, quoted ? span_sub(text, 1, text.len - 2) : text);
}

static void mark_node(struct marking *m, struct node *node)
{
    const struct node *parent = m->depth ? m->path[m->depth - 1] : NULL;
    const struct node *above = m->depth > 1 ? m->path[m->depth - 2] : NULL;
    if (!parent)
        return;
    bool is_document = !above;
    if (!is_document && is_conditional(m, node, parent, above))
        node->holes |= NODE_MAYBE;
    if (has_key_in_hole(m, node, parent)) {
        node->holes |= NODE_MAYBE;
        m->path[m->depth - 1]->holes |= NODE_OPEN;
    }
    if (is_container(node))
        return;
    bool in_action =
            node->end > node->begin && template_is_hole(m->template, node->begin, node->end);
    if (in_action)
        restore_text(m, node);
    if (in_action || is_in_short_condition(m, node))
        node->holes |= NODE_UNKNOWN;
}

/* ---- What is put in as lines ----------------------------------------------------------------- */

static uint32_t indent_of(const struct node *node)
{
    return node->column ? node->column - 1 : 0;
}

/* Lines that stand deeper than the key of a scalar, or that follow one without a value, are its. */
static bool put_scalar(struct marking *m, const struct template_action *block)
{
    struct node *leaf = m->path[m->depth - 1];
    const struct node *parent = m->path[m->depth - 2];
    bool empty = leaf->begin == leaf->end || m->text.data[leaf->begin] == '|' ||
                 m->text.data[leaf->begin] == '>';
    bool known = block->indent != TEMPLATE_ANY_COLUMN;
    bool deeper = known && block->indent + 1 > first_column(leaf, parent);
    if (is_container(leaf))
        return false;
    if (deeper || empty)
        leaf->holes |= NODE_UNKNOWN;
    return deeper;
}

/*
 * Those lines belong to what has children at that indent, of a list also to the object that it is
 * in, where that has its keys there too; else nobody knows to what.
 */
static void put_block(struct marking *m, const struct template_action *block)
{
    bool known = false;
    if (put_scalar(m, block))
        return;
    for (size_t i = m->depth; i-- > 1;)
        if (is_container(m->path[i]) && indent_of(m->path[i]) == block->indent) {
            m->path[i]->holes |= NODE_OPEN;
            known = true;
        }
    if (known)
        return;
    for (size_t i = m->depth; i-- > 1;)
        m->path[i]->holes |= is_container(m->path[i]) ? NODE_OPEN : 0;
}

static void put_blocks(struct marking *m, size_t limit)
{
    for (; m->next < m->template->count && m->template->actions[m->next].begin < limit; m->next++)
        if (m->template->actions[m->next].role == TEMPLATE_BLOCK && m->depth > 1)
            put_block(m, &m->template->actions[m->next]);
}

/* ---- The document ---------------------------------------------------------------------------- */

/* Everything before `limit` that is put in after the node's last child is put in below it. */
static void visit(struct marking *m, struct node *node, size_t limit)
{
    if (m->depth == ARRAY_SIZE(m->path))
        return;
    mark_node(m, node);
    m->path[m->depth++] = node;
    for (struct node *child = node->children; child; child = child->next) {
        if (!is_here(node, child))
            continue;
        if (child == node->children)
            put_blocks(m, start_of(m, child, node));
        visit(m, child,
              child->next && is_here(node, child->next) ? MIN(limit, start_of(m, child->next, node))
                                                        : limit);
    }
    put_blocks(m, limit);
    m->depth--;
}

/* Of lists what is in them: what a lifter says of a list, it says at its place. */
static bool is_unsure_list(const struct node *node)
{
    if (node->kind != NODE_ARRAY)
        return false;
    for (const struct node *at = node->children; at; at = at->next)
        if (at->holes & (NODE_UNKNOWN | NODE_MAYBE))
            return true;
    return node->holes & NODE_OPEN;
}

/* Says of those above that there are holes below, and counts what ranges there are. */
static size_t settle(struct node *node, struct hole_range *ranges)
{
    size_t count = 0;
    for (struct node *at = node->children; at; at = at->next) {
        count += settle(at, ranges ? ranges + count : NULL);
        node->holes |= at->holes ? NODE_HOLLOW : 0;
    }
    if (!(node->holes & NODE_UNKNOWN) && !is_unsure_list(node))
        return count;
    if (ranges)
        ranges[count] = (struct hole_range) { node->begin, node->end };
    return count + 1;
}

static int by_place(const void *a, const void *b)
{
    const struct hole_range *x = a, *y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return x->end < y->end ? -1 : x->end > y->end;
}

int holes_mark(struct node *stream, const struct template *template, struct span text,
               struct hole_ranges *ranges, struct arena *arena)
{
    struct marking m = { .template = template, .text = text, .arena = arena };
    visit(&m, stream, SIZE_MAX);
    size_t count = settle(stream, NULL);
    *ranges = (struct hole_ranges) { ARENA_ARRAY(arena, count + 1, struct hole_range), count };
    if (!ranges->items || arena_failed(arena))
        return -1;
    settle(stream, ranges->items);
    qsort(ranges->items, count, sizeof(*ranges->items), by_place);
    return 0;
}
