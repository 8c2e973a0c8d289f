/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/kubernetes.h"

#include "audit/lift/kubernetes/component.h"
#include "audit/lift/holes.h"
#include "audit/lift/kubernetes/parts.h"
#include "audit/lift/value.h"
#include "audit/lift/written_key.h"
#include "doc/yaml.h"

/* ---- Reading --------------------------------------------------------------------------------- */

const struct node *kubernetes_reach(const struct node *node, const char *path)
{
    struct span rest = span_of(path), key = SPAN_EMPTY;
    while (node && span_next_field(&rest, '.', &key))
        node = node_member_of(node, key);
    return node;
}

struct span kubernetes_text(const struct node *object, const char *path)
{
    const struct node *node = kubernetes_reach(object, path);
    bool scalar = node && node->kind != NODE_NULL && !node->children;
    return scalar && node->text.data ? node->text : SPAN_EMPTY;
}

bool kubernetes_is_true(const struct node *object, const char *path)
{
    const struct node *node = kubernetes_reach(object, path);
    return node && node->kind == NODE_BOOL && node->truth;
}

bool kubernetes_is_false(const struct node *object, const char *path)
{
    const struct node *node = kubernetes_reach(object, path);
    return node && node->kind == NODE_BOOL && !node->truth;
}

struct place kubernetes_place(const struct put *put, const struct node *node,
                              const struct node *owner)
{
    return put_place(put, node ? node : owner);
}

void kubernetes_flag(struct put *put, struct node *to, const char *key, const struct node *object,
                     const char *path)
{
    const struct node *node = kubernetes_reach(object, path);
    put_bool(put, to, key, kubernetes_is_true(object, path), kubernetes_place(put, node, object));
}

/* ---- Objects --------------------------------------------------------------------------------- */

static void put_map(struct put *put, struct node *root, const char *key, const struct node *map,
                    const struct node *object)
{
    struct node *list = put_array(put, root, key, kubernetes_place(put, map, object));
    bool is_map = map && map->kind == NODE_OBJECT;
    for (const struct node *at = is_map ? map->children : NULL; at; at = at->next) {
        if (at->kind == NODE_ARRAY || at->kind == NODE_OBJECT)
            continue;
        struct place place = put_place(put, at);
        value_put(put, put_object(put, list, "", place), at->key, at->text, place);
    }
}

static void put_replicas(struct put *put, struct node *root, const struct node *object)
{
    const struct node *strategy = kubernetes_reach(object, "spec.strategy.type");
    const struct node *history = kubernetes_reach(object, "spec.revisionHistoryLimit");
    const struct node *deadline = kubernetes_reach(object, "spec.startingDeadlineSeconds");
    struct place at = put_place(put, object);
    if (strategy)
        put_text(put, put_array(put, root, "strategies", at), "", strategy->text,
                 put_place(put, strategy));
    if (history)
        put_bool(put, put_array(put, root, "history", at), "", !span_is(history->text, "0"),
                 put_place(put, history));
    if (span_is(kubernetes_text(object, "kind"), "CronJob"))
        put_bool(put, put_array(put, root, "deadlines", at), "", deadline != NULL,
                 deadline ? put_place(put, deadline) : at);
}

struct removed_version {
    const char *prefix, *kind; /* `kind` is NULL: all of that version */
    const char *in;
};

/* From the deprecation guide of the Kubernetes documentation. */
static const struct removed_version removed[] = {
    { "extensions/v1beta1", "Ingress", "1.22" },
    { "extensions/v1beta1", NULL, "1.16" },
    { "apps/v1beta1", NULL, "1.16" },
    { "apps/v1beta2", NULL, "1.16" },
    { "networking.k8s.io/v1beta1", NULL, "1.22" },
    { "rbac.authorization.k8s.io/v1beta1", NULL, "1.22" },
    { "rbac.authorization.k8s.io/v1alpha1", NULL, "1.22" },
    { "apiextensions.k8s.io/v1beta1", NULL, "1.22" },
    { "admissionregistration.k8s.io/v1beta1", NULL, "1.22" },
    { "certificates.k8s.io/v1beta1", NULL, "1.22" },
    { "storage.k8s.io/v1beta1", "CSIStorageCapacity", "1.27" },
    { "storage.k8s.io/v1beta1", NULL, "1.22" },
    { "scheduling.k8s.io/v1beta1", NULL, "1.22" },
    { "coordination.k8s.io/v1beta1", NULL, "1.22" },
    { "apiregistration.k8s.io/v1beta1", NULL, "1.22" },
    { "authentication.k8s.io/v1beta1", NULL, "1.22" },
    { "authorization.k8s.io/v1beta1", NULL, "1.22" },
    { "audit.k8s.io/v1alpha1", NULL, "1.24" },
    { "audit.k8s.io/v1beta1", NULL, "1.24" },
    { "events.k8s.io/v1beta1", NULL, "1.25" },
    { "node.k8s.io/v1beta1", NULL, "1.25" },
    { "flowcontrol.apiserver.k8s.io/v1beta1", NULL, "1.26" },
    { "flowcontrol.apiserver.k8s.io/v1beta2", NULL, "1.29" },
    { "flowcontrol.apiserver.k8s.io/v1beta3", NULL, "1.32" },
    { "policy/v1beta1", NULL, "1.25" },
    { "batch/v1beta1", NULL, "1.25" },
    { "batch/v2alpha1", NULL, "1.21" },
    { "discovery.k8s.io/v1beta1", NULL, "1.25" },
    { "autoscaling/v2beta1", NULL, "1.25" },
    { "autoscaling/v2beta2", NULL, "1.26" },
};

