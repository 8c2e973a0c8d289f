/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/parts.h"

/* ---- Roles ----------------------------------------------------------------------------------- */

struct grant {
    const char *resource, *verbs, *name; /* `verbs` between blanks */
};

static const struct grant grants[] = {
    { "secrets", " get list watch ", "secrets:read" },
    { "secrets", " create update patch delete deletecollection ", "secrets:write" },
    { "pods", " create ", "pods:create" },
    { "deployments", " create ", "pods:create" },
    { "daemonsets", " create ", "pods:create" },
    { "statefulsets", " create ", "pods:create" },
    { "replicasets", " create ", "pods:create" },
    { "replicationcontrollers", " create ", "pods:create" },
    { "jobs", " create ", "pods:create" },
    { "cronjobs", " create ", "pods:create" },
    { "pods", " update patch ", "pods:change" },
    { "deployments", " update patch ", "pods:change" },
    { "daemonsets", " update patch ", "pods:change" },
    { "statefulsets", " update patch ", "pods:change" },
    { "replicasets", " update patch ", "pods:change" },
    { "jobs", " update patch ", "pods:change" },
    { "cronjobs", " update patch ", "pods:change" },
    { "pods/exec", " create get ", "pods/exec:create" },
    { "pods/attach", " create get ", "pods/attach:create" },
    { "pods/portforward", " create get ", "pods/portforward:create" },
    { "roles", " bind escalate ", "roles:escalate" },
    { "clusterroles", " bind escalate ", "roles:escalate" },
    { "rolebindings", " bind escalate ", "roles:escalate" },
    { "clusterrolebindings", " bind escalate ", "roles:escalate" },
    { "roles", " create update patch delete deletecollection ", "roles:manage" },
    { "clusterroles", " create update patch delete deletecollection ", "roles:manage" },
    { "users", " impersonate ", "users:impersonate" },
    { "groups", " impersonate ", "users:impersonate" },
    { "serviceaccounts", " impersonate ", "users:impersonate" },
    { "uids", " impersonate ", "users:impersonate" },
    { "userextras/*", " impersonate ", "users:impersonate" },
    { "nodes/proxy", " get create ", "nodes/proxy:use" },
    { "certificatesigningrequests/approval", " update patch ", "csr:approve" },
    { "signers", " approve sign ", "csr:approve" },
    { "validatingwebhookconfigurations", " create update patch delete ", "webhooks:write" },
    { "mutatingwebhookconfigurations", " create update patch delete ", "webhooks:write" },
    { "serviceaccounts/token", " create ", "tokens:create" },
    { "persistentvolumes", " create ", "persistentvolumes:create" },
    { "configmaps", " create update patch delete deletecollection ", "configmaps:write" },
    { "networkpolicies", " create update patch delete deletecollection ", "networking:write" },
    { "services", " create update patch delete deletecollection ", "networking:write" },
    { "endpoints", " create update patch delete deletecollection ", "networking:write" },
    { "endpointslices", " create update patch delete deletecollection ", "networking:write" },
    { "ingresses", " create update patch delete deletecollection ", "networking:write" },
    { "pods/log", " delete deletecollection ", "logs:delete" },
    { "services/status", " update patch ", "services/status:write" },
};

static bool lists(const struct node *list, const char *word)
{
    for (const struct node *at = list ? list->children : NULL; at; at = at->next)
        if (span_is(at->text, word))
            return true;
    return false;
}

/* By its name, or by a star in place of the whole, of the object or of the part behind a slash. */
static bool is_named(struct span resource, struct span wanted)
{
    size_t slash = span_find_char(resource, '/'), split = span_find_char(wanted, '/');
    if (span_is(resource, "*") || span_eq(resource, wanted))
        return true;
    if (slash == resource.len || split == wanted.len)
        return false;
    struct span owner = span_sub(resource, 0, slash), part = span_from(resource, slash + 1);
    struct span wanted_owner = span_sub(wanted, 0, split);
    struct span wanted_part = span_from(wanted, split + 1);
    return (span_is(owner, "*") || span_eq(owner, wanted_owner)) &&
           (span_is(part, "*") || span_is(wanted_part, "*") || span_eq(part, wanted_part));
}

static bool names_resource(const struct node *resources, const char *wanted)
{
    for (const struct node *at = resources ? resources->children : NULL; at; at = at->next)
        if (is_named(at->text, span_of(wanted)))
            return true;
    return false;
}

