/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/names.h"

#include <stdlib.h>

void names_make(struct names *names, struct put *put, size_t most)
{
    *names = (struct names) { .items = NULL };
    if (!most)
        return;
    names->items = ARENA_ARRAY(put->builder.arena, most, struct named);
    put->failed |= !names->items;
}

void names_add(struct names *names, struct span name, const struct node *node)
{
    if (names->items)
        names->items[names->count++] = (struct named) { name, node };
}

void names_add_members(struct names *names, const struct node *object)
{
    bool is_object = object && object->kind == NODE_OBJECT;
    for (const struct node *at = is_object ? object->children : NULL; at; at = at->next)
        if (!at->shadowed)
            names_add(names, at->key, at);
}

static int by_name(const void *a, const void *b)
{
    const struct named *x = a, *y = b;
    return span_compare(x->name, y->name);
}

void names_sort(struct names *names)
{
    if (names->count > 1)
        qsort(names->items, names->count, sizeof(*names->items), by_name);
}

const struct node *names_find(const struct names *names, struct span name)
{
    const struct named wanted = { .name = name };
    if (!names->count)
        return NULL;
    const struct named *found =
            bsearch(&wanted, names->items, names->count, sizeof(*names->items), by_name);
    return found ? found->node : NULL;
}
