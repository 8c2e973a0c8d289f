/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the objects of one deployment unit say of each other: who selects whom, which references
 * lead nowhere, what is missing in a namespace. A unit is a folder, or all below a kustomization or
 * a chart.
 *
 * Where a file of the unit could not be read, or something comes from outside of it, no absence is
 * a fact.
 */
#ifndef VETO_AUDIT_LIFT_KUBERNETES_UNIT_H
#define VETO_AUDIT_LIFT_KUBERNETES_UNIT_H

#include "audit/kinds.h"

int kubernetes_unit_lift(struct audit_member *members, size_t count, struct arena *arena,
                         struct veto_error *error);
/* Objects, and the files that hold a unit together. */
bool kubernetes_unit_is(struct span name, struct span bytes);

#endif
