/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/image/facts.h"
#include "audit/lift/kubernetes/component.h"
#include "audit/lift/kubernetes/parts.h"
#include "audit/lift/value.h"
#include "base/cleanup.h"

/* ---- Words ----------------------------------------------------------------------------------- */

static const char *const safe_sysctls[] = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
};

/* What the restricted level of the pod security standards lets a pod mount. */
static const char *const restricted_volumes[] = {
    "configMap", "csi",    "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim",
    "projected", "secret", "image",
};

static bool is_truth(const struct node *node)
{
    return node && node->kind == NODE_BOOL && node->truth;
}

/* ---- Containers ------------------------------------------------------------------------------ */

static void put_image(const struct container_scope *s, struct node *to)
{
    const struct node *node = node_member(s->container, "image");
    if (!node || !node->text.len || span_find_char(node->text, '$') < node->text.len)
        return;
    image_put(s->put, to, "image", node->text, put_place(s->put, node));
}

static void put_env(const struct container_scope *s, struct node *to)
{
    struct put *put = s->put;
    const struct node *env = node_member(s->container, "env");
    const struct node *from = node_member(s->container, "envFrom");
    struct node *list = put_array(put, to, "env", kubernetes_place(put, env, s->container));
    for (const struct node *item = env ? env->children : NULL; item; item = item->next) {
        const struct node *value = node_member(item, "value");
        const struct node *secret = kubernetes_reach(item, "valueFrom.secretKeyRef");
        struct place at = kubernetes_place(put, value ? value : secret, item);
        struct node *object = put_object(put, list, "", at);
        struct span name = kubernetes_text(item, "name");
        if (value && !value->children && value->text.data)
            value_put(put, object, name, value->text, at);
        else
            put_text(put, object, "name", name, at);
        put_bool(put, object, "fromSecret", secret != NULL, at);
    }
    for (const struct node *item = from ? from->children : NULL; item; item = item->next) {
        const struct node *secret = node_member(item, "secretRef");
        struct place at = kubernetes_place(put, secret, item);
        put_bool(put, put_object(put, list, "", at), "fromSecret", secret != NULL, at);
    }
}

static void put_ports(const struct container_scope *s, struct node *to)
{
    static const char *const keys[] = { "containerPort", "hostPort" };
    struct put *put = s->put;
    const struct node *ports = node_member(s->container, "ports");
    struct node *list = put_array(put, to, "ports", kubernetes_place(put, ports, s->container));
    for (const struct node *port = ports ? ports->children : NULL; port; port = port->next) {
        struct node *object = put_object(put, list, "", put_place(put, port));
        for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
            const struct node *node = node_member(port, keys[i]);
            uint64_t number;
            if (node && span_to_uint(node->text, &number) && number <= UINT16_MAX)
                put_number(put, object, keys[i], (long long)number, put_place(put, node));
        }
        struct span protocol = kubernetes_text(port, "protocol");
        put_text(put, object, "protocol", protocol.len ? protocol : SPAN("TCP"),
                 put_place(put, port));
    }
}

/* A limit is a request too where there is none. */
static void put_resources(const struct container_scope *s, struct node *to)
{
    static const char *const names[] = { "cpu", "memory" };
    struct put *put = s->put;
    const struct node *resources = node_member(s->container, "resources");
    struct place at = put_place(put, s->container);
    struct node *object = put_object(put, to, "resources", at);
    struct node *limits = put_object(put, object, "limits", at);
    struct node *requests = put_object(put, object, "requests", at);
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        bool limit = node_member(node_member(resources, "limits"), names[i]);
        bool request = node_member(node_member(resources, "requests"), names[i]);
        put_bool(put, limits, names[i], limit, at);
        put_bool(put, requests, names[i], limit || request, at);
    }
    put_bool(put, limits, "storage",
             node_member(node_member(resources, "limits"), "ephemeral-storage") != NULL, at);
}

static bool is_same_text(const struct put *put, const struct node *a, const struct node *b)
{
    if (!a || !b || !a->children)
        return false;
    struct place first = put_place(put, a), second = put_place(put, b);
    struct span text = put->builder.text;
    return span_eq(span_trim(span_sub(text, first.begin, first.end - first.begin)),
                   span_trim(span_sub(text, second.begin, second.end - second.begin)));
}

