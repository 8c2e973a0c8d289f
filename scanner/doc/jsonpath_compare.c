/* SPDX-License-Identifier: Apache-2.0 */
/* Equality and order of values: RFC 9535 §2.3.5.2.2. */
#include "doc/jsonpath_evaluation.h"
#include "doc/number.h"

/* Comparing this many bytes is as much work as visiting a node. */
enum { BYTES_PER_WORK = 32 };

static int nodes_equal(struct evaluation *e, const struct node *a, const struct node *b, bool *out);

static int charge_text(struct evaluation *e, const struct node *a, const struct node *b)
{
    return evaluation_charge(e, 1 + MAX(a->text.len, b->text.len) / BYTES_PER_WORK);
}

/* ---- Numbers ---- */

/* False where it is no number. */
static bool value_number(const struct value *value, struct number *out)
{
    if (value->kind == VALUE_COUNT)
        number_from_count(out, value->count);
    else if (value->kind == VALUE_NODE && value->node->kind == NODE_NUMBER)
        number_read(out, value->node->text);
    else
        return false;
    return true;
}

static bool numbers_ordered(const struct value *a, const struct value *b, int *order)
{
    struct number left, right;
    return value_number(a, &left) && value_number(b, &right) &&
           number_compare(&left, &right, order);
}

/* ---- Containers: as deep as documents are ---- */

static int arrays_equal(struct evaluation *e, const struct node *a, const struct node *b, bool *out)
{
    const struct node *left = a->children, *right = b->children;
    *out = a->child_count == b->child_count;
    for (; *out && left && right; left = left->next, right = right->next)
        if (nodes_equal(e, left, right, out) < 0)
            return -1;
    return 0;
}

static const struct node *skip_shadowed(const struct node *member)
{
    while (member && member->shadowed)
        member = member->next;
    return member;
}

/* `*guess` is the member of `object` that should have the key if both have the same order. */
static int find_member(struct evaluation *e, const struct node *object, struct span key,
                       const struct node **guess)
{
    if (*guess && span_eq((*guess)->key, key))
        return 0;
    if (evaluation_charge(e, object->child_count) < 0)
        return -1;
    *guess = skip_shadowed(object->children);
    while (*guess && !span_eq((*guess)->key, key))
        *guess = skip_shadowed((*guess)->next);
    return 0;
}

static size_t count_members(const struct node *object)
{
    size_t count = 0;
    for (const struct node *member = object->children; member; member = member->next)
        count += !member->shadowed;
    return count;
}

static int objects_equal(struct evaluation *e, const struct node *a, const struct node *b,
                         bool *out)
{
    *out = count_members(a) == count_members(b);
    const struct node *twin = skip_shadowed(b->children);
    for (const struct node *member = skip_shadowed(a->children); *out && member;
         member = skip_shadowed(member->next)) {
        if (find_member(e, b, member->key, &twin) < 0)
            return -1;
        *out = twin != NULL;
        if (twin && nodes_equal(e, member, twin, out) < 0)
            return -1;
        twin = twin ? skip_shadowed(twin->next) : NULL;
    }
    return 0;
}

static int nodes_equal(struct evaluation *e, const struct node *a, const struct node *b, bool *out)
{
    struct value left = value_of(a), right = value_of(b);
    int order = 0;
    *out = false;
    if (a->kind != b->kind)
        return 0;
    if (charge_text(e, a, b) < 0)
        return -1;
    switch (a->kind) {
    case NODE_ARRAY:
        return arrays_equal(e, a, b, out);
    case NODE_OBJECT:
        return objects_equal(e, a, b, out);
    case NODE_NUMBER:
        *out = numbers_ordered(&left, &right, &order) && order == 0;
        return 0;
    case NODE_BOOL:
        *out = a->truth == b->truth;
        return 0;
    default:
        *out = a->kind == NODE_NULL || span_eq(a->text, b->text);
        return 0;
    }
}

/* ---- Values ---- */

int values_equal(struct evaluation *e, const struct value *a, const struct value *b, bool *out)
{
    int order = 0;
    if (a->kind == VALUE_NODE && b->kind == VALUE_NODE)
        return nodes_equal(e, a->node, b->node, out);
    if (a->kind == VALUE_NOTHING || b->kind == VALUE_NOTHING)
        *out = a->kind == b->kind;
    else
        *out = numbers_ordered(a, b, &order) && order == 0;
    return 0;
}

static bool is_text(const struct value *value)
{
    return value->kind == VALUE_NODE && value->node->kind == NODE_STRING;
}

/* UTF-8 orders as the code points do. */
int values_less(struct evaluation *e, const struct value *a, const struct value *b, bool *out)
{
    int order = 0;
    if (a->kind == VALUE_NODE && b->kind == VALUE_NODE && charge_text(e, a->node, b->node) < 0)
        return -1;
    if (is_text(a) && is_text(b))
        *out = span_compare(a->node->text, b->node->text) < 0;
    else
        *out = numbers_ordered(a, b, &order) && order < 0;
    return 0;
}
