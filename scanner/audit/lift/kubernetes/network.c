/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/parts.h"

static bool is_everywhere(struct span range)
{
    return span_is(range, "0.0.0.0/0") || span_is(range, "::/0");
}

/* The server part of Helm 2. */
static bool is_tiller(const struct node *object)
{
    const struct node *selector = kubernetes_reach(object, "spec.selector");
    return span_starts(kubernetes_text(object, "metadata.name"), SPAN("tiller")) ||
           (span_is(kubernetes_text(selector, "app"), "helm") &&
            span_is(kubernetes_text(selector, "name"), "tiller"));
}

static void put_service(struct put *put, struct node *root, const struct node *object)
{
    const struct node *spec = node_member(object, "spec");
    const struct node *type = kubernetes_reach(object, "spec.type");
    struct place at = kubernetes_place(put, type, spec ? spec : object);
    struct node *service = put_object(put, put_array(put, root, "services", at), "", at);
    put_text(put, service, "type", type ? type->text : SPAN("ClusterIP"), at);
    bool internal = false;
    const struct node *notes = kubernetes_reach(object, "metadata.annotations");
    for (const struct node *note = notes ? notes->children : NULL; note; note = note->next)
        internal |= (span_find(note->key, SPAN("internal")) != SIZE_MAX &&
                     !span_is(note->text, "false")) ||
                    span_eq_nocase(note->text, SPAN("internal")) ||
                    span_eq_nocase(note->text, SPAN("intranet"));
    put_bool(put, service, "internal", internal, at);
    put_bool(put, service, "tiller", is_tiller(object), at);
    const struct node *ranges = kubernetes_reach(object, "spec.loadBalancerSourceRanges");
    put_bool(put, service, "restricted", ranges && ranges->children, at);
    struct node *open = put_array(put, service, "openRanges", at);
    for (const struct node *range = ranges ? ranges->children : NULL; range; range = range->next)
        if (is_everywhere(range->text))
            put_text(put, open, "", range->text, put_place(put, range));
    const struct node *external = kubernetes_reach(object, "spec.externalIPs");
    struct node *list = put_array(put, service, "externalIPs", at);
    for (const struct node *ip = external ? external->children : NULL; ip; ip = ip->next)
        put_text(put, list, "", ip->text, put_place(put, ip));
}

static void put_ingress(struct put *put, struct node *root, const struct node *object)
{
    const struct node *spec = node_member(object, "spec");
    const struct node *tls = kubernetes_reach(object, "spec.tls");
    struct place at = kubernetes_place(put, tls, spec ? spec : object);
    struct node *ingress = put_object(put, put_array(put, root, "ingresses", at), "", at);
    put_bool(put, ingress, "tls", tls && tls->children, at);
    const struct node *rules = kubernetes_reach(object, "spec.rules");
    struct node *open = put_array(put, ingress, "anyHost", at);
    for (const struct node *rule = rules ? rules->children : NULL; rule; rule = rule->next) {
        const struct node *host = node_member(rule, "host");
        if (!host || !host->text.len || span_is(host->text, "*"))
            put_text(put, open, "", SPAN("*"), kubernetes_place(put, host, rule));
    }
}

/* A listener of a Gateway that speaks without TLS. */
static void put_gateway(struct put *put, struct node *root, const struct node *object)
{
    const struct node *listeners = kubernetes_reach(object, "spec.listeners");
    struct node *list = put_array(put, root, "plainListeners", put_place(put, object));
    for (const struct node *at = listeners ? listeners->children : NULL; at; at = at->next) {
        const struct node *protocol = node_member(at, "protocol");
        if (protocol && (span_is(protocol->text, "HTTP") || span_is(protocol->text, "TCP")))
            put_text(put, list, "", protocol->text, put_place(put, protocol));
    }
}

