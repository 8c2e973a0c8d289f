/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/builder.h"

#include "base/cleanup.h"
#include "base/table.h"
#include "doc/members.h"

/* A node while its tree is built. */
struct growing {
    struct node node; /* first: a node that is asked for is the thing that grows */
    struct growing *parent;
    struct node *last;                     /* child */
    struct growing *same_next, *same_last; /* later members with this key */
    uint16_t depth;
    uint8_t mark;
};

static struct growing *growing_of(struct node *node)
{
    return (struct growing *)node;
}

/* ---- Places ---- */

enum { MARK_EVERY = 128 }; /* a mark is a quarter of the bytes that it spares to walk again */

/* The marks between here and `byte` are set while the text is walked for the first time. */
static void walk_marks(struct builder *b, size_t byte)
{
    while (b->mark_count <= byte / MARK_EVERY) {
        if (b->at.byte < b->marks[b->mark_count - 1].byte)
            b->at = b->marks[b->mark_count - 1];
        position_advance_to_byte(&b->at, b->text, b->mark_count * MARK_EVERY);
        b->marks[b->mark_count++] = b->at;
    }
}

/* In any order: who asks for what lies behind goes on from the mark before it. */
static void go_to(struct builder *b, size_t byte)
{
    byte = MIN(byte, b->text.len);
    walk_marks(b, byte);
    const struct position *mark = &b->marks[byte / MARK_EVERY];
    if (mark->byte > byte) /* a mark stands behind the character that it would cut */
        mark--;
    if (byte < b->at.byte || b->at.byte < mark->byte)
        b->at = *mark;
    position_advance_to_byte(&b->at, b->text, byte);
}

/* Most facts stand where the one before them does. */
static inline const struct position *position_of(struct builder *b, size_t byte)
{
    if (byte != b->at.byte)
        go_to(b, byte);
    return &b->at;
}

int builder_fail(struct builder *builder, size_t byte, const char *problem)
{
    const struct position *at = position_of(builder, byte);
    return error_set(builder->error, VETO_ERROR_FORMAT, "%u:%u: %s", at->line, at->column, problem);
}

void builder_set_end(const struct builder *builder, struct node *node, size_t end)
{
    node->end = end + builder->skipped;
}

/* ---- Nodes ---- */

static struct growing *make(struct builder *b, struct growing *parent, enum node_kind kind,
                            size_t begin)
{
    const char *broken = b->budget == 0                                 ? "too many nodes"
                         : parent && parent->depth == BUILDER_MAX_DEPTH ? "nested too deep"
                                                                        : NULL;
    if (broken) {
        builder_fail(b, begin, broken);
        return NULL;
    }
    struct growing *made = arena_alloc(b->arena, sizeof(*made));
    if (!made) {
        error_no_memory(b->error);
        return NULL;
    }
    b->budget--;
    *made = (struct growing) {
        .parent = parent,
        .depth = parent ? (uint16_t)(parent->depth + 1) : 1,
        .node = { .kind = kind, .weight = 1, .height = 1, .text = SPAN_EMPTY },
    };
    return made;
}

static int make_root(struct builder *builder)
{
    struct growing *root = make(builder, NULL, NODE_OBJECT, 0);
    if (!root)
        return -1;
    builder->root = &root->node;
    root->node.line = root->node.column = 1;
    root->node.begin = builder->skipped;
    builder_set_end(builder, builder->root, builder->text.len);
    return 0;
}

int builder_start(struct builder *builder, struct span text, enum builder_repeated repeated,
                  struct arena *arena, struct veto_error *error)
{
    size_t skipped = encoding_mark(text);
    text = span_from(text, skipped);
    if (encoding_check(text, error) < 0)
        return -1;
    const char *copy = arena_strndup(arena, text.data, text.len);
    if (!copy)
        return error_no_memory(error);
    *builder = (struct builder) {
        .text = { copy, text.len },
        .skipped = skipped,
        .repeated = repeated,
        .arena = arena,
        .error = error,
        .at = position_start(),
        .marks = ARENA_ARRAY(arena, text.len / MARK_EVERY + 1, struct position),
        .mark_count = 1,
        .budget = BUILDER_MAX_NODES,
    };
    if (!builder->marks)
        return error_no_memory(error);
    builder->marks[0] = position_start();
    return make_root(builder);
}

int builder_again(struct builder *builder, struct arena *arena)
{
    builder->arena = arena;
    builder->budget = BUILDER_MAX_NODES;
    return make_root(builder);
}

void builder_by_hand(struct builder *builder)
{
    builder->budget = BUILDER_MAX_BY_HAND;
}

static void append(struct growing *parent, struct growing *child)
{
    if (parent->last)
        parent->last->next = &child->node;
    else
        parent->node.children = &child->node;
    parent->last = &child->node;
    parent->node.child_count++;
}

static void set_place(struct builder *b, struct node *node, size_t begin)
{
    const struct position *at = position_of(b, begin);
    node->line = at->line;
    node->column = at->column;
}

static void set_key(struct builder *b, struct node *node, struct builder_key key)
{
    const struct position *at = position_of(b, key.begin);
    node->key = key.text;
    node->key_line = at->line;
    node->key_column = at->column;
}

