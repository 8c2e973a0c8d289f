/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Any bytes as a workflow or an action, and as several that call each other: facts whose places lie
 * within the bytes, or an error.
 */
#include "audit/lift/github_actions/calls.h"
#include "audit/lift/github_actions/github_actions.h"

#include "document.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct span text = { (const char *)data, size };
    struct node *facts = NULL;
    struct veto_error error = { 0 };
    int result = github_actions_lift(&facts, text, &arena, &error);
    fuzz_check_result(result, facts, &error, size);
    arena_reset(&arena);
    facts = NULL;
    error = (struct veto_error) { 0 };
    result = github_actions_calls_lift_alone(&facts, text, &arena, &error);
    /* Where no document is an object there are no facts. */
    if (result != 0 || facts)
        fuzz_check_result(result, facts, &error, size);
    arena_release(&arena);
    return 0;
}
