/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as JSON: a tree whose places lie within its parents', or an error. */
#include <stdlib.h>

#include "doc/json.h"
#include "target.h"

/* As deep as documents are. */
static void check(const struct node *node, uint64_t begin, uint64_t end)
{
    size_t count = 0;
    if (node->begin < begin || node->end > end || node->begin > node->end || node->line == 0 ||
        node->column == 0)
        abort();
    for (const struct node *child = node->children; child; child = child->next, count++)
        check(child, node->begin, node->end);
    if (count != node->child_count)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size };
    for (int form = JSON_STRICT; form <= JSON_WITH_COMMENTS; form++) {
        struct arena arena = arena_make(1 << 28, false);
        struct node *root = NULL;
        struct veto_error error = { 0 };
        if (json_read(&root, text, (enum json_form)form, &arena, &error) == 0)
            check(root, 0, size);
        else if (error.message[0] == '\0')
            abort();
        arena_release(&arena);
    }
    return 0;
}
