/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a project in one file: its pipelines, services and documents, told and joined. */
#include <stdlib.h>

#include "audit/project/project.h"

#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct node *facts = NULL;
    struct veto_error error = { 0 };
    int result = project_lift(&facts, (struct span) { (const char *)data, size }, &arena, &error);
    if (result == 0 && !facts)
        abort();
    if (result < 0 && error.message[0] == '\0')
        abort();
    arena_release(&arena);
    return 0;
}
