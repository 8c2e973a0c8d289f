/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/shell/shell.h"

#include "audit/lift/shell/facts.h"

static size_t same(const void *context, size_t at)
{
    (void)context;
    return at;
}

int shell_lift(struct node **out, struct span text, struct arena *arena, struct veto_error *error)
{
    struct put put;
    struct shell_script script;
    struct shell_summary summary = { .commands = 0 };
    struct shell_surroundings nothing = { .is_mounted = NULL };
    if (put_start(&put, text, arena, error) < 0)
        return -1;
    put_bound(&put);
    struct node *root = put.builder.root;
    struct place at = { 0, 0 };
    if (shell_read(&script, put.builder.text, (struct shell_setting) { .pipefail = false }, arena,
                   error) < 0)
        return -1;
    put_bool(&put, root, "errexit", script.errexit, at);
    put_bool(&put, root, "pipefail", script.pipefail, at);
    if (shell_facts(&put, root, &script, (struct shell_source) { same, NULL }, &nothing, at,
                    &summary) < 0)
        return -1;
    return put_finish(&put, out);
}