struct node *builder_add(struct builder *builder, struct node *parent, struct builder_key key,
                         enum node_kind kind, size_t begin, size_t end)
{
    struct growing *made = make(builder, growing_of(parent), kind, begin);
    if (!made)
        return NULL;
    struct node *node = &made->node;
    bool is_member = parent->kind == NODE_OBJECT;
    /* A key may stand inside of its value, as in `[section]`: the earlier of the two goes first. */
    bool value_first = !is_member || begin < key.begin;
    if (value_first)
        set_place(builder, node, begin);
    if (is_member)
        set_key(builder, node, key);
    if (!value_first)
        set_place(builder, node, begin);
    node->begin = begin + builder->skipped;
    builder_set_end(builder, node, end);
    if (kind != NODE_ARRAY && kind != NODE_OBJECT)
        node->text = span_sub(builder->text, begin, end - begin);
    append(growing_of(parent), made);
    return node;
}

int builder_add_text(struct builder *builder, struct node *parent, struct builder_key key,
                     struct span text, size_t begin, size_t end)
{
    struct node *node = builder_add(builder, parent, key, NODE_STRING, begin, end);
    if (!node)
        return -1;
    node->text = text;
    return 0;
}

uint8_t *builder_mark(struct node *node)
{
    return &growing_of(node)->mark;
}

struct node *builder_last(struct node *node)
{
    return growing_of(node)->last;
}

int builder_keep(struct builder *builder, const struct buf *scratch, struct span *out)
{
    struct span text = buf_span(scratch);
    const char *copy = scratch->failed ? NULL : arena_strndup(builder->arena, text.data, text.len);
    if (!copy)
        return error_no_memory(builder->error);
    *out = (struct span) { copy, text.len };
    return 0;
}

/* ---- Finishing ---- */

/* Takes every member whose key an earlier one has out of the object, and hangs it to that one. */
static int chain_repeated(struct growing *object)
{
    cleanup(table_release) struct table seen;
    table_init(&seen);
    struct node **link = &object->node.children;
    while (*link) {
        struct growing *member = growing_of(*link), *first = table_get(&seen, member->node.key);
        if (!first) {
            if (table_set(&seen, member->node.key, member) < 0)
                return -1;
            link = &member->node.next;
            continue;
        }
        *link = member->node.next;
        member->node.next = NULL;
        if (first->same_last)
            first->same_last->same_next = member;
        else
            first->same_next = member;
        first->same_last = member;
        object->node.child_count--;
    }
    return 0;
}

static void fold_children(struct node *node)
{
    for (const struct node *child = node->children; child; child = child->next) {
        node->weight += child->weight;
        node->height = MAX(node->height, (uint16_t)(child->height + 1));
        node->end = MAX(node->end, child->end);
    }
}

/* The array that stands where the first of its elements stood. */
static struct node *gathered(struct builder *b, struct growing *first)
{
    struct growing *array = make(b, NULL, NODE_ARRAY, 0);
    if (!array)
        return NULL;
    struct node *node = &array->node;
    *node = (struct node) {
        .kind = NODE_ARRAY,
        .weight = 1,
        .height = 1,
        .line = first->node.line,
        .column = first->node.column,
        .begin = first->node.begin,
        .end = first->node.end,
        .key = first->node.key,
        .key_line = first->node.key_line,
        .key_column = first->node.key_column,
        .next = first->node.next,
    };
    first->node.next = NULL;
    for (struct growing *element = first; element; element = element->same_next)
        append(array, element);
    fold_children(node);
    return node;
}

static int gather(struct builder *b, struct growing *object)
{
    if (object->node.child_count < 2)
        return 0;
    if (chain_repeated(object) < 0)
        return error_no_memory(b->error);
    for (struct node **link = &object->node.children; *link; link = &(*link)->next) {
        struct growing *first = growing_of(*link);
        if (!first->same_next)
            continue;
        struct node *array = gathered(b, first);
        if (!array)
            return -1;
        *link = array;
    }
    return 0;
}

/* What can only be known once all children are complete. */
static int complete(struct builder *b, struct growing *growing)
{
    struct node *node = &growing->node;
    if (node->kind == NODE_OBJECT && b->repeated == BUILDER_GATHERS && gather(b, growing) < 0)
        return -1;
    if (node->kind == NODE_OBJECT && b->repeated == BUILDER_MARKS &&
        members_mark_duplicates(node) < 0)
        return error_no_memory(b->error);
    fold_children(node);
    return 0;
}

static struct growing *first_leaf(struct growing *growing)
{
    while (growing->node.children)
        growing = growing_of(growing->node.children);
    return growing;
}

int builder_finish(struct builder *builder, struct node **out)
{
    struct growing *root = growing_of(builder->root);
    for (struct growing *at = first_leaf(root); at;) {
        /* Completing the parent may change the links between its children, but not before. */
        struct growing *next = at->node.next ? first_leaf(growing_of(at->node.next)) : at->parent;
        if (complete(builder, at) < 0)
            return -1;
        at = next;
    }
    *out = builder->root;
    return 0;
}