static const struct node *verb_of(const struct node *verbs, const struct grant *grant)
{
    struct span wanted = span_of(grant->verbs);
    for (const struct node *at = verbs ? verbs->children : NULL; at; at = at->next) {
        size_t found = at->text.len ? span_find(wanted, at->text) : SIZE_MAX;
        bool whole = found != SIZE_MAX && found && wanted.data[found - 1] == ' ' &&
                     wanted.data[found + at->text.len] == ' ';
        if (whole || span_is(at->text, "*"))
            return at;
    }
    return NULL;
}

static void put_grants(struct put *put, struct node *list, const struct node *rule)
{
    const struct node *resources = node_member(rule, "resources");
    const struct node *verbs = node_member(rule, "verbs");
    const char *last = NULL;
    for (size_t i = 0; i < ARRAY_SIZE(grants); i++) {
        bool named = names_resource(resources, grants[i].resource);
        const struct node *verb = named ? verb_of(verbs, &grants[i]) : NULL;
        if (!verb || (last && strcmp(last, grants[i].name) == 0))
            continue;
        last = grants[i].name;
        put_text(put, list, "", span_of(last), put_place(put, verb));
    }
}

static void put_rule(struct put *put, struct node *list, const struct node *rule)
{
    static const char *const keys[] = { "apiGroups", "resources", "verbs" };
    struct place at = put_place(put, rule);
    struct node *object = put_object(put, list, "", at);
    struct node *wildcard = put_array(put, object, "wildcard", at);
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *items = node_member(rule, keys[i]);
        for (const struct node *item = items ? items->children : NULL; item; item = item->next)
            if (span_is(item->text, "*"))
                put_text(put, wildcard, "", span_of(keys[i]), put_place(put, item));
    }
    const struct node *names = node_member(rule, "resourceNames");
    struct node *found = put_array(put, object, "grants", at);
    if (!names || !names->children) /* a grant on named objects is a narrow one */
        put_grants(put, found, rule);
}

/* ---- Bindings -------------------------------------------------------------------------------- */

static bool is_anonymous(struct span name)
{
    return span_is(name, "system:anonymous") || span_is(name, "system:unauthenticated");
}

static bool put_subject(struct put *put, struct node *list, const struct node *subject)
{
    struct span name = kubernetes_text(subject, "name"), kind = kubernetes_text(subject, "kind");
    struct place at = kubernetes_place(put, node_member(subject, "name"), subject);
    struct node *object = put_object(put, list, "", at);
    bool is_system = span_starts(name, SPAN("system:"));
    put_text(put, object, "kind", kind, at);
    put_text(put, object, "name", name, at);
    put_bool(put, object, "system", is_system, at);
    put_bool(put, object, "anonymous", is_anonymous(name), at);
    put_bool(put, object, "default", span_is(kind, "ServiceAccount") && span_is(name, "default"),
             at);
    return is_system;
}

static void put_binding(struct put *put, struct node *root, const struct node *object)
{
    const struct node *role = kubernetes_reach(object, "roleRef.name");
    const struct node *subjects = node_member(object, "subjects");
    struct place at = kubernetes_place(put, role, object);
    struct node *binding = put_object(put, put_array(put, root, "bindings", at), "", at);
    struct node *list =
            put_array(put, binding, "subjects", kubernetes_place(put, subjects, object));
    bool all_system = subjects && subjects->children;
    for (const struct node *s = subjects ? subjects->children : NULL; s; s = s->next)
        all_system &= put_subject(put, list, s);
    struct span name = kubernetes_text(object, "roleRef.name");
    put_text(put, binding, "role", name, at);
    put_bool(put, binding, "clusterAdmin", span_is(name, "cluster-admin") && !all_system, at);
    put_bool(put, binding, "everywhere",
             span_is(kubernetes_text(object, "kind"), "ClusterRoleBinding") && !all_system, at);
}

/* A policy lets root in by any rule but two, and by a range that begins with 0. */
static bool admits_root(const struct node *object)
{
    struct span rule = kubernetes_text(object, "spec.runAsUser.rule");
    const struct node *ranges = kubernetes_reach(object, "spec.runAsUser.ranges");
    for (const struct node *at = ranges ? ranges->children : NULL; at; at = at->next)
        if (span_is(kubernetes_text(at, "min"), "0"))
            return !span_is(rule, "MustRunAsNonRoot");
    return !span_is(rule, "MustRunAsNonRoot") && !span_is(rule, "MustRunAs");
}

