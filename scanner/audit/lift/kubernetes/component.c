/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/component.h"

#include "audit/lift/kubernetes/parts.h"
#include "doc/json.h"

/* ---- Configuration documents ----------------------------------------------------------------- */

/* `a,b` of a list, `a=true,b=false` of a map. */
static struct span joined(struct put *put, const struct node *node)
{
    struct buf text = buf_make(64 * 1024);
    for (const struct node *at = node->children; at; at = at->next) {
        if (at->children || !at->text.data)
            continue;
        if (text.len)
            buf_append_char(&text, ',');
        if (node->kind == NODE_OBJECT) {
            buf_append(&text, at->key);
            buf_append_char(&text, '=');
        }
        buf_append(&text, at->text);
    }
    struct span copy = SPAN_EMPTY;
    if (text.failed || builder_keep(&put->builder, &text, &copy) < 0)
        put->failed = true;
    buf_release(&text);
    return copy;
}

static void put_document_setting(struct put *put, struct node *list,
                                 const struct component_setting *setting, const struct node *object)
{
    const struct node *node = kubernetes_reach(object, setting->path);
    const char *by_default = setting->config_default;
    const struct node *version = node_member(object, "apiVersion");
    struct component_value value = {
        .name = span_of(setting->name),
        .set = node && node->kind != NODE_NULL,
        .at = kubernetes_place(put, node, version ? version : object),
    };
    if (!value.set && by_default && strcmp(by_default, "?") == 0)
        return;
    value.known = value.set || by_default;
    if (!value.set)
        value.text = span_of(by_default ? by_default : "");
    else if (node->kind == NODE_OBJECT || node->kind == NODE_ARRAY)
        value.text = joined(put, node);
    else
        value.text = node->text.data ? node->text : SPAN_EMPTY;
    component_put_value(put, list, &value);
}

static struct node *put_head(struct put *put, struct node *list, unsigned component,
                             const char *source, struct place at)
{
    struct node *to = put_object(put, list, "", at);
    put_text(put, to, "name", span_of(component_name(component)), at);
    put_text(put, to, "source", span_of(source), at);
    put_bool(put, to, "open", false, at);
    return put_array(put, to, "settings", at);
}

static void put_document(struct put *put, struct node *list, unsigned component,
                         const struct node *object)
{
    const struct node *version = node_member(object, "apiVersion");
    struct node *settings =
            put_head(put, list, component, "config", kubernetes_place(put, version, object));
    for (size_t i = 0; i < component_setting_count; i++)
        if (component_settings[i].of & component && component_settings[i].path)
            put_document_setting(put, settings, &component_settings[i], object);
}

/* `extraArgs` of kubeadm: a map, or since v1beta4 a list of `name` and `value`. */
static void put_extra(struct put *put, struct node *list, unsigned component,
                      const struct node *arguments)
{
    if (!arguments || !arguments->children)
        return;
    struct node *settings = put_head(put, list, component, "kubeadm", put_place(put, arguments));
    for (const struct node *at = arguments->children; at; at = at->next) {
        bool in_list = at->kind == NODE_OBJECT;
        struct component_value value = {
            .name = in_list ? kubernetes_text(at, "name") : at->key,
            .text = in_list ? kubernetes_text(at, "value") : at->text,
            .set = true,
            .known = true,
            .at = put_place(put, at),
        };
        if (value.name.len && value.text.data)
            component_put_value(put, settings, &value);
    }
}

static void put_cluster(struct put *put, struct node *list, const struct node *object)
{
    static const struct {
        unsigned component;
        const char *path;
    } places[] = {
        { COMPONENT_APISERVER, "apiServer.extraArgs" },
        { COMPONENT_CONTROLLER_MANAGER, "controllerManager.extraArgs" },
        { COMPONENT_SCHEDULER, "scheduler.extraArgs" },
        { COMPONENT_ETCD, "etcd.local.extraArgs" },
        { COMPONENT_KUBELET, "nodeRegistration.kubeletExtraArgs" },
    };
    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        put_extra(put, list, places[i].component, kubernetes_reach(object, places[i].path));
}

/* ---- Encryption, audit ----------------------------------------------------------------------- */

static void put_encryption(struct put *put, struct node *root, const struct node *object)
{
    const struct node *resources = node_member(object, "resources");
    struct node *list = put_array(put, root, "encryption", put_place(put, object));
    for (const struct node *at = resources ? resources->children : NULL; at; at = at->next) {
        const struct node *providers = node_member(at, "providers");
        const struct node *first = providers ? providers->children : NULL;
        const struct node *provider = first ? first->children : NULL;
        struct place place = kubernetes_place(put, first, at);
        struct node *to = put_object(put, list, "", place);
        put_text(put, to, "provider", provider ? provider->key : SPAN("none"), place);
    }
}

static bool names_resource(const struct node *rule, const char *name)
{
    const struct node *groups = node_member(rule, "resources");
    if (!groups || !groups->children)
        return !node_member(rule, "nonResourceURLs"); /* of everything */
    for (const struct node *group = groups->children; group; group = group->next) {
        const struct node *names = node_member(group, "resources");
        bool all = !names || !names->children;
        for (const struct node *at = names ? names->children : NULL; at; at = at->next)
            all |= span_is(at->text, name) || span_is(at->text, "*");
        if (all)
            return true;
    }
    return false;
}

