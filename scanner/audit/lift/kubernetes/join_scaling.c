/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/join.h"

static struct node *put_list(const struct joining *j, const char *key)
{
    return put_array(j->put, j->root, key, put_place(j->put, j->self->object));
}

static bool targets(const struct unit_object *scaler, const struct unit_object *workload)
{
    const struct node *target = kubernetes_reach(scaler->object, "spec.scaleTargetRef");
    return unit_same_space(scaler, workload) &&
           span_eq(kubernetes_text(target, "name"), workload->name) &&
           span_eq(kubernetes_text(target, "kind"), workload->kind);
}

static bool is_autoscaler(const struct unit_object *at)
{
    return span_is(at->kind, "HorizontalPodAutoscaler") || span_is(at->kind, "ScaledObject");
}

static bool is_autoscaled(const struct joining *j)
{
    for (size_t i = 0; i < j->unit->count; i++) {
        const struct unit_object *at = &j->unit->objects[i];
        /* An object of KEDA takes a Deployment where it names no kind. */
        bool keda = span_is(at->kind, "ScaledObject") &&
                    span_eq(kubernetes_text(at->object, "spec.scaleTargetRef.name"), j->self->name);
        if (is_autoscaler(at) && (keda || targets(at, j->self)))
            return true;
    }
    return false;
}

void join_scaling(const struct joining *j)
{
    uint64_t count;
    struct node *list = put_list(j, "scaling");
    if (!kubernetes_replicas(j->self->object, &count))
        return;
    const struct node *replicas = kubernetes_reach(j->self->object, "spec.replicas");
    const struct node *kind = node_member(j->self->object, "kind");
    struct place at = kubernetes_place(j->put, replicas ? replicas : kind, j->self->object);
    struct node *to = put_object(j->put, list, "", at);
    put_number(j->put, to, "replicas", (long long)count, at);
    put_bool(j->put, to, "autoscaled", is_autoscaled(j), at);
    put_bool(j->put, to, "serves", !span_is(j->self->kind, "ReplicaSet"), at);
    if (j->unit->complete && j->self->pod)
        put_bool(j->put, to, "budget",
                 unit_count_selecting(j->unit, j->self, "PodDisruptionBudget", "spec.selector") > 0,
                 at);
}

static bool is_headless(const struct node *service)
{
    return span_is(kubernetes_text(service, "spec.clusterIP"), "None");
}

/* The pods of a StatefulSet have their names from a headless Service. */
void join_stateful(const struct joining *j)
{
    if (!span_is(j->self->kind, "StatefulSet") || !j->self->pod || !j->unit->complete)
        return;
    const struct node *name = kubernetes_reach(j->self->object, "spec.serviceName");
    const struct node *kind = node_member(j->self->object, "kind");
    const struct unit_object *service =
            name ? unit_find(j->unit, j->self, "Service", name->text) : NULL;
    struct place at = kubernetes_place(j->put, name ? name : kind, j->self->object);
    struct node *to = put_object(j->put, put_list(j, "stateful"), "", at);
    put_bool(j->put, to, "service", service && is_headless(service->object), at);
}

void join_autoscalers(const struct joining *j)
{
    struct node *list = put_list(j, "autoscalers");
    const struct node *name = kubernetes_reach(j->self->object, "spec.scaleTargetRef.name");
    if (!span_is(j->self->kind, "HorizontalPodAutoscaler") || !name)
        return;
    const struct unit_object *found = NULL;
    for (size_t i = 0; i < j->unit->count && !found; i++)
        if (targets(j->self, &j->unit->objects[i]))
            found = &j->unit->objects[i];
    struct place at = put_place(j->put, name);
    struct node *to = put_object(j->put, list, "", at);
    if (found || (j->unit->complete && unit_has_pods(j->unit, j->self)))
        put_bool(j->put, to, "known", found != NULL, at);
    put_bool(j->put, to, "fixed", found && kubernetes_reach(found->object, "spec.replicas") != NULL,
             at);
}

/* Budgets that leave no pod to evict: as many must stay as there are. */
void join_budgets(const struct joining *j)
{
    struct node *list = put_list(j, "budgets");
    const struct node *selector = kubernetes_reach(j->self->object, "spec.selector");
    const struct node *least = kubernetes_reach(j->self->object, "spec.minAvailable");
    if (!span_is(j->self->kind, "PodDisruptionBudget") || !selector)
        return;
    uint64_t most = 0, count, wanted;
    size_t selected = 0;
    bool scaled = false;
    for (size_t i = 0; i < j->unit->count; i++) {
        const struct unit_object *at = &j->unit->objects[i];
        struct joining other = { .unit = j->unit, .self = at };
        if (!at->pod || !unit_same_space(at, j->self) || !kubernetes_selects(selector, &at->labels))
            continue;
        selected++;
        scaled |= !kubernetes_replicas(at->object, &count) || is_autoscaled(&other);
        most += scaled ? 0 : count;
    }
    struct place at = kubernetes_place(j->put, least ? least : selector, j->self->object);
    struct node *to = put_object(j->put, list, "", at);
    if (selected || (j->unit->complete && unit_has_pods(j->unit, j->self)))
        put_bool(j->put, to, "selects", selected > 0, at);
    bool is_number = least && span_to_uint(least->text, &wanted);
    put_bool(j->put, to, "blocksEviction", selected && !scaled && is_number && wanted >= most, at);
}
