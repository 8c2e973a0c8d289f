/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/kubernetes/unit.h"

#include "audit/lift/kubernetes/component.h"
#include "audit/lift/kubernetes/join.h"
#include "audit/lift/kubernetes/kubernetes.h"
#include "doc/yaml.h"

enum { MAX_OBJECTS = 4000 };

/* ---- Looking around -------------------------------------------------------------------------- */

bool unit_same_space(const struct unit_object *a, const struct unit_object *b)
{
    return !a->space.len || !b->space.len || span_eq(a->space, b->space);
}

bool unit_has(const struct deployment *unit, const char *kind)
{
    for (size_t i = 0; i < unit->count; i++)
        if (span_is(unit->objects[i].kind, kind))
            return true;
    return false;
}

const struct unit_object *unit_find(const struct deployment *unit, const struct unit_object *from,
                                    const char *kind, struct span name)
{
    for (size_t i = 0; i < unit->count; i++) {
        const struct unit_object *at = &unit->objects[i];
        if (span_is(at->kind, kind) && span_eq(at->name, name) && unit_same_space(at, from))
            return at;
    }
    return NULL;
}

bool unit_has_pods(const struct deployment *unit, const struct unit_object *from)
{
    for (size_t i = 0; i < unit->count; i++)
        if (unit->objects[i].pod && unit_same_space(&unit->objects[i], from))
            return true;
    return false;
}

size_t unit_count_selected(const struct deployment *unit, const struct unit_object *from,
                           const struct node *selector)
{
    size_t count = 0;
    for (size_t i = 0; i < unit->count; i++) {
        const struct unit_object *at = &unit->objects[i];
        count += at->pod && unit_same_space(at, from) && kubernetes_selects(selector, &at->labels);
    }
    return count;
}

size_t unit_count_selecting(const struct deployment *unit, const struct unit_object *pods,
                            const char *kind, const char *path)
{
    size_t count = 0;
    for (size_t i = 0; i < unit->count; i++) {
        const struct unit_object *at = &unit->objects[i];
        if (!span_is(at->kind, kind) || !unit_same_space(at, pods))
            continue;
        count += kubernetes_selects(kubernetes_reach(at->object, path), &pods->labels);
    }
    return count;
}

/* ---- The objects of all files ---------------------------------------------------------------- */

struct reading {
    struct deployment unit;
    struct node **streams; /* of each member; NULL where it could not be read */
    struct put *puts;
    size_t max;
    const struct audit_member *members;
    size_t member_count;
};

static const struct node *pod_of(const struct node *object)
{
    for (size_t i = 0; i < kubernetes_pod_shape_count; i++) {
        const struct node *pod = kubernetes_reach(object, kubernetes_pod_shapes[i]);
        const struct node *containers = node_member(pod, "containers");
        if (containers && containers->kind == NODE_ARRAY)
            return pod;
    }
    return NULL;
}

static size_t count_ports(const struct node *pod, const char *list)
{
    const struct node *containers = node_member(pod, list);
    bool is_list = containers && containers->kind == NODE_ARRAY;
    size_t count = 0;
    for (const struct node *c = is_list ? containers->children : NULL; c; c = c->next) {
        const struct node *ports = node_member(c, "ports");
        count += ports ? ports->child_count : 0;
    }
    return count;
}

static void add_ports(struct names *names, const struct node *pod, const char *list)
{
    const struct node *containers = node_member(pod, list);
    bool is_list = containers && containers->kind == NODE_ARRAY;
    for (const struct node *c = is_list ? containers->children : NULL; c; c = c->next) {
        const struct node *ports = node_member(c, "ports");
        for (const struct node *at = ports ? ports->children : NULL; at; at = at->next) {
            names_add(names, kubernetes_text(at, "containerPort"), at);
            names_add(names, kubernetes_text(at, "name"), at);
        }
    }
}

/* Init containers may be sidecars. */
static void find_ports(struct put *put, struct unit_object *to)
{
    static const char *const lists[] = { "containers", "initContainers" };
    size_t most = 0;
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        most += 2 * count_ports(to->pod, lists[i]);
    names_make(&to->ports, put, most);
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++)
        add_ports(&to->ports, to->pod, lists[i]);
    names_sort(&to->ports);
}

static void find_data(struct put *put, struct unit_object *to)
{
    static const char *const maps[] = { "data", "stringData", "binaryData" };
    size_t most = 0;
    if (!span_is(to->kind, "ConfigMap") && !span_is(to->kind, "Secret"))
        return;
    for (size_t i = 0; i < ARRAY_SIZE(maps); i++) {
        const struct node *map = node_member(to->object, maps[i]);
        most += map ? map->child_count : 0;
    }
    names_make(&to->data, put, most);
    for (size_t i = 0; i < ARRAY_SIZE(maps); i++)
        names_add_members(&to->data, node_member(to->object, maps[i]));
    names_sort(&to->data);
}

