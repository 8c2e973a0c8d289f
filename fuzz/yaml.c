/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as YAML: a tree whose places lie within the bytes, or an error. */
#include <stdlib.h>

#include "doc/yaml.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct node *root = NULL;
    struct veto_error error = { 0 };
    if (yaml_read(&root, (struct span) { (const char *)data, size }, &arena, &error) == 0) {
        for (const struct node *document = root->children; document; document = document->next)
            if (document->begin > document->end || document->end > size)
                abort();
    } else if (error.message[0] == '\0') {
        abort();
    }
    arena_release(&arena);
    return 0;
}
