/* SPDX-License-Identifier: Apache-2.0 */
/* What the lifters of Kubernetes objects share; nothing outside them includes this. */
#ifndef VETO_AUDIT_LIFT_KUBERNETES_PARTS_H
#define VETO_AUDIT_LIFT_KUBERNETES_PARTS_H

#include "audit/lift/put.h"

/* The node at `a.b.c`, or NULL. */
const struct node *kubernetes_reach(const struct node *node, const char *path);
struct span kubernetes_text(const struct node *object, const char *path);
bool kubernetes_is_true(const struct node *object, const char *path);
bool kubernetes_is_false(const struct node *object, const char *path);
/* Where the node stands, or what lacks it. */
struct place kubernetes_place(const struct put *put, const struct node *node,
                              const struct node *owner);
/* A boolean as it is in effect: what is not written down is `false`. */
void kubernetes_flag(struct put *put, struct node *to, const char *key, const struct node *object,
                     const char *path);

/* Where an object of any kind has the pods that it runs. */
extern const char *const kubernetes_pod_shapes[];
extern const size_t kubernetes_pod_shape_count;

void kubernetes_pods(struct put *put, struct node *root, const struct node *object);
void kubernetes_access(struct put *put, struct node *root, const struct node *object);
void kubernetes_network(struct put *put, struct node *root, const struct node *object);

void kubernetes_workload(struct put *put, struct node *root, const struct node *object);
void kubernetes_other(struct put *put, struct node *root, const struct node *object);
void kubernetes_schema(struct put *put, struct node *root, const struct node *object);

/* A pod, its metadata where it has any, and the namespace it lives in; empty: none is named. */
struct pod_context {
    const struct node *spec, *metadata;
    struct span space;
};

/* A container of a pod: what is not written at it holds for the pod, or is the default. */
struct container_scope {
    struct put *put;
    const struct node *pod, *container;
    const struct pod_context *context;
};

/* `effective`: what holds for the container. */
void kubernetes_effective(const struct container_scope *s, struct node *parent);
void kubernetes_container_details(struct put *put, struct node *to, const struct node *container,
                                  const struct pod_context *pod);
void kubernetes_pod_details(struct put *put, struct node *to, const struct pod_context *pod);

/* By its kind, or without one by its keys. */
bool kubernetes_is_kustomization(const struct node *object);

/* Is it of a kind that lives in a namespace, among those that everybody writes? */
bool kubernetes_lives_in_namespace(const struct node *object);
/* The items of a list, or the objects of a template of OpenShift; NULL where it is neither. */
const struct node *kubernetes_items(const struct node *object);
/* In which version of Kubernetes the API of that kind was removed; NULL where it was not. */
const char *kubernetes_removed_in(struct span version, struct span kind);
/* The template of the pods that an object makes, or NULL. */
const struct node *kubernetes_template(const struct node *object);
/* A selector with `matchLabels` and `matchExpressions`, or the labels themselves; an empty one
 * selects everything. */
bool kubernetes_selects(const struct node *selector, const struct node *labels);
/* Is it a kind of object with a number of equal pods? */
bool kubernetes_scales(struct span kind);
/* How many; false where that is not known, or nothing is said of it. */
bool kubernetes_replicas(const struct node *object, uint64_t *count);

#endif
