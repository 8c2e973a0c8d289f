/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Charts of Helm: Chart.yaml, values, and what templates say whatever the values are.
 *
 * A template is no YAML. It is read with every action replaced by as many letters, and lines that
 * hold nothing else are blanks; then only what is written down counts, never what is missing, and
 * what stands within a condition is marked. A template that is no YAML even so gives no facts.
 */
#ifndef VETO_AUDIT_LIFT_HELM_H
#define VETO_AUDIT_LIFT_HELM_H

#include "audit/kinds.h"

int helm_unit_lift(struct audit_member *members, size_t count, struct arena *arena,
                   struct veto_error *error);
/* Chart.yaml, Chart.lock, values and templates, by their paths. */
bool helm_is(struct span name, struct span bytes);

#endif
