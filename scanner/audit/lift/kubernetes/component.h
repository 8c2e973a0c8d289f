/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts that a cluster is made of, with their settings as they are in effect: command lines in
 * pods, configuration documents, and the network plugins' own files.
 */
#ifndef VETO_AUDIT_LIFT_KUBERNETES_COMPONENT_H
#define VETO_AUDIT_LIFT_KUBERNETES_COMPONENT_H

#include "audit/lift/put.h"

enum component {
    COMPONENT_APISERVER = 1,
    COMPONENT_CONTROLLER_MANAGER = 2,
    COMPONENT_SCHEDULER = 4,
    COMPONENT_ETCD = 8,
    COMPONENT_KUBELET = 16,
    COMPONENT_PROXY = 32,
};

/* A setting by its flag, and what it is where nothing is said. */
struct component_setting {
    const char *name; /* the flag, without its dashes */
    unsigned of;      /* components */
    /* Where the flag is not given: NULL for nothing, "?" for what cannot be known. */
    const char *by_default;
    const char *path;           /* of the same in a configuration document; NULL: none */
    const char *config_default; /* there; NULL and "?" as above */
    const char *unless;         /* this flag too may say it */
    unsigned until;             /* the default holds before version 1.until; 0: always */
};

extern const struct component_setting component_settings[];
extern const size_t component_setting_count;

/* 0 where no component has that name. */
unsigned component_named(struct span name);
/* The same by the names that one program for all of them (`hyperkube`) has. */
unsigned component_named_short(struct span name);
const char *component_name(unsigned component);

/* One setting as it was found; `text` empty and not `known` where there is a hole in it. */
struct component_value {
    const struct component_setting *setting; /* NULL: a flag that no check knows */
    struct span name, text;
    bool set, known;
    struct place at;
};

/* `name`, `set`, and what of `text`, `enabled`, `number`, `seconds`, `words` it has. */
void component_put_value(struct put *put, struct node *list, const struct component_value *value);

/* `components[]` of an object, whatever it is; and `cni[]`, `encryption[]`, `auditPolicies[]`. */
void kubernetes_components(struct put *put, struct node *root, const struct node *object);
/* Those that containers of a pod run. */
void kubernetes_commands(struct put *put, struct node *list, const struct node *pod);
/*
 * A pod of these is made by the kubelet itself: no controller, no account, no quota holds for it.
 */
bool kubernetes_is_control_plane(struct put *put, const struct node *pod);
/* What a pod's component is told by a flag; false where it is not, or cannot be known. */
bool kubernetes_command_setting(struct put *put, const struct node *pod, unsigned component,
                                const char *flag, struct component_value *value);
/* Files of network plugins, which are no objects. */
bool kubernetes_is_network_plugin(struct span bytes);

#endif
