/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Facts of nginx' configuration: `directives` one by one, `blocks` with the headers that they add,
 * `http`, `servers` and `locations` with what is in effect in them. A directive is inherited where
 * a block has none of that name; what an `include` may set is left out.
 */
#ifndef VETO_AUDIT_LIFT_NGINX_H
#define VETO_AUDIT_LIFT_NGINX_H

#include "doc/node.h"

/* By its path and by what it begins with: a folder of nginx holds other files too. */
bool nginx_is(struct span name, struct span bytes);

int nginx_lift(struct node **facts, struct span text, struct arena *arena,
               struct veto_error *error);

#endif