static void put_probes(const struct container_scope *s, struct node *to)
{
    static const char *const keys[][2] = { { "liveness", "livenessProbe" },
                                           { "readiness", "readinessProbe" },
                                           { "startup", "startupProbe" } };
    struct node *probes = put_object(s->put, to, "probes", put_place(s->put, s->container));
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *probe = node_member(s->container, keys[i][1]);
        put_bool(s->put, probes, keys[i][0], probe && probe->children,
                 kubernetes_place(s->put, probe, s->container));
    }
    const struct node *ready = node_member(s->container, "readinessProbe");
    if (is_same_text(s->put, node_member(s->container, "livenessProbe"), ready))
        put_bool(s->put, probes, "same", true, put_place(s->put, ready));
}

static struct span host_path_of(const struct container_scope *s, const struct node *mount)
{
    struct span name = kubernetes_text(mount, "name");
    return kubernetes_text(table_get(&s->pod->volumes, name), "hostPath.path");
}

static void put_mounts(const struct container_scope *s, struct node *to)
{
    struct put *put = s->put;
    const struct node *mounts = node_member(s->container, "volumeMounts");
    struct node *list = put_array(put, to, "mounts", kubernetes_place(put, mounts, s->container));
    for (const struct node *mount = mounts ? mounts->children : NULL; mount; mount = mount->next) {
        struct place at = put_place(put, mount);
        struct node *object = put_object(put, list, "", at);
        struct span path = host_path_of(s, mount);
        const struct node *propagation = node_member(mount, "mountPropagation");
        if (path.len)
            put_text(put, object, "hostPath", path, at);
        kubernetes_flag(put, object, "readOnly", mount, "readOnly");
        if (propagation)
            put_text(put, object, "propagation", propagation->text, put_place(put, propagation));
    }
}

static void put_container(const struct container_scope *s, struct node *list, const char *role)
{
    struct put *put = s->put;
    struct place at = put_place(put, s->container);
    struct node *to = put_object(put, list, "", at);
    bool stays = span_is(kubernetes_text(s->container, "restartPolicy"), "Always");
    put_text(put, to, "role", stays && role[0] == 'i' ? SPAN("sidecar") : span_of(role), at);
    put_text(put, to, "name", kubernetes_text(s->container, "name"), at);
    put_image(s, to);
    put_ports(s, to);
    put_env(s, to);
    put_mounts(s, to);
    put_probes(s, to);
    put_resources(s, to);
    kubernetes_effective(s, to);
    const struct node *own = node_member(s->container, "securityContext");
    const struct node *of_pod = s->pod->security;
    put_text(put, to, "securityContext",
             own && own->children         ? SPAN("own")
             : of_pod && of_pod->children ? SPAN("pod")
                                          : SPAN("none"),
             at);
    kubernetes_container_details(s, to);
}

/* ---- Pods ------------------------------------------------------------------------------------ */

static bool is_below(struct span path, const char *folder)
{
    struct span name = span_of(folder);
    return span_starts(path, name) && (path.len == name.len || path.data[name.len] == '/');
}

static bool is_system_path(struct span path)
{
    static const char *const exact[] = { "/", "/var", "/home", "/var/lib", "/opt" };
    static const char *const folders[] = {
        "/etc",           "/boot", "/dev", "/lib",  "/lib64", "/proc",    "/sys",
        "/usr",           "/root", "/bin", "/sbin", "/run",   "/var/run", "/var/lib/kubelet",
        "/var/lib/docker"
    };
    while (path.len > 1 && path.data[path.len - 1] == '/')
        path.len--;
    bool system = span_is_one_of(path, exact, ARRAY_SIZE(exact));
    for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
        system |= is_below(path, folders[i]);
    return system;
}

static bool is_socket(struct span path)
{
    static const char *const sockets[] = { "docker.sock", "containerd.sock", "crio.sock",
                                           "podman.sock", "cri-dockerd.sock" };
    return span_is_one_of(span_basename(path), sockets, ARRAY_SIZE(sockets));
}

