/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as `Key value` lines: a tree whose places lie within the bytes, or an error. */
#include "doc/keyvalue.h"

#include "document.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct node *root = NULL;
    struct veto_error error = { 0 };
    int result = keyvalue_read(&root, (struct span) { (const char *)data, size }, &arena, &error);
    fuzz_check_result(result, root, &error, size);
    arena_release(&arena);
    return 0;
}
