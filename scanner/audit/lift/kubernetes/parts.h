/* SPDX-License-Identifier: Apache-2.0 */
/* What the lifters of Kubernetes objects share; nothing outside them includes this. */
#ifndef VETO_AUDIT_LIFT_KUBERNETES_PARTS_H
#define VETO_AUDIT_LIFT_KUBERNETES_PARTS_H

#include "audit/lift/kubernetes/names.h"
#include "audit/lift/put.h"
#include "base/table.h"

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

/* What a container says of itself, or its pod for all of them. */
enum pod_setting {
    POD_RUN_AS_USER,
    POD_RUN_AS_NON_ROOT,
    POD_RUN_AS_GROUP,
    POD_SECCOMP,
    POD_APP_ARMOR,
    POD_HOST_PROCESS,
    POD_SETTINGS,
};

/*
 * What the containers of a pod share, looked up once: it may have many keys and many containers,
 * and must not be searched for the one of them for each of the other. From pod_defaults_make to
 * pod_defaults_release.
 */
struct pod_defaults {
    const struct node *security;               /* context of the pod; NULL: none */
    const struct node *settings[POD_SETTINGS]; /* of that context; NULL: not said */
    struct table volumes;                      /* by name */
};

/* Annotations that named profiles before there were fields. From pod_notes_make to
 * pod_notes_release. */
struct pod_notes {
    bool unsure;                                     /* there may be more of them */
    const struct node *seccomp;                      /* of the pod; NULL: none */
    struct table seccomp_by_name, app_armor_by_name; /* of a container */
};

/* A container of a pod: what is not written at it holds for the pod, or is the default. */
struct container_scope {
    struct put *put;
    const struct node *container;
    const struct pod_defaults *pod;
    const struct pod_notes *notes;
};

void pod_defaults_make(struct pod_defaults *defaults, struct put *put, const struct node *pod);
void pod_defaults_release(struct pod_defaults *defaults);
void pod_notes_make(struct pod_notes *notes, struct put *put, const struct node *metadata);
void pod_notes_release(struct pod_notes *notes);
/* NULL where nothing is said of it. */
const struct node *pod_setting_of(const struct container_scope *s, enum pod_setting setting);

/* `effective`: what holds for the container. */
void kubernetes_effective(const struct container_scope *s, struct node *parent);
void kubernetes_container_details(const struct container_scope *s, struct node *to);
void kubernetes_pod_details(struct put *put, struct node *to, const struct pod_context *pod);

/* Was something read as YAML that is put in later? */
bool kubernetes_has_holes(const struct node *stream, struct span text);

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
bool kubernetes_selects(const struct node *selector, const struct names *labels);
void kubernetes_labels(struct put *put, struct names *out, const struct node *labels);
/* Is it a kind of object with a number of equal pods? */
bool kubernetes_scales(struct span kind);
/* How many; false where that is not known, or nothing is said of it. */
bool kubernetes_replicas(const struct node *object, uint64_t *count);

#endif
