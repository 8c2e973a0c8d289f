/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/holes.h"
#include "audit/lift/kubernetes/parts.h"

/* ---- Selectors ------------------------------------------------------------------------------- */

const struct node *kubernetes_template(const struct node *object)
{
    const struct node *of_job = kubernetes_reach(object, "spec.jobTemplate.spec.template");
    return of_job ? of_job : kubernetes_reach(object, "spec.template");
}

static bool has_label(const struct names *labels, struct span key, struct span value)
{
    const struct node *label = names_find(labels, key);
    return label && span_eq(label->text, value);
}

static bool lists_text(const struct node *list, struct span text)
{
    for (const struct node *at = list ? list->children : NULL; at; at = at->next)
        if (span_eq(at->text, text))
            return true;
    return false;
}

static bool meets(const struct names *labels, const struct node *expression)
{
    const struct node *label = names_find(labels, kubernetes_text(expression, "key"));
    struct span operator= kubernetes_text(expression, "operator");
    bool listed = label && lists_text(node_member(expression, "values"), label->text);
    if (span_is(operator, "In"))
        return listed;
    if (span_is(operator, "NotIn"))
        return !listed;
    if (span_is(operator, "Exists"))
        return label != NULL;
    return span_is(operator, "DoesNotExist") && !label;
}

/* Labels that pods get when they are made: no template has them. */
static bool is_given_later(struct span key)
{
    static const char *const keys[] = { "statefulset.kubernetes.io/pod-name",
                                        "apps.kubernetes.io/pod-index",
                                        "batch.kubernetes.io/job-name",
                                        "batch.kubernetes.io/controller-uid",
                                        "batch.kubernetes.io/job-completion-index",
                                        "job-name",
                                        "controller-uid",
                                        "pod-template-hash",
                                        "controller-revision-hash" };
    return span_is_one_of(key, keys, ARRAY_SIZE(keys));
}

static bool has_all(const struct node *wanted, const struct names *labels)
{
    for (const struct node *at = wanted ? wanted->children : NULL; at; at = at->next)
        if (!is_given_later(at->key) && !has_label(labels, at->key, at->text))
            return false;
    return true;
}

void kubernetes_labels(struct put *put, struct names *out, const struct node *labels)
{
    names_make(out, put, labels ? labels->child_count : 0);
    names_add_members(out, labels);
    names_sort(out);
}

bool kubernetes_selects(const struct node *selector, const struct names *labels)
{
    const struct node *wanted = node_member(selector, "matchLabels");
    const struct node *expressions = node_member(selector, "matchExpressions");
    if (!wanted && !expressions)
        return has_all(selector, labels);
    for (const struct node *at = expressions ? expressions->children : NULL; at; at = at->next)
        if (!meets(labels, at))
            return false;
    return has_all(wanted, labels);
}

static void put_selector(struct put *put, struct node *root, const struct node *object)
{
    const struct node *selector = kubernetes_reach(object, "spec.selector");
    const struct node *template = kubernetes_template(object);
    struct node *list = put_array(put, root, "selectors", put_place(put, object));
    const struct node *own = kubernetes_reach(template, "metadata.labels");
    if (!selector || !selector->children || !node_member(template, "spec") ||
        holes_are_below(selector) || holes_are_below(own))
        return;
    struct place at = put_place(put, selector);
    struct names labels;
    kubernetes_labels(put, &labels, own);
    put_bool(put, put_object(put, list, "", at), "matchesOwnPods",
             kubernetes_selects(selector, &labels), at);
}

/* ---- Number and spread ----------------------------------------------------------------------- */

bool kubernetes_scales(struct span kind)
{
    static const char *const kinds[] = {
        "Deployment",       "StatefulSet", "ReplicaSet",
        "DeploymentConfig", "Rollout",     "ReplicationController"
    };
    return span_is_one_of(kind, kinds, ARRAY_SIZE(kinds));
}

/* Terms that speak of pods in other namespaces keep the own ones from nowhere. */
static bool speaks_of(const struct node *terms, const struct node *object)
{
    struct span own = kubernetes_text(object, "metadata.namespace");
    for (const struct node *at = terms ? terms->children : NULL; at; at = at->next) {
        const struct node *term = node_member(at, "podAffinityTerm");
        const struct node *spaces = node_member(term ? term : at, "namespaces");
        if (!spaces || !spaces->children || !own.len || lists_text(spaces, own))
            return true;
    }
    return false;
}

