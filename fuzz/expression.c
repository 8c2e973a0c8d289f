/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an expression: a bounded tree that can be checked, or a place where it stops. */
#include "audit/lift/expression/check.h"
#include "audit/lift/expression/taint.h"

#include <stdlib.h>

#include "target.h"

static void check_tree(const struct expression *e, size_t size)
{
    size_t count = 0;
    if (e->begin > size || e->height == 0 || e->height > EXPRESSION_MAX_DEPTH)
        abort();
    for (const struct expression *one = e->first; one; one = one->next, count++)
        check_tree(one, size);
    if (count != e->count)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = arena_make(1 << 28, false);
    struct span text = { (const char *)data, size };
    size_t stopped = 0;
    const struct expression *e = expression_parse(text, &arena, &stopped);
    if (e) {
        struct expression_scope scope = { .arena = &arena, .known = (1u << CONTEXT_COUNT) - 1 };
        check_tree(e, size);
        expression_contexts(&scope, &type_any);
        expression_check(&scope, e);
        expression_is_constant(e);
        expression_taint_of(e, NULL, NULL);
    } else if (stopped > size) {
        abort();
    }
    size_t end = expression_end(text);
    if (end != SIZE_MAX && end + 2 > size)
        abort();
    arena_release(&arena);
    return 0;
}
