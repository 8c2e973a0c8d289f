/* SPDX-License-Identifier: Apache-2.0 */
/* What holds of every tree that doc/builder.h made: places within the bytes, counts that agree. */
#ifndef VETO_FUZZ_DOCUMENT_H
#define VETO_FUZZ_DOCUMENT_H

#include <stdlib.h>

#include "doc/node.h"

/* As deep as documents are. The weight of the subtree is returned. */
static inline uint32_t fuzz_check_tree(const struct node *node, uint64_t size)
{
    size_t count = 0;
    uint32_t weight = 1;
    if (node->begin > node->end || node->end > size || node->line == 0 || node->column == 0)
        abort();
    for (const struct node *child = node->children; child; child = child->next, count++)
        weight += fuzz_check_tree(child, size);
    if (count != node->child_count || weight != node->weight)
        abort();
    return weight;
}

static inline void fuzz_check_result(int result, const struct node *root,
                                     const struct veto_error *error, uint64_t size)
{
    if (result == 0)
        fuzz_check_tree(root, size);
    else if (error->message[0] == '\0')
        abort();
}

#endif
