/* SPDX-License-Identifier: Apache-2.0 */
#include "doc/node.h"

static const struct node *answer_of(const struct node *node)
{
    const struct node *last = node->children;
    while (last && last->next)
        last = last->next;
    return last ? last : node;
}

const struct node *node_member_of(const struct node *object, struct span name)
{
    const struct node *member = object && object->kind == NODE_OBJECT ? object->children : NULL;
    while (member && !span_eq(member->key, name))
        member = member->next;
    return member || !object || !(object->holes & NODE_ANSWERS) ? member : answer_of(object);
}

const struct node *node_last_member_of(const struct node *object, struct span name)
{
    const struct node *member = object && object->kind == NODE_OBJECT ? object->children : NULL;
    while (member && (member->shadowed || !span_eq(member->key, name)))
        member = member->next;
    return member;
}

const char *node_kind_name(enum node_kind kind)
{
    static const char *const names[] = {
        [NODE_NULL] = "nothing",  [NODE_BOOL] = "true or false", [NODE_NUMBER] = "a number",
        [NODE_STRING] = "text",   [NODE_ARRAY] = "a list",       [NODE_OBJECT] = "an object",
    };
    return names[kind];
}
