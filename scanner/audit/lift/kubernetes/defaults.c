/* SPDX-License-Identifier: Apache-2.0 */
/* What holds for all containers of a pod. */
#include "audit/lift/kubernetes/parts.h"

static const char *const paths[] = {
    [POD_RUN_AS_USER] = "runAsUser",          [POD_RUN_AS_NON_ROOT] = "runAsNonRoot",
    [POD_RUN_AS_GROUP] = "runAsGroup",        [POD_SECCOMP] = "seccompProfile.type",
    [POD_APP_ARMOR] = "appArmorProfile.type", [POD_HOST_PROCESS] = "windowsOptions.hostProcess",
};

static const struct node *said(const struct node *security, enum pod_setting setting)
{
    const struct node *node = kubernetes_reach(security, paths[setting]);
    return node && node->kind != NODE_NULL ? node : NULL;
}

/* The first of a name counts. */
static void remember(struct table *table, struct put *put, struct span name,
                     const struct node *node)
{
    if (name.len && !table_get(table, name) && table_set(table, name, (void *)(uintptr_t)node) < 0)
        put->failed = true;
}

void pod_defaults_make(struct pod_defaults *defaults, struct put *put, const struct node *pod)
{
    const struct node *volumes = node_member(pod, "volumes");
    *defaults = (struct pod_defaults) { .security = node_member(pod, "securityContext") };
    for (size_t i = 0; i < POD_SETTINGS; i++)
        defaults->settings[i] = said(defaults->security, (enum pod_setting)i);
    table_init(&defaults->volumes);
    for (const struct node *at = volumes ? volumes->children : NULL; at; at = at->next)
        remember(&defaults->volumes, put, kubernetes_text(at, "name"), at);
}

void pod_defaults_release(struct pod_defaults *defaults)
{
    table_release(&defaults->volumes);
}

void pod_notes_make(struct pod_notes *notes, struct put *put, const struct node *metadata)
{
    static const char seccomp[] = "container.seccomp.security.alpha.kubernetes.io/";
    static const char app_armor[] = "container.apparmor.security.beta.kubernetes.io/";
    const struct node *list = node_member(metadata, "annotations");
    notes->unsure = (metadata && metadata->holes & NODE_OPEN) ||
                    (list && list->holes & (NODE_OPEN | NODE_UNKNOWN));
    notes->seccomp = NULL;
    table_init(&notes->seccomp_by_name);
    table_init(&notes->app_armor_by_name);
    for (const struct node *at = list ? list->children : NULL; at; at = at->next) {
        if (span_starts(at->key, span_of(seccomp)))
            remember(&notes->seccomp_by_name, put, span_from(at->key, sizeof(seccomp) - 1), at);
        else if (span_starts(at->key, span_of(app_armor)))
            remember(&notes->app_armor_by_name, put, span_from(at->key, sizeof(app_armor) - 1), at);
        else if (span_is(at->key, "seccomp.security.alpha.kubernetes.io/pod"))
            notes->seccomp = at;
    }
}

void pod_notes_release(struct pod_notes *notes)
{
    table_release(&notes->seccomp_by_name);
    table_release(&notes->app_armor_by_name);
}

const struct node *pod_setting_of(const struct container_scope *s, enum pod_setting setting)
{
    const struct node *own = said(node_member(s->container, "securityContext"), setting);
    return own ? own : s->pod->settings[setting];
}
