/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fields that an object of its kind does not have: the server drops them, and what they were for.
 */
#include "audit/lift/kubernetes/parts.h"

enum { MAX_FIELDS = 60 };

/* Field names between blanks, from the API reference of Kubernetes 1.31. */
static const char pod_fields[] =
        " activeDeadlineSeconds affinity automountServiceAccountToken containers dnsConfig "
        "dnsPolicy"
        " enableServiceLinks ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers"
        " hostname hostnameOverride imagePullSecrets initContainers nodeName nodeSelector os "
        "overhead"
        " preemptionPolicy priority priorityClassName readinessGates resourceClaims resources"
        " restartPolicy runtimeClassName schedulerName schedulingGates securityContext "
        "serviceAccount"
        " serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain"
        " terminationGracePeriodSeconds tolerations topologySpreadConstraints volumes workloadRef ";

static const char container_fields[] =
        " args command env envFrom image imagePullPolicy lifecycle livenessProbe name ports"
        " readinessProbe resizePolicy resources restartPolicy restartPolicyRules securityContext"
        " startupProbe stdin stdinOnce targetContainerName terminationMessagePath"
        " terminationMessagePolicy tty volumeDevices volumeMounts workingDir ";

static const char context_fields[] =
        " allowPrivilegeEscalation appArmorProfile capabilities privileged procMount"
        " readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile"
        " windowsOptions ";

static const struct {
    const char *kind, *fields; /* of `spec` */
} specs[] = {
    { "Deployment", " minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit"
                    " selector strategy template " },
    { "DaemonSet", " minReadySeconds revisionHistoryLimit selector template updateStrategy " },
    { "StatefulSet", " minReadySeconds ordinals persistentVolumeClaimRetentionPolicy"
                     " podManagementPolicy replicas revisionHistoryLimit selector serviceName"
                     " template updateStrategy volumeClaimTemplates " },
    { "Job", " activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions"
             " managedBy manualSelector maxFailedIndexes parallelism podFailurePolicy"
             " podReplacementPolicy selector successPolicy suspend template"
             " ttlSecondsAfterFinished " },
    { "CronJob", " concurrencyPolicy failedJobsHistoryLimit jobTemplate schedule"
                 " startingDeadlineSeconds successfulJobsHistoryLimit suspend timeZone " },
};

static bool has_field(struct span all, struct span name)
{
    size_t at = name.len ? span_find(all, name) : SIZE_MAX;
    while (at != SIZE_MAX) {
        if (all.data[at - 1] == ' ' && all.data[at + name.len] == ' ')
            return true;
        size_t next = span_find(span_from(all, at + 1), name);
        at = next == SIZE_MAX ? SIZE_MAX : at + 1 + next;
    }
    return false;
}

static void check_fields(struct put *put, struct node *list, const struct node *object,
                         const char *fields, const char *of)
{
    struct span all = span_of(fields);
    size_t told = 0;
    if (!object || object->kind != NODE_OBJECT)
        return;
    for (const struct node *at = object->children; at && told < MAX_FIELDS; at = at->next) {
        if (has_field(all, at->key) || span_starts(at->key, SPAN("x-")) ||
            span_starts(at->key, SPAN("$")))
            continue;
        struct place place = put_place(put, at);
        struct node *to = put_object(put, list, "", place);
        put_text(put, to, "field", at->key, place);
        put_text(put, to, "of", span_of(of), place);
        told++;
    }
}

static void check_pod(struct put *put, struct node *list, const struct node *pod)
{
    static const char *const lists[] = { "containers", "initContainers", "ephemeralContainers" };
    check_fields(put, list, pod, pod_fields, "pod");
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        const struct node *items = node_member(pod, lists[i]);
        if (!items || items->kind != NODE_ARRAY)
            continue;
        for (const struct node *at = items->children; at; at = at->next) {
            check_fields(put, list, at, container_fields, "container");
            check_fields(put, list, node_member(at, "securityContext"), context_fields,
                         "security context of a container");
        }
    }
}

/* Of the API groups that are Kubernetes' own; others have fields of their own. */
static bool is_own_group(struct span version)
{
    return span_is(version, "v1") || span_is(version, "apps/v1") || span_is(version, "batch/v1");
}

void kubernetes_schema(struct put *put, struct node *root, const struct node *object)
{
    struct node *list = put_array(put, root, "unknownFields", put_place(put, object));
    struct span kind = kubernetes_text(object, "kind");
    const struct node *template = kubernetes_template(object);
    if (!is_own_group(kubernetes_text(object, "apiVersion")))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(specs); i++) {
        if (!span_is(kind, specs[i].kind))
            continue;
        check_fields(put, list, node_member(object, "spec"), specs[i].fields, specs[i].kind);
        check_fields(put, list, template, " metadata spec ", "pod template");
        check_pod(put, list, node_member(template, "spec"));
    }
    if (span_is(kind, "Pod"))
        check_pod(put, list, node_member(object, "spec"));
}