const char *kubernetes_removed_in(struct span version, struct span kind)
{
    for (size_t i = 0; i < ARRAY_SIZE(removed); i++)
        if (span_is(version, removed[i].prefix) &&
            (!removed[i].kind || span_is(kind, removed[i].kind)))
            return removed[i].in;
    return NULL;
}

static void put_removal(struct put *put, struct node *root, const struct node *object)
{
    const char *in = kubernetes_removed_in(kubernetes_text(object, "apiVersion"),
                                           kubernetes_text(object, "kind"));
    if (in)
        put_text(put, root, "removedIn", span_of(in),
                 put_place(put, node_member(object, "apiVersion")));
}

static void put_identity(struct put *put, struct node *root, const struct node *object)
{
    static const char *const keys[] = { "apiVersion", "kind" };
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *node = node_member(object, keys[i]);
        if (node && node->kind == NODE_STRING)
            put_text(put, root, keys[i], node->text, put_place(put, node));
    }
    const struct node *name = kubernetes_reach(object, "metadata.name");
    if (name && name->text.data)
        put_text(put, root, "name", name->text, put_place(put, name));
    const struct node *metadata = node_member(object, "metadata");
    const struct node *namespace = kubernetes_reach(object, "metadata.namespace");
    bool set = namespace && namespace->text.len;
    struct place at = kubernetes_place(put, namespace, metadata ? metadata : object);
    put_text(put, root, "namespace", set ? namespace->text : SPAN("default"), at);
    put_bool(put, root, "namespaceSet", set, at);
    put_map(put, root, "labels", kubernetes_reach(object, "metadata.labels"), object);
    put_map(put, root, "annotations", kubernetes_reach(object, "metadata.annotations"), object);
}

const struct node *kubernetes_items(const struct node *object)
{
    bool is_template = span_is(kubernetes_text(object, "kind"), "Template");
    const struct node *items = node_member(object, is_template ? "objects" : "items");
    return items && items->kind == NODE_ARRAY && kubernetes_text(object, "kind").len ? items : NULL;
}

static bool is_item(const struct node *item)
{
    return item->kind == NODE_OBJECT && !node_member(item, "items");
}

static void lift_object(struct put *put, struct node *list, const struct node *object)
{
    struct node *root = put_object(put, list, "", put_place(put, object));
    struct span kind = kubernetes_text(object, "kind");
    put_identity(put, root, object);
    put_removal(put, root, object);
    put_replicas(put, root, object);
    kubernetes_pods(put, root, object);
    kubernetes_access(put, root, object);
    kubernetes_network(put, root, object);
    kubernetes_components(put, root, object);
    kubernetes_workload(put, root, object);
    kubernetes_schema(put, root, object);
    kubernetes_other(put, root, object);
    if (span_is(kind, "ConfigMap"))
        put_map(put, root, "configData", node_member(object, "data"), object);
    if (span_is(kind, "Secret"))
        put_map(put, root, "secretData", node_member(object, "stringData"), object);
}

/* Which of all objects it is, a template may leave open. */
static bool is_anything(const struct node *object)
{
    const struct node *kind = node_member(object, "kind");
    return kind && kind->holes;
}

static void lift_document(struct put *put, struct node *list, const struct node *object)
{
    const struct node *items = kubernetes_items(object);
    if (is_anything(object))
        return;
    if (!items && object->kind == NODE_OBJECT)
        lift_object(put, list, object);
    for (const struct node *item = items ? items->children : NULL; item; item = item->next)
        if (is_item(item) && !is_anything(item))
            lift_object(put, list, item);
}

/* ---- Templates ------------------------------------------------------------------------------- */

static int lift_stream(struct node **facts, const struct node *stream, struct span text,
                       struct arena *arena, struct veto_error *error)
{
    struct node *root;
    struct put put;
    if (put_start(&put, text, arena, error) < 0)
        return -1;
    struct node *list = put_array(&put, put.builder.root, "objects", (struct place) { 0, 0 });
    for (const struct node *object = stream->children; object; object = object->next)
        lift_document(&put, list, object);
    if (put_finish(&put, &root) < 0)
        return -1;
    *facts = list->children ? list->children : root;
    return 0;
}