static void add_object(struct reading *r, const struct node *object, size_t member)
{
    if (r->unit.count == r->max) {
        r->unit.complete = false;
        return;
    }
    struct unit_object *to = &r->unit.objects[r->unit.count++];
    *to = (struct unit_object) {
        .object = object,
        .member = member,
        .kind = kubernetes_text(object, "kind"),
        .name = kubernetes_text(object, "metadata.name"),
        .space = kubernetes_text(object, "metadata.namespace"),
        .pod = pod_of(object),
    };
    const struct node *template = kubernetes_template(object);
    struct put *put = &r->puts[member];
    if (span_is(to->kind, "Service"))
        kubernetes_labels(put, &to->labels, kubernetes_reach(object, "metadata.labels"));
    if (to->pod) {
        kubernetes_labels(put, &to->labels,
                          kubernetes_reach(template ? template : object, "metadata.labels"));
        find_ports(put, to);
    }
    find_data(put, to);
    if (!r->unit.unplaced && !to->space.len && kubernetes_lives_in_namespace(object))
        r->unit.unplaced = to;
    to->of_kubelet = to->pod && span_is(to->kind, "Pod") &&
                     kubernetes_is_control_plane(&r->puts[member], to->pod);
}

static size_t count_in(const struct node *document)
{
    const struct node *items = kubernetes_items(document);
    return items ? items->child_count : 1;
}

/* Room for all of them, and for no more than are taken. */
static int make_room(struct reading *r, struct arena *arena, struct veto_error *error)
{
    for (size_t i = 0; i < r->member_count; i++) {
        const struct node *document = r->streams[i] ? r->streams[i]->children : NULL;
        for (; document && r->max < MAX_OBJECTS; document = document->next)
            r->max += count_in(document);
    }
    r->max = MIN(r->max, (size_t)MAX_OBJECTS);
    r->unit.objects = ARENA_ARRAY(arena, r->max + 1, struct unit_object);
    return r->unit.objects ? 0 : error_no_memory(error);
}

static void add_objects(struct reading *r, const struct node *document, size_t member)
{
    const struct node *items = kubernetes_items(document);
    if (document->kind != NODE_OBJECT)
        return;
    if (!items) {
        add_object(r, document, member);
        return;
    }
    for (const struct node *item = items->children; item; item = item->next)
        if (item->kind == NODE_OBJECT)
            add_object(r, item, member);
}

/*
 * Values that are put in later stand where no text of YAML could, or seem to in a text that is put
 * in elsewhere: what is made of it is not known.
 */
static bool is_template(const struct node *stream, struct span bytes)
{
    return span_find(bytes, SPAN(": {{")) != SIZE_MAX ||
           span_find(bytes, SPAN("- {{")) != SIZE_MAX || kubernetes_has_holes(stream, bytes);
}

static int read_member(struct reading *r, const struct audit_member *member, size_t index,
                       struct arena *arena, struct veto_error *error)
{
    struct veto_error ignored = { 0 }; /* the file's own audit has told of it */
    struct node **stream = &r->streams[index];
    struct put *put = &r->puts[index];
    if (put_start(put, member->bytes, arena, &ignored) < 0) {
        r->unit.complete = false;
        return put_start(put, SPAN_EMPTY, arena, error);
    }
    if (member->unread || yaml_read(stream, member->bytes, arena, &ignored) < 0 ||
        is_template(*stream, member->bytes))
        *stream = NULL;
    if (!r->streams[index])
        r->unit.complete = false;
    return 0;
}

/* ---- Kustomizations -------------------------------------------------------------------------- */

static bool is_elsewhere(struct span path)
{
    return span_starts(path, SPAN("..")) || span_find(path, SPAN("://")) != SIZE_MAX ||
           span_find(path, SPAN("github.com")) != SIZE_MAX || span_starts(path, SPAN("git@")) ||
           span_find(path, SPAN("?ref=")) != SIZE_MAX;
}

/* Objects that are not in the unit's files may come from there. */
static void follow_kustomization(struct reading *r, const struct node *document)
{
    static const char *const keys[] = { "resources", "bases", "components" };
    const struct node *charts = node_member(document, "helmCharts");
    r->unit.complete &= !charts || !charts->children;
    r->unit.placed |= kubernetes_text(document, "namespace").len > 0;
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *list = node_member(document, keys[i]);
        for (const struct node *at = list ? list->children : NULL; at; at = at->next)
            r->unit.complete &= !is_elsewhere(at->text);
    }
}

