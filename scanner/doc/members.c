/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/members.h"

#include "base/cleanup.h"
#include "base/table.h"

/* Up to here, comparing all pairs is faster than hashing. */
enum { FEW_MEMBERS = 32 };

void node_link(struct node *container, struct node *last, struct node *child)
{
    if (last)
        last->next = child;
    else
        container->children = child;
    container->child_count++;
    container->weight += child->weight;
    container->height = MAX(container->height, (uint16_t)(child->height + 1));
}

/* One of 64: keys of different ones are different. */
static uint64_t bit_of_key(struct span key)
{
    unsigned char first = key.len ? (unsigned char)key.data[0] : 0;
    unsigned char last = key.len ? (unsigned char)key.data[key.len - 1] : 0;
    return UINT64_C(1) << ((first * 7u + last * 13u + key.len) & 63u);
}

/* Mostly no two are alike, and mostly that is seen at once. */
static bool may_repeat(const struct node *object)
{
    uint64_t seen = 0;
    for (const struct node *member = object->children; member; member = member->next) {
        uint64_t bit = bit_of_key(member->key);
        if (seen & bit)
            return true;
        seen |= bit;
    }
    return false;
}

static void mark_few(struct node *object)
{
    if (!may_repeat(object))
        return;
    for (struct node *member = object->children; member; member = member->next)
        for (struct node *later = member->next; later; later = later->next)
            if (span_eq(member->key, later->key))
                member->shadowed = later->duplicate = true;
}

/* Fills `seen` with the members' keys, marking duplicates on the way. */
static int index_members(struct node *object, struct table *seen)
{
    for (struct node *member = object->children; member; member = member->next) {
        struct node *earlier = table_get(seen, member->key);
        if (earlier)
            earlier->shadowed = member->duplicate = true;
        if (table_set(seen, member->key, member) < 0)
            return -1;
    }
    return 0;
}

int members_mark_duplicates(struct node *object)
{
    if (object->child_count <= FEW_MEMBERS) {
        mark_few(object);
        return 0;
    }
    cleanup(table_release) struct table seen;
    table_init(&seen);
    return index_members(object, &seen);
}

bool members_can_merge(const struct node *value)
{
    if (value->kind != NODE_ARRAY)
        return value->kind == NODE_OBJECT;
    for (const struct node *element = value->children; element; element = element->next)
        if (element->kind != NODE_OBJECT)
            return false;
    return true;
}

struct merge {
    struct node *object, *last;
    struct table seen;
    struct arena *arena;
    size_t *budget;
};

static int merge_object(struct merge *merge, const struct node *source)
{
    for (const struct node *member = source->children; member; member = member->next) {
        if (member->shadowed || table_get(&merge->seen, member->key))
            continue;
        struct node *copy = ARENA_NEW(merge->arena, struct node);
        if (!copy || member->weight > *merge->budget)
            return -1;
        *merge->budget -= member->weight;
        *copy = *member;
        copy->next = NULL;
        copy->duplicate = false;
        if (table_set(&merge->seen, copy->key, copy) < 0)
            return -1;
        node_link(merge->object, merge->last, copy);
        merge->last = copy;
    }
    return 0;
}

static int merge_all(struct merge *merge, const struct node *sources)
{
    for (const struct node *source = sources; source; source = source->next) {
        if (source->kind == NODE_OBJECT && merge_object(merge, source) < 0)
            return -1;
        const struct node *element = source->kind == NODE_ARRAY ? source->children : NULL;
        for (; element; element = element->next)
            if (merge_object(merge, element) < 0)
                return -1;
    }
    return 0;
}

int members_merge(struct node *object, const struct node *sources, struct arena *arena,
                  size_t *budget)
{
    struct merge merge = { .object = object, .arena = arena, .budget = budget };
    for (struct node *member = object->children; member; member = member->next)
        merge.last = member;
    table_init(&merge.seen);
    int result = index_members(object, &merge.seen);
    if (result == 0)
        result = merge_all(&merge, sources);
    table_release(&merge.seen);
    return result;
}