/* Rules of one direction that name no peer, or every address. */
static void put_open(struct put *put, struct node *list, const struct node *rules, const char *key)
{
    for (const struct node *rule = rules ? rules->children : NULL; rule; rule = rule->next) {
        const struct node *peers = node_member(rule, key);
        bool open = !peers || !peers->children;
        for (const struct node *p = peers ? peers->children : NULL; p; p = p->next)
            open |= is_everywhere(kubernetes_text(p, "ipBlock.cidr")) &&
                    !kubernetes_reach(p, "ipBlock.except");
        if (open)
            put_text(put, list, "", span_of(key), put_place(put, rule));
    }
}

/* The addresses at which clouds hand out what a machine may do. */
static void put_metadata_peers(struct put *put, struct node *list, const struct node *rules)
{
    for (const struct node *rule = rules ? rules->children : NULL; rule; rule = rule->next) {
        const struct node *peers = node_member(rule, "to");
        for (const struct node *p = peers ? peers->children : NULL; p; p = p->next) {
            const struct node *cidr = kubernetes_reach(p, "ipBlock.cidr");
            if (cidr && span_starts(cidr->text, SPAN("169.254.")) &&
                !kubernetes_reach(p, "ipBlock.except"))
                put_text(put, list, "", cidr->text, put_place(put, cidr));
        }
    }
}

static void put_network_policy(struct put *put, struct node *root, const struct node *object)
{
    struct node *policy = put_object(put, root, "networkPolicy", put_place(put, object));
    struct node *open = put_array(put, policy, "open", put_place(put, object));
    put_open(put, open, kubernetes_reach(object, "spec.ingress"), "from");
    put_open(put, open, kubernetes_reach(object, "spec.egress"), "to");
    put_metadata_peers(put, put_array(put, policy, "metadataPeers", put_place(put, object)),
                       kubernetes_reach(object, "spec.egress"));
    const struct node *types = kubernetes_reach(object, "spec.policyTypes");
    bool none = types && !types->children && !kubernetes_reach(object, "spec.ingress") &&
                !kubernetes_reach(object, "spec.egress");
    struct node *list = put_array(put, policy, "policyTypes", kubernetes_place(put, types, object));
    for (const struct node *type = types ? types->children : NULL; type; type = type->next)
        put_text(put, list, "", type->text, put_place(put, type));
    if (none)
        put_text(put, list, "", SPAN("none"), put_place(put, types));
}

static void put_budget(struct put *put, struct node *root, const struct node *object)
{
    const struct node *most = kubernetes_reach(object, "spec.maxUnavailable");
    const struct node *least = kubernetes_reach(object, "spec.minAvailable");
    bool none = most && (span_is(most->text, "0") || span_is(most->text, "0%"));
    bool all = least && span_is(least->text, "100%");
    const struct node *spec = none ? most : all ? least : NULL;
    struct place at = kubernetes_place(put, spec, object);
    struct node *budget = put_object(put, put_array(put, root, "budgets", at), "", at);
    put_bool(put, budget, "blocksEviction", none || all, at);
    const struct node *policy = kubernetes_reach(object, "spec.unhealthyPodEvictionPolicy");
    put_text(put, budget, "unhealthyPolicy", policy ? policy->text : SPAN("unset"),
             kubernetes_place(put, policy, node_member(object, "kind")));
}

static void put_namespace(struct put *put, struct node *root, const struct node *object)
{
    const struct node *labels = kubernetes_reach(object, "metadata.labels");
    const struct node *level = node_member(labels, "pod-security.kubernetes.io/enforce");
    struct place at = kubernetes_place(put, level, object);
    put_text(put, put_array(put, root, "podSecurity", at), "", level ? level->text : SPAN("unset"),
             at);
}

void kubernetes_network(struct put *put, struct node *root, const struct node *object)
{
    static const struct {
        const char *kind;
        void (*lift)(struct put *put, struct node *root, const struct node *object);
    } lifters[] = {
        { "Service", put_service },
        { "Ingress", put_ingress },
        { "NetworkPolicy", put_network_policy },
        { "PodDisruptionBudget", put_budget },
        { "Namespace", put_namespace },
        { "Gateway", put_gateway },
    };
    struct span kind = kubernetes_text(object, "kind");
    for (size_t i = 0; i < ARRAY_SIZE(lifters); i++)
        if (span_is(kind, lifters[i].kind))
            lifters[i].lift(put, root, object);
}
