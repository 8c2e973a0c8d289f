/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/holes_parts.h"

/* What stands for what is not known. Its text is no word that anybody looks for. */
struct way {
    enum node_kind kind;
    bool truth;
    const char *text;
    bool drops_maybe, drops_unknown;
};

static const struct way ways[HOLES_WAYS] = {
    { NODE_BOOL, true, "${a}", false, false },
    { NODE_OBJECT, false, "", true, false },
    { NODE_NUMBER, false, "0", false, false },
    { NODE_NULL, false, "", true, true },
};

struct filling {
    const struct way *way;
    struct arena *arena;
};

static struct node *stand_in(const struct filling *f, const struct node *at);

/* Of an object that stands for something, a member of its own, which is no object. */
static int become(const struct filling *f, struct node *node)
{
    const struct filling inner = { &ways[0], f->arena };
    node->kind = f->way->kind;
    node->truth = f->way->truth;
    node->text = span_of(f->way->text);
    node->holes |= NODE_UNKNOWN | (node->kind == NODE_NULL ? 0 : NODE_ANSWERS);
    if (node->kind != NODE_OBJECT)
        return 0;
    node->children = stand_in(&inner, node);
    node->child_count = 1;
    return node->children ? 0 : -1;
}

/* It stands where nothing else does. */
static struct node *stand_in(const struct filling *f, const struct node *at)
{
    struct node *node = ARENA_NEW(f->arena, struct node);
    if (!node)
        return NULL;
    *node = (struct node) {
        .key = SPAN("?"),
        .line = at->line,
        .column = at->column,
        .key_line = at->line,
        .key_column = at->column,
        .begin = at->end,
        .end = at->end,
        .weight = 1,
        .height = 1,
    };
    return become(f, node) < 0 ? NULL : node;
}

bool holes_is_stand_in(struct span text)
{
    for (size_t i = 0; i < HOLES_WAYS; i++)
        if (span_is(text, ways[i].text))
            return true;
    return false;
}

static struct node *fill(const struct filling *f, const struct node *node);

static bool is_dropped(const struct filling *f, const struct node *parent, const struct node *node)
{
    return (f->way->drops_maybe && node->holes & NODE_MAYBE) ||
           (f->way->drops_unknown && node->holes & NODE_UNKNOWN && parent->kind == NODE_OBJECT);
}

static int append(struct node *to, struct node ***link, struct node *child)
{
    if (!child)
        return -1;
    **link = child;
    *link = &child->next;
    to->child_count++;
    return 0;
}

static int fill_children(const struct filling *f, struct node *to, const struct node *from)
{
    struct node **link = &to->children;
    to->children = NULL;
    to->child_count = 0;
    for (const struct node *at = from->children; at; at = at->next)
        if (!is_dropped(f, from, at) && append(to, &link, fill(f, at)) < 0)
            return -1;
    bool is_open = from->holes & NODE_OPEN && f->way->kind != NODE_NULL;
    if (!is_open)
        return 0;
    to->holes |= NODE_ANSWERS;
    return append(to, &link, stand_in(f, from));
}

/* As deep as documents are. */
static struct node *fill(const struct filling *f, const struct node *node)
{
    struct node *copy = ARENA_NEW(f->arena, struct node);
    if (!copy)
        return NULL;
    *copy = *node;
    copy->next = NULL;
    if (node->holes & NODE_UNKNOWN)
        return become(f, copy) < 0 ? NULL : copy;
    /* What has no holes below it is the same in all of them. */
    if (!(node->holes & (NODE_OPEN | NODE_HOLLOW)))
        return copy;
    return fill_children(f, copy, node) < 0 ? NULL : copy;
}

struct node *holes_fill(const struct node *stream, size_t way, struct arena *arena)
{
    const struct filling filling = { &ways[way], arena };
    return fill(&filling, stream);
}