/* `{{ x }}` without quotes: a map in a map to YAML, */
static bool is_map_in_map(const struct node *node, struct span text)
{
    return node->kind == NODE_OBJECT && span_starts(span_from(text, node->begin), SPAN("{{"));
}

/* or letters of a word. Sentences may well speak of it. */
static bool is_in_word(const struct node *node, struct span text)
{
    if (node->kind != NODE_STRING || node->begin == node->end ||
        strchr("\"'|>", text.data[node->begin]))
        return false;
    size_t at = span_find(node->text, SPAN("{{"));
    return at != SIZE_MAX && span_find_char(node->text, ' ') >= at;
}

static bool has_braces(const struct node *node, struct span text)
{
    if (is_map_in_map(node, text) || is_in_word(node, text))
        return true;
    for (const struct node *at = node->children; at; at = at->next)
        if (at->begin >= node->begin && has_braces(at, text))
            return true;
    return false;
}

/* Where there are no marks at all, nothing is walked. */
bool kubernetes_has_holes(const struct node *stream, struct span text)
{
    return span_find(text, SPAN("{{")) != SIZE_MAX && has_braces(stream, text);
}

/* Most of what is not YAML until it is filled in is YAML where the holes are taken out. */
static int lift_template(struct node **facts, struct span text, struct arena *arena,
                         struct veto_error *error)
{
    struct node *stream;
    struct template template;
    if (template_read(&template, text, arena) < 0)
        return error_no_memory(error);
    if (yaml_read(&stream, template.text, arena, error) < 0)
        return -1;
    return holes_lift(facts, stream, &template, text, lift_stream, arena, error);
}

/* NULL where it is a template, whose facts these are. */
static int read_stream(struct node **stream, struct node **facts, struct span text,
                       struct arena *arena, struct veto_error *error)
{
    struct veto_error problem = { 0 };
    int result = yaml_read(stream, text, arena, &problem);
    bool filled = result < 0 ? template_is(text) : kubernetes_has_holes(*stream, text);
    if (filled) {
        *stream = NULL;
        return lift_template(facts, text, arena, error);
    }
    if (result < 0)
        *error = problem;
    return result;
}

int kubernetes_lift(struct node **facts, struct span text, struct arena *arena,
                    struct veto_error *error)
{
    struct node *stream;
    if (read_stream(&stream, facts, text, arena, error) < 0)
        return -1;
    return stream ? lift_stream(facts, stream, text, arena, error) : 0;
}

struct parts {
    struct put put;
    struct arena *arena; /* of one */
    audit_part_found *found;
    void *payload;
};

static int lift_part(struct parts *parts, const struct node *object)
{
    struct put *put = &parts->put;
    struct node *root;
    if (put_again(put, parts->arena) < 0)
        return -1;
    struct node *list = put_array(put, put->builder.root, "objects", (struct place) { 0, 0 });
    lift_object(put, list, object);
    int result = put_finish(put, &root);
    if (result == 0)
        result = parts->found(list->children, parts->payload);
    if (!arena_failed(parts->arena))
        arena_reset(parts->arena);
    return result;
}

static int lift_parts_of(struct parts *parts, const struct node *object)
{
    const struct node *items = kubernetes_items(object);
    int result = !items && object->kind == NODE_OBJECT ? lift_part(parts, object) : 0;
    const struct node *item = items ? items->children : NULL;
    for (; item && result == 0; item = item->next)
        result = is_item(item) ? lift_part(parts, item) : 0;
    return result;
}

int kubernetes_lift_parts(struct span text, struct arena *arena, struct arena *part,
                          audit_part_found *found, void *payload, struct veto_error *error)
{
    struct node *stream, *facts;
    struct parts parts = { .arena = part, .found = found, .payload = payload };
    int result = 0;
    if (read_stream(&stream, &facts, text, arena, error) < 0)
        return -1;
    if (!stream)
        return found(facts, payload);
    if (put_start(&parts.put, text, arena, error) < 0)
        return -1;
    const struct node *object = stream->children;
    for (; object && result == 0; object = object->next)
        result = lift_parts_of(&parts, object);
    return result;
}

/* ---- Detection ------------------------------------------------------------------------------- */

bool kubernetes_is(struct span name, struct span bytes)
{
    static const char *const kustomizations[] = { "kustomization.yaml", "kustomization.yml",
                                                  "Kustomization" };
    if (span_is_one_of(span_basename(name), kustomizations, ARRAY_SIZE(kustomizations)))
        return true;
    /* Most files are told by one search. */
    if (!written_key(bytes, "kind"))
        return kubernetes_is_network_plugin(bytes) && !written_key(bytes, "apiVersion");
    return written_key(bytes, "apiVersion") || kubernetes_is_network_plugin(bytes) ||
           (span_find(bytes, SPAN("containers:")) != SIZE_MAX && written_key(bytes, "spec"));
}
