/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a rule pack: loaded, or refused with a place. */
#include <stdlib.h>

#include "rule/load.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct rule_set set = { 0 };
    struct veto_error error = { 0 };
    if (rule_load_text(&set, "fuzz.yaml", (struct span) { (const char *)data, size }, &arena, NULL,
                       NULL, &error) < 0 &&
        strncmp(error.message, "fuzz.yaml", 9) != 0)
        abort();
    arena_release(&arena);
    return 0;
}