static void put_volumes(struct put *put, struct node *to, const struct node *pod)
{
    const struct node *volumes = node_member(pod, "volumes");
    struct node *list = put_array(put, to, "volumes", kubernetes_place(put, volumes, pod));
    for (const struct node *at = volumes ? volumes->children : NULL; at; at = at->next) {
        const struct node *path = kubernetes_reach(at, "hostPath.path");
        struct place place = kubernetes_place(put, path, at);
        struct node *object = put_object(put, list, "", place);
        put_text(put, object, "name", kubernetes_text(at, "name"), place);
        for (const struct node *key = at->children; key; key = key->next)
            if (!span_is(key->key, "name"))
                put_bool(put, object, "restricted",
                         span_is_one_of(key->key, restricted_volumes,
                                        ARRAY_SIZE(restricted_volumes)),
                         place);
        if (!path || path->kind != NODE_STRING)
            continue;
        put_text(put, object, "hostPath", path->text, place);
        put_bool(put, object, "system", is_system_path(path->text), place);
        put_bool(put, object, "socket", is_socket(path->text), place);
    }
}

static void put_sysctls(struct put *put, struct node *to, const struct node *pod)
{
    const struct node *sysctls = kubernetes_reach(pod, "securityContext.sysctls");
    struct node *list = put_array(put, to, "sysctlsUnsafe", kubernetes_place(put, sysctls, pod));
    for (const struct node *at = sysctls ? sysctls->children : NULL; at; at = at->next) {
        struct span name = kubernetes_text(at, "name");
        if (name.len && !span_is_one_of(name, safe_sysctls, ARRAY_SIZE(safe_sysctls)))
            put_text(put, list, "", name, put_place(put, at));
    }
}

/* Settings of containers that are written at the pod, where nothing reads them. */
static void put_misplaced(struct put *put, struct node *to, const struct node *pod)
{
    static const char *const keys[] = { "allowPrivilegeEscalation", "capabilities", "privileged",
                                        "readOnlyRootFilesystem", "procMount" };
    const struct node *context = node_member(pod, "securityContext");
    struct node *list = put_array(put, to, "misplaced", kubernetes_place(put, context, pod));
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *node = node_member(context, keys[i]);
        if (node)
            put_text(put, list, "", span_of(keys[i]), put_place(put, node));
    }
}

static void put_account(struct put *put, struct node *to, const struct node *pod)
{
    const struct node *name = node_member(pod, "serviceAccountName");
    if (!name)
        name = node_member(pod, "serviceAccount");
    const struct node *token = node_member(pod, "automountServiceAccountToken");
    bool set = name && name->kind != NODE_NULL && name->text.len;
    struct place at = kubernetes_place(put, name, pod);
    put_text(put, to, "serviceAccount", set ? name->text : SPAN("default"), at);
    put_bool(put, to, "serviceAccountSet", set, at);
    put_bool(put, to, "automountToken", !token || is_truth(token),
             kubernetes_place(put, token, pod));
}

/* What a release or a synchronisation runs once, by its annotation. */
static bool is_hook(const struct node *object)
{
    const struct node *notes = kubernetes_reach(object, "metadata.annotations");
    for (const struct node *at = notes ? notes->children : NULL; at; at = at->next)
        if (span_is(at->key, "helm.sh/hook") || span_is(at->key, "argocd.argoproj.io/hook"))
            return true;
    return false;
}

static void put_restart(struct put *put, struct node *to, const struct node *pod, bool is_job)
{
    const struct node *restart = node_member(pod, "restartPolicy");
    const struct node *old = node_member(pod, "serviceAccount");
    struct node *list = put_array(put, to, "restarts", put_place(put, pod));
    struct node *fields = put_array(put, to, "deprecatedFields", put_place(put, pod));
    if (restart && !is_job)
        put_text(put, list, "", restart->text, put_place(put, restart));
    if (old && old->text.len && !node_member(pod, "serviceAccountName"))
        put_text(put, fields, "", SPAN("serviceAccount"), put_place(put, old));
}

