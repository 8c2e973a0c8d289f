/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/expression/type.h"

enum {
    MAX_MEMBERS = 300, /* of an object: looked through one by one */
    MAX_ELEMENTS = 300,
    MAX_NESTING = 12,
};

const struct type type_any = { .kind = TYPE_ANY };
const struct type type_null = { .kind = TYPE_NULL };
const struct type type_bool = { .kind = TYPE_BOOL };
const struct type type_number = { .kind = TYPE_NUMBER };
const struct type type_string = { .kind = TYPE_STRING };
const struct type type_strings = { .kind = TYPE_OBJECT, .rest = &type_string };
const struct type type_anything = { .kind = TYPE_OBJECT, .rest = &type_any };

const struct type *type_array(struct arena *arena, const struct type *element)
{
    struct type *array = ARENA_NEW(arena, struct type);
    if (!array)
        return &type_any;
    array->kind = TYPE_ARRAY;
    array->rest = element;
    return array;
}

struct type *type_object(struct arena *arena, const struct type *rest)
{
    struct type *object = ARENA_NEW(arena, struct type);
    if (!object)
        return NULL;
    object->kind = TYPE_OBJECT;
    object->rest = rest;
    return object;
}

void type_add(struct arena *arena, struct type *object, struct span name, const struct type *type)
{
    if (!object)
        return;
    struct type_member *member =
            object->member_count < MAX_MEMBERS ? ARENA_NEW(arena, struct type_member) : NULL;
    if (!member) {
        object->rest = &type_any;
        return;
    }
    *member = (struct type_member) { name, type, object->members };
    object->members = member;
    object->member_count++;
}

const struct type *type_member(const struct type *object, struct span name)
{
    for (const struct type_member *at = object->members; at; at = at->next)
        if (span_eq_nocase(at->name, name))
            return at->type;
    return object->rest;
}

/* ---- One or the other ---- */

static const struct type *merge(struct arena *arena, const struct type *a, const struct type *b,
                                size_t depth);

static const struct type *merge_objects(struct arena *arena, const struct type *a,
                                        const struct type *b, size_t depth)
{
    const struct type *rest = a->rest && b->rest ? merge(arena, a->rest, b->rest, depth)
                              : a->rest          ? a->rest
                                                 : b->rest;
    struct type *both = type_object(arena, rest);
    if (!both)
        return &type_any;
    for (const struct type_member *at = a->members; at; at = at->next) {
        const struct type *other = type_member(b, at->name);
        type_add(arena, both, at->name, other ? merge(arena, at->type, other, depth) : at->type);
    }
    for (const struct type_member *at = b->members; at; at = at->next)
        if (!a->members || type_member(a, at->name) == a->rest)
            type_add(arena, both, at->name, at->type);
    return both;
}

static const struct type *merge(struct arena *arena, const struct type *a, const struct type *b,
                                size_t depth)
{
    if (a == b)
        return a;
    if (a->kind != b->kind || depth > MAX_NESTING)
        return &type_any;
    if (a->kind == TYPE_ARRAY)
        return type_array(arena, merge(arena, a->rest, b->rest, depth + 1));
    if (a->kind == TYPE_OBJECT)
        return merge_objects(arena, a, b, depth + 1);
    return a;
}

const struct type *type_merge(struct arena *arena, const struct type *a, const struct type *b)
{
    return merge(arena, a, b, 0);
}

/* ---- Comparing ---- */

bool type_can_equal(const struct type *a, const struct type *b)
{
    for (; a->kind == TYPE_ARRAY && b->kind == TYPE_ARRAY; a = a->rest, b = b->rest)
        continue;
    if (a->kind == TYPE_ANY || b->kind == TYPE_ANY || a->kind == TYPE_NULL || b->kind == TYPE_NULL)
        return true;
    if (type_is_composed(a) || type_is_composed(b))
        return a->kind == b->kind;
    return true;
}

/* ---- Of what stands in a file ---- */

static const struct type *of_node(const struct type_reader *reader, const struct node *node,
                                  size_t depth)
{
    static const struct type *const scalars[] = {
        [NODE_NULL] = &type_null,     [NODE_BOOL] = &type_bool, [NODE_NUMBER] = &type_number,
        [NODE_STRING] = &type_string, [NODE_ARRAY] = &type_any, [NODE_OBJECT] = &type_any,
    };
    if (depth > MAX_NESTING)
        return &type_any;
    if (node->kind == NODE_STRING && reader->of_text) {
        const struct type *type = reader->of_text(reader->context, node);
        return type ? type : &type_string;
    }
    if (node->kind == NODE_ARRAY) {
        const struct type *element = NULL;
        size_t count = 0;
        for (const struct node *one = node->children; one; one = one->next) {
            const struct type *type =
                    count++ < MAX_ELEMENTS ? of_node(reader, one, depth + 1) : &type_any;
            element = element ? type_merge(reader->arena, element, type) : type;
            if (element->kind == TYPE_ANY)
                break;
        }
        return type_array(reader->arena, element ? element : &type_any);
    }
    if (node->kind != NODE_OBJECT)
        return scalars[node->kind];
    struct type *object = type_object(reader->arena, NULL);
    size_t count = 0;
    for (const struct node *one = node->children; one && count < MAX_MEMBERS; one = one->next)
        type_add(reader->arena, object, one->key,
                 count++ < MAX_MEMBERS ? of_node(reader, one, depth + 1) : &type_any);
    if (object && count == MAX_MEMBERS)
        object->rest = &type_any;
    return object ? object : &type_any;
}

const struct type *type_of_node(const struct type_reader *reader, const struct node *node)
{
    return of_node(reader, node, 0);
}
