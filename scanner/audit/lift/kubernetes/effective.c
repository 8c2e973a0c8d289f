/* SPDX-License-Identifier: Apache-2.0 */
/* What a container may do: its own security context over that of its pod, and the defaults. */
#include "audit/lift/host.h"
#include "audit/lift/kubernetes/parts.h"

/* The capabilities that the baseline of the pod security standards lets a container add. */
static const char *const baseline[] = {
    "AUDIT_WRITE",      "CHOWN",   "DAC_OVERRIDE", "FOWNER",  "FSETID", "KILL",       "MKNOD",
    "NET_BIND_SERVICE", "SETFCAP", "SETGID",       "SETPCAP", "SETUID", "SYS_CHROOT",
};

static bool is_baseline(struct span name)
{
    return span_is_one_of(name, baseline, ARRAY_SIZE(baseline));
}

static bool is_truth(const struct node *node)
{
    return node && node->kind == NODE_BOOL && node->truth;
}

static const struct node *added_net_raw(struct put *put, const struct node *added)
{
    for (const struct node *at = added ? added->children : NULL; at; at = at->next)
        if (span_is(host_capability(put, at->text), "NET_RAW"))
            return at;
    return NULL;
}

static void put_capabilities(const struct container_scope *s, struct node *to)
{
    struct put *put = s->put;
    const struct node *list = kubernetes_reach(s->container, "securityContext.capabilities.drop");
    bool all = false, raw = false;
    for (const struct node *at = list ? list->children : NULL; at; at = at->next) {
        struct span name = host_capability(put, at->text);
        all |= span_is(name, "ALL");
        raw |= span_is(name, "NET_RAW");
    }
    struct place place = kubernetes_place(put, list, s->container);
    put_bool(put, to, "dropsAll", all, place);
    list = kubernetes_reach(s->container, "securityContext.capabilities.add");
    /* What is added stays, whatever is dropped. */
    const struct node *back = added_net_raw(put, list);
    put_bool(put, to, "dropsNetRaw", (all || raw) && !back, back ? put_place(put, back) : place);
    struct node *added = put_array(put, to, "capsAdded", kubernetes_place(put, list, s->container));
    for (const struct node *at = list ? list->children : NULL; at; at = at->next) {
        struct span name = host_capability(put, at->text);
        struct node *object = put_object(put, added, "", put_place(put, at));
        put_text(put, object, "name", name, put_place(put, at));
        put_bool(put, object, "baseline", is_baseline(name), put_place(put, at));
    }
}

static void put_user(const struct container_scope *s, struct node *to)
{
    struct put *put = s->put;
    const struct node *user = pod_setting_of(s, POD_RUN_AS_USER);
    const struct node *non_root = pod_setting_of(s, POD_RUN_AS_NON_ROOT);
    uint64_t number = 0;
    bool known = user && span_to_uint(user->text, &number);
    bool possible = known ? number == 0 : user ? false : !is_truth(non_root);
    put_bool(put, to, "runAsNonRoot", is_truth(non_root),
             kubernetes_place(put, non_root, s->container));
    put_bool(put, to, "runAsUserSet", user != NULL, kubernetes_place(put, user, s->container));
    if (known)
        put_number(put, to, "runAsUser", (long long)MIN(number, (uint64_t)INT64_MAX),
                   put_place(put, user));
    put_bool(put, to, "rootPossible", possible,
             kubernetes_place(put, known ? user : non_root, s->container));
}

/* Before there was a field, annotations of the pod named the profile. */
static const struct node *seccomp_note(const struct container_scope *s)
{
    const struct node *own =
            table_get(&s->notes->seccomp_by_name, kubernetes_text(s->container, "name"));
    return own ? own : s->notes->seccomp;
}

static struct span profile_of_note(struct span text)
{
    return span_is(text, "unconfined")             ? SPAN("Unconfined")
           : span_starts(text, SPAN("localhost/")) ? SPAN("Localhost")
                                                   : SPAN("RuntimeDefault");
}

static void put_seccomp(const struct container_scope *s, struct node *to)
{
    const struct node *profile = pod_setting_of(s, POD_SECCOMP);
    const struct node *note = profile ? NULL : seccomp_note(s);
    if (!profile && !note && s->notes->unsure)
        return;
    put_text(s->put, to, "seccomp",
             profile                  ? profile->text
             : note && note->text.len ? profile_of_note(note->text)
                                      : SPAN("unset"),
             kubernetes_place(s->put, profile ? profile : note, s->container));
}

static void put_group(const struct container_scope *s, struct node *to)
{
    const struct node *group = pod_setting_of(s, POD_RUN_AS_GROUP);
    uint64_t number;
    if (group && span_to_uint(group->text, &number))
        put_number(s->put, to, "runAsGroup", (long long)MIN(number, (uint64_t)INT64_MAX),
                   put_place(s->put, group));
    put_bool(s->put, to, "runAsGroupSet", group != NULL,
             kubernetes_place(s->put, group, s->container));
}

void kubernetes_effective(const struct container_scope *s, struct node *parent)
{
    struct put *put = s->put;
    struct node *to = put_object(put, parent, "effective", put_place(put, s->container));
    const struct node *context = node_member(s->container, "securityContext");
    const struct node *escalation = kubernetes_reach(context, "allowPrivilegeEscalation");
    const struct node *proc = kubernetes_reach(context, "procMount");
    const struct node *host = pod_setting_of(s, POD_HOST_PROCESS);
    kubernetes_flag(put, to, "privileged", s->container, "securityContext.privileged");
    kubernetes_flag(put, to, "readOnlyRootFilesystem", s->container,
                    "securityContext.readOnlyRootFilesystem");
    struct place at = kubernetes_place(put, escalation, s->container);
    put_bool(put, to, "allowPrivilegeEscalation", !escalation || is_truth(escalation), at);
    put_bool(put, to, "allowPrivilegeEscalationSet", escalation != NULL, at);
    put_user(s, to);
    put_group(s, to);
    put_capabilities(s, to);
    put_seccomp(s, to);
    put_text(put, to, "procMount", proc ? proc->text : SPAN("Default"),
             kubernetes_place(put, proc, s->container));
    put_bool(put, to, "hostProcess", is_truth(host), kubernetes_place(put, host, s->container));
}
