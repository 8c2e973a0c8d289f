/* SPDX-License-Identifier: Apache-2.0 */
/* What the joins of a deployment unit share; nothing outside them includes this. */
#ifndef VETO_AUDIT_LIFT_KUBERNETES_JOIN_H
#define VETO_AUDIT_LIFT_KUBERNETES_JOIN_H

#include "audit/lift/kubernetes/parts.h"

struct unit_object {
    const struct node *object;
    size_t member; /* file of the unit */
    struct span kind, name, space;
    const struct node *pod;    /* that it makes; NULL: none */
    struct names labels;       /* of its pods, or of a Service itself */
    struct names ports;        /* that the containers of its pods declare, by number and by name */
    struct names data;         /* of a ConfigMap or a Secret */
    bool of_kubelet;           /* a part of the control plane */
};

struct deployment {
    struct unit_object *objects;
    size_t count;
    bool complete; /* nothing of it is missing here */
    bool placed;   /* a kustomization says which namespace it goes to */
    const struct unit_object *unplaced; /* the first that names none; NULL: all do */
};

struct joining {
    struct put *put;
    const struct deployment *unit;
    const struct unit_object *self;
    struct node *root;
};

/* Of one namespace, as far as is known: who names none may be put anywhere. */
bool unit_same_space(const struct unit_object *a, const struct unit_object *b);
bool unit_has(const struct deployment *unit, const char *kind);
/* NULL where there is none of that kind and name where `from` would look for it. */
const struct unit_object *unit_find(const struct deployment *unit, const struct unit_object *from,
                                    const char *kind, struct span name);
/* How many objects with pods the selector of `from` selects. */
size_t unit_count_selected(const struct deployment *unit, const struct unit_object *from,
                           const struct node *selector);
/* Of how many of that kind the selector at `path` selects the pods of `pods`. */
size_t unit_count_selecting(const struct deployment *unit, const struct unit_object *pods,
                            const char *kind, const char *path);
/* Where there are none in its namespace, what is selected lives elsewhere. */
bool unit_has_pods(const struct deployment *unit, const struct unit_object *from);

void join_services(const struct joining *j);
void join_ingresses(const struct joining *j);
void join_monitors(const struct joining *j);
void join_policies(const struct joining *j);
void join_pods(const struct joining *j);
void join_references(const struct joining *j);
void join_scaling(const struct joining *j);
void join_stateful(const struct joining *j);
void join_autoscalers(const struct joining *j);
void join_budgets(const struct joining *j);
void join_bindings(const struct joining *j);
void join_limits(const struct joining *j);
void join_authorities(const struct joining *j);
void join_namespaces(const struct joining *j);

#endif
