/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes that are the description of an image: facts within the bytes, or an error. */
#include "audit/lift/image/image.h"

#include "document.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct span text = { (const char *)data, size };
    struct node *facts = NULL;
    struct veto_error error = { 0 };
    int result = image_lift(&facts, text, &arena, &error);
    fuzz_check_result(result, facts, &error, size);
    arena_release(&arena);
    return 0;
}