static bool is_file(struct span path, struct span name)
{
    if (!name.len || !span_ends(path, name))
        return false;
    return path.len == name.len || path.data[path.len - name.len - 1] == '/';
}

static bool names_file(const struct node *list, struct span path)
{
    for (const struct node *at = list ? list->children : NULL; at; at = at->next) {
        struct span name = at->kind == NODE_OBJECT ? kubernetes_text(at, "path") : at->text;
        while (span_starts(name, SPAN("./")))
            name = span_from(name, 2);
        if (is_file(path, name))
            return true;
    }
    return false;
}

static bool is_kustomization(struct span path)
{
    struct span name = span_basename(path);
    return span_is(name, "kustomization.yaml") || span_is(name, "kustomization.yml") ||
           span_is(name, "Kustomization");
}

/* A patch says only what it changes: nothing is missing in it, and it makes no objects. */
static bool is_patch(const struct reading *r, size_t member)
{
    static const char *const keys[] = { "patches", "patchesStrategicMerge", "patchesJson6902" };
    for (size_t i = 0; i < r->member_count; i++) {
        if (!is_kustomization(r->members[i].name) || !r->streams[i])
            continue;
        for (const struct node *doc = r->streams[i]->children; doc; doc = doc->next)
            for (size_t k = 0; k < ARRAY_SIZE(keys); k++)
                if (names_file(node_member(doc, keys[k]), r->members[member].name))
                    return true;
    }
    return false;
}

static void collect_objects(struct reading *r)
{
    for (size_t i = 0; i < r->member_count; i++) {
        bool is_root = is_kustomization(r->members[i].name);
        if (!r->streams[i] || (!is_root && is_patch(r, i)))
            continue;
        for (const struct node *doc = r->streams[i]->children; doc; doc = doc->next) {
            if (is_root)
                follow_kustomization(r, doc);
            else
                add_objects(r, doc, i);
        }
    }
}

/* ---- Facts ----------------------------------------------------------------------------------- */

static void put_object_facts(const struct reading *r, struct node *list,
                             const struct unit_object *self)
{
    static void (*const joins[])(const struct joining *j) = {
        join_services,   join_ingresses,   join_monitors,    join_policies, join_pods,
        join_references, join_scaling,     join_autoscalers, join_budgets,  join_bindings,
        join_limits,     join_authorities, join_stateful,     join_namespaces,
    };
    struct put *put = &r->puts[self->member];
    struct place at = put_place(put, self->object);
    struct joining j = {
        .put = put,
        .unit = &r->unit,
        .self = self,
        .root = put_object(put, list, "", at),
    };
    put_text(put, j.root, "kind", self->kind, at);
    put_text(put, j.root, "name", self->name, at);
    put_bool(put, j.root, "complete", r->unit.complete, at);
    for (size_t i = 0; i < ARRAY_SIZE(joins); i++)
        joins[i](&j);
}

static int put_member(const struct reading *r, struct audit_member *member, size_t index)
{
    struct put *put = &r->puts[index];
    struct node *root;
    struct node *list = put_array(put, put->builder.root, "objects", (struct place) { 0, 0 });
    for (size_t i = 0; i < r->unit.count; i++)
        if (r->unit.objects[i].member == index)
            put_object_facts(r, list, &r->unit.objects[i]);
    if (put_finish(put, &root) < 0)
        return -1;
    member->facts = list->children;
    return 0;
}

int kubernetes_unit_lift(struct audit_member *members, size_t count, struct arena *arena,
                         struct veto_error *error)
{
    struct reading r = {
        .unit = { .complete = true },
        .members = members,
        .member_count = count,
        .streams = ARENA_ARRAY(arena, count, struct node *),
        .puts = ARENA_ARRAY(arena, count, struct put),
    };
    if (!r.streams || !r.puts)
        return error_no_memory(error);
    for (size_t i = 0; i < count; i++)
        if (read_member(&r, &members[i], i, arena, error) < 0)
            return -1;
    if (make_room(&r, arena, error) < 0)
        return -1;
    collect_objects(&r);
    for (size_t i = 0; i < count; i++)
        if (put_member(&r, &members[i], i) < 0)
            return error_no_memory(error);
    return 0;
}

bool kubernetes_unit_is(struct span name, struct span bytes)
{
    return is_kustomization(name) || span_is(span_basename(name), "Chart.yaml") ||
           kubernetes_is(name, bytes);
}