/* Is it the specification of an Argo workflow, whose templates hold the containers? */
static bool is_argo(const struct node *spec)
{
    const struct node *templates = node_member(spec, "templates");
    return templates && templates->kind == NODE_ARRAY &&
           (node_member(spec, "entrypoint") || node_member(spec, "serviceAccountName"));
}

/* Where steps of one pod are put, and what holds for them. */
struct steps {
    struct put *put;
    struct node *containers;
    const struct pod_defaults *defaults;
    const struct pod_notes *notes;
};

static void put_step(const struct steps *steps, const struct node *container, const char *role)
{
    struct container_scope scope = { steps->put, container, steps->defaults, steps->notes };
    if (container && container->kind == NODE_OBJECT)
        put_container(&scope, steps->containers, role);
}

static void put_template_steps(const struct steps *steps, const struct node *template)
{
    static const char *const single[] = { "container", "script" };
    static const char *const several[] = { "initContainers", "sidecars" };
    for (size_t i = 0; i < ARRAY_SIZE(single); i++)
        put_step(steps, node_member(template, single[i]), "main");
    for (size_t i = 0; i < ARRAY_SIZE(several); i++) {
        const struct node *items = node_member(template, several[i]);
        bool is_list = items && items->kind == NODE_ARRAY;
        for (const struct node *one = is_list ? items->children : NULL; one; one = one->next)
            put_step(steps, one, i ? "main" : "init");
    }
}

/* The steps of an Argo workflow are pods of one or more containers, under the workflow's settings.
 */
static void put_workflow_steps(const struct steps *steps, const struct node *workflow)
{
    const struct node *templates = node_member(workflow, "templates");
    for (const struct node *at = templates ? templates->children : NULL; at; at = at->next) {
        if (!node_member(at, "securityContext")) {
            put_template_steps(steps, at);
            continue;
        }
        struct pod_defaults own;
        struct steps of_template = *steps;
        pod_defaults_make(&own, steps->put, at);
        of_template.defaults = &own;
        put_template_steps(&of_template, at);
        pod_defaults_release(&own);
    }
}

static void put_containers(struct put *put, struct node *to, const struct pod_context *context)
{
    static const char *const lists[][2] = { { "containers", "main" },
                                            { "initContainers", "init" },
                                            { "ephemeralContainers", "ephemeral" } };
    const struct node *pod = context->spec;
    cleanup(pod_defaults_release) struct pod_defaults defaults;
    cleanup(pod_notes_release) struct pod_notes notes;
    pod_defaults_make(&defaults, put, pod);
    pod_notes_make(&notes, put, context->metadata);
    const struct steps steps = { put, put_array(put, to, "containers", put_place(put, pod)),
                                 &defaults, &notes };
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        const struct node *items = node_member(pod, lists[i][0]);
        for (const struct node *at = items ? items->children : NULL; at; at = at->next)
            put_step(&steps, at, lists[i][1]);
    }
    if (is_argo(pod))
        put_workflow_steps(&steps, pod);
}

static void put_pod(struct put *put, struct node *pods, const struct pod_context *context,
                    bool is_job, bool naked)
{
    const struct node *pod = context->spec;
    struct node *to = put_object(put, pods, "", put_place(put, pod));
    struct span restart = kubernetes_text(pod, "restartPolicy");
    put_bool(put, to, "longRunning", !is_job && (!restart.len || span_is(restart, "Always")),
             put_place(put, pod));
    bool of_kubelet = naked && kubernetes_is_control_plane(put, pod);
    put_bool(put, to, "naked", naked && !of_kubelet, put_place(put, pod));
    kubernetes_flag(put, to, "hostNetwork", pod, "hostNetwork");
    kubernetes_flag(put, to, "hostPID", pod, "hostPID");
    kubernetes_flag(put, to, "hostIPC", pod, "hostIPC");
    kubernetes_flag(put, to, "hostUsers", pod, "hostUsers");
    if (!of_kubelet)
        put_account(put, to, pod);
    put_restart(put, to, pod, is_job);
    put_volumes(put, to, pod);
    put_sysctls(put, to, pod);
    put_misplaced(put, to, pod);
    kubernetes_pod_details(put, to, context);
    put_containers(put, to, context);
}