/* What no rule of the policy writes down. */
static void put_audit_policy(struct put *put, struct node *root, const struct node *object)
{
    static const char *const wanted[] = {
        "secrets",   "configmaps",       "tokenreviews", "pods",          "deployments",
        "pods/exec", "pods/portforward", "pods/proxy",   "services/proxy"
    };
    const struct node *rules = node_member(object, "rules");
    struct place at = kubernetes_place(put, node_member(object, "apiVersion"), object);
    struct node *policy = put_object(put, put_array(put, root, "auditPolicies", at), "", at);
    struct node *missing = put_array(put, policy, "missing", at);
    for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
        bool logged = false;
        for (const struct node *rule = rules ? rules->children : NULL; rule; rule = rule->next)
            logged |= !span_is(kubernetes_text(rule, "level"), "None") &&
                      names_resource(rule, wanted[i]);
        if (!logged)
            put_text(put, missing, "", span_of(wanted[i]), at);
    }
}

/* ---- Network plugins ------------------------------------------------------------------------- */

/* Plugins that give pods a network and leave policies to others. */
static bool ignores_policies(struct span type)
{
    return span_is(type, "flannel") || span_is(type, "bridge") || span_is(type, "macvlan") ||
           span_is(type, "ipvlan") || span_is(type, "host-device");
}

/* Those that are chained behind one, and give no network of their own. */
static bool is_helper(struct span type)
{
    static const char *const helpers[] = { "portmap",  "bandwidth", "tuning",     "firewall",
                                           "loopback", "sbr",       "host-local", "vrf" };
    return span_is_one_of(type, helpers, ARRAY_SIZE(helpers));
}

static const struct node *member_anywhere(const struct node *document, const char *key)
{
    const struct node *at =
            document && document->kind == NODE_ARRAY ? document->children : document;
    return node_member(at, key);
}

static void put_network_plugins(struct put *put, struct node *list, const struct node *document,
                                const struct place *at)
{
    const struct node *plugins = member_anywhere(document, "plugins");
    bool ignores = false, other = false;
    struct place place = at ? *at : (struct place) { 0, 0 };
    for (const struct node *p = plugins ? plugins->children : NULL; p; p = p->next) {
        const struct node *type = node_member(p, "type");
        struct span text = kubernetes_text(p, "type");
        if (ignores_policies(text) && !at && !ignores)
            place = put_place(put, type);
        ignores |= ignores_policies(text);
        other |= text.len && !ignores_policies(text) && !is_helper(text);
    }
    if (!ignores && !other)
        return;
    struct node *to = put_object(put, list, "", place);
    put_bool(put, to, "supportsPolicies", other, place);
}

static void put_network_config_map(struct put *put, struct node *list, const struct node *object)
{
    const struct node *data = node_member(object, "data");
    for (const struct node *at = data ? data->children : NULL; at; at = at->next) {
        struct node *document;
        struct veto_error ignored = { 0 };
        bool is_list =
                at->kind == NODE_STRING && span_find(at->text, SPAN("\"plugins\"")) != SIZE_MAX;
        if (!is_list ||
            json_read(&document, at->text, JSON_WITH_COMMENTS, put->builder.arena, &ignored) < 0)
            continue;
        struct place place = put_place(put, at);
        put_network_plugins(put, list, document, &place);
    }
}

bool kubernetes_is_network_plugin(struct span bytes)
{
    return span_find(bytes, SPAN("\"cniVersion\"")) != SIZE_MAX &&
           span_find(bytes, SPAN("\"plugins\"")) != SIZE_MAX;
}

/* ---- All of it ------------------------------------------------------------------------------- */

static void put_of_pods(struct put *put, struct node *list, const struct node *object)
{
    for (size_t i = 0; i < kubernetes_pod_shape_count; i++)
        kubernetes_commands(put, list, kubernetes_reach(object, kubernetes_pod_shapes[i]));
}

void kubernetes_components(struct put *put, struct node *root, const struct node *object)
{
    static const struct {
        const char *kind;
        unsigned component;
    } documents[] = {
        { "KubeletConfiguration", COMPONENT_KUBELET },
        { "KubeSchedulerConfiguration", COMPONENT_SCHEDULER },
        { "KubeProxyConfiguration", COMPONENT_PROXY },
    };
    struct span kind = kubernetes_text(object, "kind");
    struct span version = kubernetes_text(object, "apiVersion");
    struct place at = put_place(put, object);
    struct node *list = put_array(put, root, "components", at);
    struct node *cni = put_array(put, root, "cni", at);
    for (size_t i = 0; i < ARRAY_SIZE(documents); i++)
        if (span_is(kind, documents[i].kind))
            put_document(put, list, documents[i].component, object);
    if (span_starts(version, SPAN("kubeadm.k8s.io/")))
        put_cluster(put, list, object);
    put_of_pods(put, list, object);
    if (span_is(kind, "EncryptionConfiguration") || span_is(kind, "EncryptionConfig"))
        put_encryption(put, root, object);
    if (span_is(kind, "Policy") && span_starts(version, SPAN("audit.k8s.io/")))
        put_audit_policy(put, root, object);
    if (node_member(object, "cniVersion"))
        put_network_plugins(put, cni, object, NULL);
    else if (span_is(kind, "ConfigMap"))
        put_network_config_map(put, cni, object);
}
