/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/holes_parts.h"

int holes_lift(struct node **facts, struct node *stream, const struct template *template,
               struct span text, holes_lifter *lift, struct arena *arena, struct veto_error *error)
{
    struct hole_ranges ranges;
    struct node *made, *other;
    if (holes_mark(stream, template, text, &ranges, arena) < 0)
        return error_no_memory(error);
    if (lift(&made, stream, text, arena, error) < 0)
        return -1;
    for (size_t way = 0; way < HOLES_WAYS; way++) {
        const struct node *filled = holes_fill(stream, way, arena);
        if (!filled)
            return error_no_memory(error);
        if (lift(&other, filled, text, arena, error) < 0)
            return -1;
        holes_compare(made, other, &ranges);
    }
    holes_place(made, &ranges);
    *facts = made;
    return 0;
}