/* Where the pods run; said of other objects only where they name it, since some belong to none. */
static void put_pod_namespace(struct put *put, struct node *list, const struct node *object)
{
    const struct node *metadata = node_member(object, "metadata");
    const struct node *node = node_member(metadata, "namespace");
    struct span name = kubernetes_text(metadata, "namespace");
    struct place at = kubernetes_place(put, node, metadata ? metadata : object);
    struct node *to = put_object(put, list, "", at);
    put_text(put, to, "name", name.len ? name : SPAN("default"), at);
    put_bool(put, to, "isDefault", !name.len || span_is(name, "default"), at);
}

/* A pod that leaves its containers out, as patches do. */
static bool has_pod_keys(const struct node *pod)
{
    static const char *const keys[] = {
        "serviceAccountName", "serviceAccount", "hostNetwork", "hostPID", "hostIPC",
        "initContainers",     "restartPolicy"
    };
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
        if (node_member(pod, keys[i]))
            return true;
    return false;
}

static void put_argo_workflow(struct put *put, struct node *pods, const struct node *object)
{
    const struct node *spec = kubernetes_reach(object, "spec.workflowSpec");
    if (!spec)
        spec = node_member(object, "spec");
    if (!span_starts(kubernetes_text(object, "apiVersion"), SPAN("argoproj.io/")) ||
        (pods && pods->children) || !span_ends(kubernetes_text(object, "kind"), SPAN("Workflow")) ||
        !spec)
        return;
    const struct pod_context context = {
        .spec = spec,
        .metadata = node_member(object, "metadata"),
        .space = kubernetes_text(object, "metadata.namespace"),
    };
    put_pod(put, pods, &context, true, false);
}

bool kubernetes_lives_in_namespace(const struct node *object)
{
    static const char *const kinds[] = { "Service",
                                         "ConfigMap",
                                         "Secret",
                                         "Ingress",
                                         "Role",
                                         "RoleBinding",
                                         "PersistentVolumeClaim",
                                         "ServiceAccount" };
    for (size_t i = 0; i < kubernetes_pod_shape_count; i++) {
        const struct node *pod = kubernetes_reach(object, kubernetes_pod_shapes[i]);
        if (node_member(pod, "containers") || has_pod_keys(pod))
            return true;
    }
    return span_is_one_of(kubernetes_text(object, "kind"), kinds, ARRAY_SIZE(kinds)) &&
           kubernetes_reach(object, "metadata.name");
}

const char *const kubernetes_pod_shapes[] = { "spec", "spec.template.spec",
                                              "spec.jobTemplate.spec.template.spec",
                                              "template.spec" };
const size_t kubernetes_pod_shape_count = ARRAY_SIZE(kubernetes_pod_shapes);

void kubernetes_pods(struct put *put, struct node *root, const struct node *object)
{
    struct span kind = kubernetes_text(object, "kind");
    bool is_job = span_is(kind, "Job") || span_is(kind, "CronJob") || is_hook(object);
    struct node *pods = put_array(put, root, "pods", put_place(put, object));
    struct node *spaces = put_array(put, root, "podNamespace", put_place(put, object));
    const struct node *template = kubernetes_template(object);
    for (size_t i = 0; i < kubernetes_pod_shape_count; i++) {
        const struct node *pod = kubernetes_reach(object, kubernetes_pod_shapes[i]);
        const struct node *containers = node_member(pod, "containers");
        if ((containers && containers->kind == NODE_ARRAY) || has_pod_keys(pod)) {
            const struct pod_context context = {
                .spec = pod,
                .metadata = node_member(template ? template : object, "metadata"),
                .space = kubernetes_text(object, "metadata.namespace"),
            };
            bool is_pod = containers || span_is(kind, "Pod");
            put_pod(put, pods, &context, is_job, i == 0 && is_pod);
            put_pod_namespace(put, spaces, object);
        }
    }
    put_argo_workflow(put, pods, object);
    if (pods && !pods->children &&
        (kubernetes_reach(object, "metadata.namespace") || kubernetes_lives_in_namespace(object)))
        put_pod_namespace(put, spaces, object);
}
