/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/component.h"
#include "audit/lift/kubernetes/join.h"

static struct node *put_list(const struct joining *j, const char *key)
{
    return put_array(j->put, j->root, key, put_place(j->put, j->self->object));
}

/* ---- Accounts -------------------------------------------------------------------------------- */

static const struct node *account_node(const struct node *pod)
{
    const struct node *name = node_member(pod, "serviceAccountName");
    return name && name->text.len ? name : node_member(pod, "serviceAccount");
}

static struct span account_of(const struct node *pod)
{
    const struct node *name = account_node(pod);
    return name && name->text.len ? name->text : SPAN("default");
}

static bool is_shared(const struct joining *j, struct span account)
{
    for (size_t i = 0; i < j->unit->count; i++) {
        const struct unit_object *at = &j->unit->objects[i];
        if (at != j->self && at->pod && span_eq(at->space, j->self->space) &&
            !(span_eq(at->name, j->self->name) && span_eq(at->kind, j->self->kind)) &&
            span_eq(account_of(at->pod), account))
            return true;
    }
    return false;
}

static void put_account(const struct joining *j, struct node *pod)
{
    const struct node *name = account_node(j->self->pod);
    struct span account = account_of(j->self->pod);
    const struct unit_object *found = unit_find(j->unit, j->self, "ServiceAccount", account);
    bool named = name && name->text.len && !span_is(account, "default");
    struct place at = kubernetes_place(j->put, name, j->self->pod);
    struct node *to = put_object(j->put, pod, "account", at);
    if (named)
        put_bool(j->put, to, "shared", is_shared(j, account), at);
    if (named && (found || (j->unit->complete && unit_has(j->unit, "ServiceAccount"))))
        put_bool(j->put, to, "known", found != NULL, at);
    const char *key = "automountServiceAccountToken";
    const struct node *own = node_member(j->self->pod, key);
    const struct node *of_account = found ? node_member(found->object, key) : NULL;
    struct place place = kubernetes_place(j->put, own, j->self->pod);
    if (own)
        put_bool(j->put, to, "automountToken", kubernetes_is_true(j->self->pod, key), place);
    else if (of_account)
        put_bool(j->put, to, "automountToken", kubernetes_is_true(found->object, key), place);
    else
        put_bool(j->put, to, "automountToken", true, place);
}

/* ---- Isolation ------------------------------------------------------------------------------- */

/* Policies of other makers, which are not understood here. */
static bool has_foreign_policies(const struct deployment *unit)
{
    return unit_has(unit, "CiliumNetworkPolicy") ||
           unit_has(unit, "CiliumClusterwideNetworkPolicy") ||
           unit_has(unit, "GlobalNetworkPolicy") || unit_has(unit, "AdminNetworkPolicy");
}

static void put_isolation(const struct joining *j, struct node *pod)
{
    struct place at =
            kubernetes_place(j->put, node_member(j->self->object, "kind"), j->self->object);
    if (!j->unit->complete || has_foreign_policies(j->unit) ||
        kubernetes_is_true(j->self->pod, "hostNetwork"))
        return;
    size_t count = unit_count_selecting(j->unit, j->self, "NetworkPolicy", "spec.podSelector");
    put_number(j->put, pod, "networkPolicies", (long long)count, at);
    put_bool(j->put, pod, "othersIsolated", unit_has(j->unit, "NetworkPolicy"), at);
}

void join_pods(const struct joining *j)
{
    struct node *list = put_list(j, "pods");
    if (!j->self->pod || j->self->of_kubelet)
        return;
    struct place at =
            kubernetes_place(j->put, node_member(j->self->object, "kind"), j->self->object);
    struct node *pod = put_object(j->put, list, "", at);
    put_account(j, pod);
    put_isolation(j, pod);
}

/* ---- References to keys ---------------------------------------------------------------------- */

static void put_reference(const struct joining *j, struct node *list, const struct node *reference,
                          const char *kind, struct span name)
{
    const struct node *key = node_member(reference, "key");
    const struct unit_object *found = name.len ? unit_find(j->unit, j->self, kind, name) : NULL;
    if (!found || !key || !key->text.len || kubernetes_is_true(reference, "optional"))
        return;
    struct place at = put_place(j->put, key);
    struct node *to = put_object(j->put, list, "", at);
    put_text(j->put, to, "name", name, at);
    put_bool(j->put, to, "known", names_find(&found->data, key->text) != NULL, at);
}

static void put_environment(const struct joining *j, struct node *list, const struct node *items)
{
    bool is_list = items && items->kind == NODE_ARRAY;
    for (const struct node *c = is_list ? items->children : NULL; c; c = c->next) {
        const struct node *env = node_member(c, "env");
        for (const struct node *at = env ? env->children : NULL; at; at = at->next) {
            const struct node *map = kubernetes_reach(at, "valueFrom.configMapKeyRef");
            const struct node *secret = kubernetes_reach(at, "valueFrom.secretKeyRef");
            put_reference(j, list, map, "ConfigMap", kubernetes_text(map, "name"));
            put_reference(j, list, secret, "Secret", kubernetes_text(secret, "name"));
        }
    }
}

