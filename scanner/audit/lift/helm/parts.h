/* SPDX-License-Identifier: Apache-2.0 */
/* A template as the lifter of charts reads it; nothing outside it includes this. */
#ifndef VETO_AUDIT_LIFT_HELM_PARTS_H
#define VETO_AUDIT_LIFT_HELM_PARTS_H

#include "base/arena.h"
#include "base/span.h"

struct helm_action {
    size_t begin, end;
    int depth; /* of conditions and loops that hold behind it */
};

struct helm_template {
    struct span text; /* as long as the template, without actions */
    const struct helm_action *actions;
    size_t count;
};

/* Negative without memory. */
int helm_template_read(struct helm_template *template, struct span text, struct arena *arena);
/* Is any of these bytes filled in later? */
bool helm_is_hole(const struct helm_template *template, size_t begin, size_t end);
/* Does a condition, a loop or a definition hold there? */
bool helm_is_conditional(const struct helm_template *template, size_t at);

#endif
