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

void kubernetes_pods(struct put *put, struct node *root, const struct node *object);
void kubernetes_access(struct put *put, struct node *root, const struct node *object);
void kubernetes_network(struct put *put, struct node *root, const struct node *object);

#endif