static void put_items(const struct joining *j, struct node *list, const struct node *volume,
                      const char *kind, const char *name_key)
{
    const struct node *items = node_member(volume, "items");
    if (kubernetes_is_true(volume, "optional"))
        return;
    for (const struct node *at = items ? items->children : NULL; at; at = at->next)
        put_reference(j, list, at, kind, kubernetes_text(volume, name_key));
}

void join_references(const struct joining *j)
{
    struct node *list = put_list(j, "references");
    const struct node *volumes = node_member(j->self->pod, "volumes");
    put_environment(j, list, node_member(j->self->pod, "containers"));
    put_environment(j, list, node_member(j->self->pod, "initContainers"));
    for (const struct node *at = volumes ? volumes->children : NULL; at; at = at->next) {
        put_items(j, list, node_member(at, "configMap"), "ConfigMap", "name");
        put_items(j, list, node_member(at, "secret"), "Secret", "secretName");
    }
}

/* ---- Limits of a namespace ------------------------------------------------------------------- */

static bool is_limited(const struct unit_object *at)
{
    return (at->pod && !at->of_kubelet) || span_is(at->kind, "PersistentVolumeClaim");
}

static bool has_in_space(const struct joining *j, const char *kind)
{
    for (size_t i = 0; i < j->unit->count; i++)
        if (span_is(j->unit->objects[i].kind, kind) &&
            unit_same_space(&j->unit->objects[i], j->self))
            return true;
    return false;
}

/* Said once for each namespace, of the first that lives in it. */
void join_limits(const struct joining *j)
{
    struct node *list = put_list(j, "namespaceLimits");
    if (!is_limited(j->self) || !j->unit->complete)
        return;
    for (const struct unit_object *at = j->unit->objects; at != j->self; at++)
        if (is_limited(at) && span_eq(at->space, j->self->space))
            return;
    const struct node *metadata = node_member(j->self->object, "metadata");
    const struct node *space = node_member(metadata, "namespace");
    struct place at = kubernetes_place(j->put, space, metadata ? metadata : j->self->object);
    struct node *to = put_object(j->put, list, "", at);
    /* Whichever file it stands in: it is about no object. */
    put_text(j->put, to, "standsFor", j->self->space.len ? j->self->space : SPAN("default"), at);
    put_bool(j->put, to, "limitRange", has_in_space(j, "LimitRange"), at);
    put_bool(j->put, to, "resourceQuota", has_in_space(j, "ResourceQuota"), at);
}

/* ---- Authorities ----------------------------------------------------------------------------- */

/* An etcd that trusts the authority which also signs the cluster's clients. */
void join_authorities(const struct joining *j)
{
    struct node *list = put_list(j, "sharedAuthorities");
    struct component_value own, other;
    if (!j->self->pod ||
        !kubernetes_command_setting(j->put, j->self->pod, COMPONENT_ETCD, "trusted-ca-file", &own))
        return;
    for (size_t i = 0; i < j->unit->count; i++) {
        const struct node *pod = j->unit->objects[i].pod;
        if (pod &&
            kubernetes_command_setting(j->put, pod, COMPONENT_APISERVER, "client-ca-file",
                                       &other) &&
            span_eq(own.text, other.text)) {
            put_text(j->put, list, "", own.text, own.at);
            return;
        }
    }
}

/* ---- Bindings -------------------------------------------------------------------------------- */

static void put_subjects(const struct joining *j, struct node *list)
{
    const struct node *subjects = node_member(j->self->object, "subjects");
    if (!unit_has(j->unit, "ServiceAccount"))
        return;
    for (const struct node *at = subjects ? subjects->children : NULL; at; at = at->next) {
        const struct node *name = node_member(at, "name");
        struct unit_object from = { .space = kubernetes_text(at, "namespace") };
        if (!span_is(kubernetes_text(at, "kind"), "ServiceAccount") || !name ||
            span_is(name->text, "default"))
            continue;
        /* Of another namespace than all that is here: made elsewhere. */
        if (from.space.len && j->self->space.len && !span_eq(from.space, j->self->space))
            continue;
        struct place place = put_place(j->put, name);
        put_bool(j->put, put_object(j->put, list, "", place), "known",
                 unit_find(j->unit, &from, "ServiceAccount", name->text) != NULL, place);
    }
}

void join_bindings(const struct joining *j)
{
    struct node *list = put_list(j, "bindingSubjects");
    struct node *roles = put_list(j, "bindingRoles");
    const struct node *role = kubernetes_reach(j->self->object, "roleRef.name");
    if (!span_is(j->self->kind, "RoleBinding") || !j->unit->complete)
        return;
    put_subjects(j, list);
    if (!role || !span_is(kubernetes_text(j->self->object, "roleRef.kind"), "Role") ||
        !unit_has(j->unit, "Role"))
        return;
    struct place at = put_place(j->put, role);
    put_bool(j->put, put_object(j->put, roles, "", at), "known",
             unit_find(j->unit, j->self, "Role", role->text) != NULL, at);
}
