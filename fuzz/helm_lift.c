/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a template, and as values: facts whose places lie within the bytes, or none. */
#include "audit/lift/helm/helm.h"

#include "document.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct span text = { (const char *)data, size };
    struct audit_member members[] = {
        { .name = SPAN("templates/a.yaml"), .bytes = text },
        { .name = SPAN("values.yaml"), .bytes = text },
        { .name = SPAN("Chart.yaml"), .bytes = text },
    };
    struct veto_error error = { 0 };
    if (helm_unit_lift(members, ARRAY_SIZE(members), &arena, &error) == 0)
        for (size_t i = 0; i < ARRAY_SIZE(members); i++)
            if (members[i].facts)
                fuzz_check_result(0, members[i].facts, &error, size);
    arena_release(&arena);
    return 0;
}
