/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a configuration of gitleaks: refused with a place, or a pack that loads. */
#include <stdio.h>
#include <stdlib.h>

#include "authoring/import.h"
#include "rule/load.h"
#include "target.h"

static void load(struct span pack)
{
    struct arena arena = arena_make(1 << 28, false);
    struct rule_set set = { 0 };
    struct veto_error error = { 0 };
    if (rule_load_text(&set, "pack.yaml", pack, &arena, NULL, NULL, &error) < 0)
        abort();
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size };
    struct veto_error error = { 0 };
    char *pack = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&pack, &len);
    if (!to)
        abort();
    int count = import_text("fuzz.toml", text, to, NULL, NULL, &error);
    fclose(to);
    if (count < 0 && strncmp(error.message, "fuzz.toml:", 10) != 0 &&
        error.code != VETO_ERROR_MEMORY)
        abort();
    if (count >= 0)
        load((struct span) { pack, len });
    free(pack);
    return 0;
}