/* Groups that a policy lets pods take, of which root's is one. */
static void put_root_groups(struct put *put, struct node *policy, const struct node *object)
{
    static const char *const kinds[] = { "supplementalGroups", "fsGroup", "runAsGroup" };
    const struct node *spec = node_member(object, "spec");
    struct node *list = put_array(put, policy, "rootGroups", put_place(put, object));
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        const struct node *group = node_member(spec, kinds[i]);
        const struct node *ranges = node_member(group, "ranges");
        bool any = span_is(kubernetes_text(group, "rule"), "RunAsAny");
        for (const struct node *at = ranges ? ranges->children : NULL; at; at = at->next)
            any |= span_is(kubernetes_text(at, "min"), "0");
        if (any)
            put_text(put, list, "", span_of(kinds[i]), put_place(put, group));
    }
}

/* Which seccomp profiles the policy sets or asks for stands in annotations alone. */
static void put_policy_seccomp(struct put *put, struct node *policy, const struct node *object)
{
    const struct node *notes = kubernetes_reach(object, "metadata.annotations");
    const struct node *metadata = node_member(object, "metadata");
    const struct node *found = NULL;
    for (const struct node *at = notes ? notes->children : NULL; at; at = at->next)
        if (span_starts(at->key, SPAN("seccomp.security.alpha.kubernetes.io/")) && at->text.len)
            found = at;
    put_text(put, policy, "seccomp",
             !found                                               ? SPAN("unset")
             : span_is(found->text, "*") ||
                             span_find(found->text, SPAN("unconfined")) != SIZE_MAX
                     ? SPAN("unconfined")
                     : SPAN("set"),
             kubernetes_place(put, found, metadata ? metadata : object));
}

static void put_policy(struct put *put, struct node *root, const struct node *object)
{
    struct place at = put_place(put, object);
    const struct node *escalation = kubernetes_reach(object, "spec.allowPrivilegeEscalation");
    const struct node *allowed = kubernetes_reach(object, "spec.allowedCapabilities");
    const struct node *drops = kubernetes_reach(object, "spec.requiredDropCapabilities");
    const struct node *user = kubernetes_reach(object, "spec.runAsUser.rule");
    struct node *policy = put_object(put, put_array(put, root, "policies", at), "", at);
    kubernetes_flag(put, policy, "privileged", object, "spec.privileged");
    kubernetes_flag(put, policy, "hostPID", object, "spec.hostPID");
    kubernetes_flag(put, policy, "hostIPC", object, "spec.hostIPC");
    kubernetes_flag(put, policy, "hostNetwork", object, "spec.hostNetwork");
    put_bool(put, policy, "allowPrivilegeEscalation",
             !kubernetes_is_false(object, "spec.allowPrivilegeEscalation"),
             kubernetes_place(put, escalation, object));
    put_bool(put, policy, "allowsCapabilities", allowed && allowed->children,
             kubernetes_place(put, allowed, object));
    put_bool(put, policy, "dropsNetRaw", lists(drops, "NET_RAW") || lists(drops, "ALL"),
             kubernetes_place(put, drops, object));
    put_bool(put, policy, "dropsCapabilities", drops && drops->children,
             kubernetes_place(put, drops, object));
    if (user)
        put_text(put, policy, "runAsUser", user->text, put_place(put, user));
    put_bool(put, policy, "admitsRoot", admits_root(object), kubernetes_place(put, user, object));
    put_root_groups(put, policy, object);
    put_policy_seccomp(put, policy, object);
}

void kubernetes_access(struct put *put, struct node *root, const struct node *object)
{
    struct span kind = kubernetes_text(object, "kind");
    if (span_is(kind, "Role") || span_is(kind, "ClusterRole")) {
        const struct node *rules = node_member(object, "rules");
        struct node *list = put_array(put, root, "rules", kubernetes_place(put, rules, object));
        for (const struct node *rule = rules ? rules->children : NULL; rule; rule = rule->next)
            put_rule(put, list, rule);
    } else if (span_is(kind, "RoleBinding") || span_is(kind, "ClusterRoleBinding")) {
        put_binding(put, root, object);
    } else if (span_is(kind, "PodSecurityPolicy")) {
        put_policy(put, root, object);
    } else if (span_is(kind, "SecurityContextConstraints")) {
        struct place at = put_place(put, object);
        struct node *list = put_array(put, root, "constraints", at);
        kubernetes_flag(put, put_object(put, list, "", at), "allowPrivilegedContainer", object,
                        "allowPrivilegedContainer");
    }
}
