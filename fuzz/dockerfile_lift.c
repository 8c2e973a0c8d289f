/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes that are a Dockerfile: facts whose places lie within the bytes, or an error. */
#include "audit/lift/dockerfile/dockerfile.h"

#include "doc/dockerfile.h"
#include "document.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct span text = { (const char *)data, size };
    struct node *document = NULL, *facts = NULL;
    struct veto_error error = { 0 };
    if (dockerfile_read(&document, text, &arena, &error) == 0) {
        int result = dockerfile_lift(&facts, document, text, &arena, &error);
        fuzz_check_result(result, facts, &error, size);
    }
    arena_release(&arena);
    return 0;
}
