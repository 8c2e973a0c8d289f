/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/join.h"
#include "base/ascii.h"

static struct node *put_list(const struct joining *j, const char *key)
{
    return put_array(j->put, j->root, key, put_place(j->put, j->self->object));
}

static struct place place_at(const struct joining *j, const char *path)
{
    return kubernetes_place(j->put, kubernetes_reach(j->self->object, path), j->self->object);
}

/* ---- Services -------------------------------------------------------------------------------- */

/* How the ports of the pods answer a wanted one. */
struct ports {
    bool declared; /* there are any */
    bool matched;
};

static void look_at_pods(const struct joining *j, const struct node *selector, struct span wanted,
                         struct ports *ports)
{
    for (size_t i = 0; i < j->unit->count && !ports->matched; i++) {
        const struct unit_object *at = &j->unit->objects[i];
        if (!at->pod || !unit_same_space(at, j->self) || !kubernetes_selects(selector, &at->labels))
            continue;
        ports->declared |= at->ports.count > 0;
        ports->matched |= names_find(&at->ports, wanted) != NULL;
    }
}

/* False where the pods declare ports, and not this one. */
static bool is_answered(const struct joining *j, const struct node *selector,
                        const struct node *port)
{
    const struct node *target = node_member(port, "targetPort");
    if (!target || target->kind == NODE_NULL)
        target = node_member(port, "port");
    if (!target || !target->text.len)
        return true;
    struct ports ports = { false, false };
    look_at_pods(j, selector, target->text, &ports);
    bool is_name = !ascii_is_digit(target->text.data[0]);
    return ports.matched || (!ports.declared && !is_name);
}

static void put_ports(const struct joining *j, struct node *service, const struct node *selector,
                      size_t targets)
{
    const struct node *ports = kubernetes_reach(j->self->object, "spec.ports");
    struct place at = place_at(j, "spec.ports");
    struct node *list = put_array(j->put, service, "ports", at);
    bool any = !ports || !ports->children;
    for (const struct node *port = ports ? ports->children : NULL; port; port = port->next) {
        const struct node *target = node_member(port, "targetPort");
        bool answered = is_answered(j, selector, port);
        struct place place = kubernetes_place(j->put, target, port);
        any |= answered;
        if (targets)
            put_bool(j->put, put_object(j->put, list, "", place), "answered", answered, place);
    }
    put_bool(j->put, service, "reaches", targets && any, place_at(j, "spec.selector"));
}

void join_services(const struct joining *j)
{
    const struct node *selector = kubernetes_reach(j->self->object, "spec.selector");
    struct node *list = put_list(j, "services");
    if (!span_is(j->self->kind, "Service") || !j->unit->complete || !selector ||
        !selector->children || !unit_has_pods(j->unit, j->self) ||
        unit_find(j->unit, j->self, "Endpoints", j->self->name) ||
        unit_has(j->unit, "EndpointSlice"))
        return;
    struct node *service = put_object(j->put, list, "", place_at(j, "spec.selector"));
    put_ports(j, service, selector, unit_count_selected(j->unit, j->self, selector));
}

/* ---- Ingresses, monitors --------------------------------------------------------------------- */

static void put_backend(const struct joining *j, struct node *list, const struct node *backend)
{
    const struct node *name = kubernetes_reach(backend, "service.name");
    if (!name)
        name = node_member(backend, "serviceName");
    if (!name || !name->text.len)
        return;
    bool found = unit_find(j->unit, j->self, "Service", name->text);
    struct place at = put_place(j->put, name);
    struct node *to = put_object(j->put, list, "", at);
    put_text(j->put, to, "service", name->text, at);
    if (found || (j->unit->complete && unit_has(j->unit, "Service")))
        put_bool(j->put, to, "known", found, at);
}

void join_ingresses(const struct joining *j)
{
    const struct node *spec = node_member(j->self->object, "spec");
    const struct node *rules = node_member(spec, "rules");
    struct node *list = put_list(j, "backends");
    if (!span_is(j->self->kind, "Ingress"))
        return;
    put_backend(j, list, node_member(spec, "defaultBackend"));
    put_backend(j, list, node_member(spec, "backend"));
    for (const struct node *rule = rules ? rules->children : NULL; rule; rule = rule->next) {
        const struct node *paths = kubernetes_reach(rule, "http.paths");
        for (const struct node *p = paths ? paths->children : NULL; p; p = p->next)
            put_backend(j, list, node_member(p, "backend"));
    }
}

void join_monitors(const struct joining *j)
{
    const struct node *selector = kubernetes_reach(j->self->object, "spec.selector");
    struct node *list = put_list(j, "monitors");
    if (!span_is(j->self->kind, "ServiceMonitor") || !j->unit->complete || !selector ||
        !unit_has(j->unit, "Service") ||
        kubernetes_reach(j->self->object, "spec.namespaceSelector"))
        return;
    bool selects = false;
    for (size_t i = 0; i < j->unit->count; i++) {
        const struct unit_object *at = &j->unit->objects[i];
        selects |= span_is(at->kind, "Service") && kubernetes_selects(selector, &at->labels);
    }
    struct place at = place_at(j, "spec.selector");
    put_bool(j->put, put_object(j->put, list, "", at), "selects", selects, at);
}

/* ---- Network policies ------------------------------------------------------------------------ */

/* Peers of the own namespace that no pod is. */
static void put_peers(const struct joining *j, struct node *list, const char *path, const char *key)
{
    const struct node *rules = kubernetes_reach(j->self->object, path);
    for (const struct node *rule = rules ? rules->children : NULL; rule; rule = rule->next) {
        const struct node *peers = node_member(rule, key);
        for (const struct node *peer = peers ? peers->children : NULL; peer; peer = peer->next) {
            const struct node *selector = node_member(peer, "podSelector");
            if (!selector || !selector->children || node_member(peer, "namespaceSelector"))
                continue;
            struct place at = put_place(j->put, selector);
            put_bool(j->put, put_object(j->put, list, "", at), "selects",
                     unit_count_selected(j->unit, j->self, selector) > 0, at);
        }
    }
}

void join_policies(const struct joining *j)
{
    const struct node *selector = kubernetes_reach(j->self->object, "spec.podSelector");
    struct node *list = put_list(j, "networkPolicies");
    if (!span_is(j->self->kind, "NetworkPolicy") || !j->unit->complete ||
        !unit_has_pods(j->unit, j->self))
        return;
    struct place at = place_at(j, "spec.podSelector");
    struct node *policy = put_object(j->put, list, "", at);
    if (selector && selector->children)
        put_bool(j->put, policy, "selects", unit_count_selected(j->unit, j->self, selector) > 0,
                 at);
    struct node *peers = put_array(j->put, policy, "peers", at);
    put_peers(j, peers, "spec.ingress", "from");
    put_peers(j, peers, "spec.egress", "to");
}
