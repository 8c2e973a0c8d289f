/* SPDX-License-Identifier: Apache-2.0 */
/* The first byte chooses a service: facts whose places lie within the rest, or an error. */
#include "audit/kinds.h"
#include "document.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct node *facts = NULL;
    struct veto_error error = { 0 };
    const struct audit_kind *kind = &audit_kinds[size ? data[0] % AUDIT_KINDS : 0];
    if (size && kind->service) {
        struct span text = { (const char *)data + 1, size - 1 };
        int result = audit_kind_lift(kind, &facts, span_of(kind->usual_name), text, &arena, &error);
        if (result != 0 || facts)
            fuzz_check_result(result, facts, &error, size - 1);
    }
    arena_release(&arena);
    return 0;
}
