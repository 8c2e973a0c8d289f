/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as INI, .properties and .env: a tree whose places lie within the bytes, or an error. */
#include "doc/ini.h"

#include "document.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = { (const char *)data, size };
    for (int form = INI_SECTIONS; form <= INI_ENV; form++) {
        struct arena arena = arena_make(1 << 28, false);
        struct node *root = NULL;
        struct veto_error error = { 0 };
        int result = ini_read(&root, text, (enum ini_form)form, &arena, &error);
        fuzz_check_result(result, root, &error, size);
        arena_release(&arena);
    }
    return 0;
}