static bool is_spread(const struct node *object)
{
    const struct node *pod = node_member(kubernetes_template(object), "spec");
    const struct node *spread = node_member(pod, "topologySpreadConstraints");
    const struct node *anti = kubernetes_reach(pod, "affinity.podAntiAffinity");
    return (spread && spread->children) ||
           speaks_of(node_member(anti, "requiredDuringSchedulingIgnoredDuringExecution"), object) ||
           speaks_of(node_member(anti, "preferredDuringSchedulingIgnoredDuringExecution"), object);
}

bool kubernetes_replicas(const struct node *object, uint64_t *count)
{
    const struct node *replicas = kubernetes_reach(object, "spec.replicas");
    if (!kubernetes_scales(kubernetes_text(object, "kind")))
        return false;
    *count = 1;
    if (replicas)
        return span_to_uint(replicas->text, count) && *count <= INT32_MAX;
    return kubernetes_template(object) != NULL; /* a patch may leave both out */
}

static void put_scaling(struct put *put, struct node *root, const struct node *object)
{
    uint64_t count;
    struct node *list = put_array(put, root, "scaling", put_place(put, object));
    if (!kubernetes_replicas(object, &count))
        return;
    const struct node *replicas = kubernetes_reach(object, "spec.replicas");
    struct place at = kubernetes_place(put, replicas, object);
    struct node *to = put_object(put, list, "", at);
    put_bool(put, to, "set", replicas != NULL, at);
    put_number(put, to, "replicas", (long long)count, at);
    const struct node *pod = node_member(kubernetes_template(object), "spec");
    if (pod && !holes_are_below(node_member(pod, "affinity")))
        put_bool(put, to, "spread", is_spread(object), at);
}

/* ---- Jobs, autoscalers ----------------------------------------------------------------------- */

static void put_job(struct put *put, struct node *root, const struct node *object)
{
    struct span kind = kubernetes_text(object, "kind");
    struct place at = put_place(put, object);
    const struct node *of_cron =
            kubernetes_reach(object, "spec.jobTemplate.spec.ttlSecondsAfterFinished");
    const struct node *owner = node_member(object, "kind");
    struct node *list = put_array(put, root, "jobCleanup", at);
    if (span_is(kind, "CronJob") && of_cron)
        put_text(put, list, "", SPAN("twice"), put_place(put, of_cron));
    if (span_is(kind, "Job") && kubernetes_template(object) &&
        !kubernetes_reach(object, "spec.ttlSecondsAfterFinished"))
        put_text(put, list, "", SPAN("never"), kubernetes_place(put, owner, object));
}

static void put_metrics(struct put *put, struct node *to, const struct node *object)
{
    const struct node *metrics = kubernetes_reach(object, "spec.metrics");
    struct node *list = put_array(put, to, "metrics", put_place(put, object));
    for (const struct node *at = metrics ? metrics->children : NULL; at; at = at->next) {
        const struct node *described = kubernetes_reach(at, "object.describedObject");
        if (!span_is(kubernetes_text(at, "type"), "Object"))
            continue;
        bool complete = node_member(described, "kind") && node_member(described, "name") &&
                        kubernetes_reach(at, "object.target") &&
                        kubernetes_reach(at, "object.metric.name");
        struct place place = kubernetes_place(put, described, at);
        put_bool(put, put_object(put, list, "", place), "complete", complete, place);
    }
}

static void put_autoscaler(struct put *put, struct node *root, const struct node *object)
{
    struct node *list = put_array(put, root, "autoscalers", put_place(put, object));
    const struct node *least = kubernetes_reach(object, "spec.minReplicas");
    uint64_t count = 1;
    if (!span_is(kubernetes_text(object, "kind"), "HorizontalPodAutoscaler") ||
        !node_member(object, "spec"))
        return;
    struct place at = kubernetes_place(put, least, node_member(object, "spec"));
    struct node *to = put_object(put, list, "", at);
    if (!least || (span_to_uint(least->text, &count) && count <= INT32_MAX))
        put_number(put, to, "minReplicas", (long long)count, at);
    put_metrics(put, to, object);
}

void kubernetes_workload(struct put *put, struct node *root, const struct node *object)
{
    put_selector(put, root, object);
    put_scaling(put, root, object);
    put_job(put, root, object);
    put_autoscaler(put, root, object);
}
