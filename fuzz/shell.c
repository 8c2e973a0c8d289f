/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as shell text: commands whose places lie within the bytes, installs among them. */
#include <stdlib.h>

#include "doc/install.h"

#include "target.h"

static void check_command(const struct shell_command *command, size_t size)
{
    if (command->begin > command->end || command->end > size)
        abort();
    for (size_t i = 0; i < command->word_count; i++)
        if (command->words[i].begin > command->words[i].end || command->words[i].end > size)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct veto_error error = { 0 };
    struct shell_script script;
    struct install install;
    size_t count = 0;
    if (shell_read(&script, (struct span) { (const char *)data, size },
                   (struct shell_setting) { 0 }, &arena, &error) == 0) {
        for (const struct shell_command *at = script.commands; at; at = at->next, count++)
            if (check_command(at, size), install_read(&install, at, &arena, &error) < 0)
                break;
        if (count != script.count && !arena_failed(&arena))
            abort();
    }
    arena_release(&arena);
    return 0;
}
