/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as objects of Kubernetes: facts whose places lie within the bytes, or an error. */
#include "audit/lift/kubernetes/kubernetes.h"

#include "document.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct span text = { (const char *)data, size };
    struct node *facts = NULL;
    struct veto_error error = { 0 };
    int result = kubernetes_lift(&facts, text, &arena, &error);
    fuzz_check_result(result, facts, &error, size);
    arena_release(&arena);
    return 0;
}
