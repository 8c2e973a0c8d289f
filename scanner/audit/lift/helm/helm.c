/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/helm/helm.h"

#include "audit/lift/image_reference.h"
#include "audit/lift/kubernetes/kubernetes.h"
#include "audit/lift/kubernetes/parts.h"
#include "audit/lift/template.h"
#include "audit/lift/value.h"
#include "base/ascii.h"
#include "doc/yaml.h"

/* ---- Walking --------------------------------------------------------------------------------- */

/* Where a walk stands in a tree; deep trees are no deep stacks. */
enum { MAX_DEPTH = 64, MAX_FACTS = 20000 };

struct walk {
    const struct node *stack[MAX_DEPTH];
    size_t depth;
    size_t left;
};

/* The next node in the order of the text; NULL at the end. */
static const struct node *next_node(struct walk *w)
{
    if (!w->depth || !w->left)
        return NULL;
    const struct node *at = w->stack[w->depth - 1];
    w->left--;
    if (at->next)
        w->stack[w->depth - 1] = at->next;
    else
        w->depth--;
    if (at->children && w->depth < MAX_DEPTH)
        w->stack[w->depth++] = at->children;
    return at;
}

static struct walk walk_of(const struct node *root)
{
    struct walk w = { .left = MAX_FACTS };
    if (root && root->children)
        w.stack[w.depth++] = root->children;
    return w;
}

/* ---- Settings, which values and templates have in common ------------------------------------- */

static bool is_setting(struct span key)
{
    static const char *const keys[] = { "privileged",
                                        "hostNetwork",
                                        "hostPID",
                                        "hostIPC",
                                        "runAsUser",
                                        "runAsNonRoot",
                                        "allowPrivilegeEscalation" };
    return span_is_one_of(key, keys, ARRAY_SIZE(keys));
}

static void put_setting(struct put *put, struct node *list, const struct node *node,
                        bool conditional)
{
    uint64_t number;
    struct place at = put_place(put, node);
    struct node *to = put_object(put, list, "", at);
    put_text(put, to, "name", node->key, at);
    put_bool(put, to, "conditional", conditional, at);
    if (node->kind == NODE_BOOL)
        put_bool(put, to, "enabled", node->truth, at);
    if (span_to_uint(node->text, &number) && number <= INT32_MAX)
        put_number(put, to, "number", (long long)number, at);
}

static bool is_socket(struct span path)
{
    struct span name = span_basename(path);
    return span_is(name, "docker.sock") || span_is(name, "containerd.sock") ||
           span_is(name, "crio.sock");
}

/* ---- Values ---------------------------------------------------------------------------------- */

/* Names of keys, objects and files that hold a secret are no secrets. */
static bool names_a_place(struct span name)
{
    static const char *const ends[] = { "key",  "keyname", "name", "ref",  "path",
                                        "file", "enabled", "keys", "type", "length" };
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++)
        if (span_ends_nocase(name, span_of(ends[i])) && !span_ends_nocase(name, SPAN("apikey")) &&
            !span_ends_nocase(name, SPAN("secretkey")) &&
            !span_ends_nocase(name, SPAN("accesskey")))
            return true;
    return span_starts_nocase(name, SPAN("existing")) || span_starts_nocase(name, SPAN("use"));
}

static void put_value(struct put *put, struct node *list, const struct node *node)
{
    struct place at = put_place(put, node);
    struct node *to = put_object(put, list, "", at);
    put_text(put, to, "name", node->key, at);
    put_text(put, to, "value", node->text, at);
    put_bool(put, to, "secretName", value_has_secret_name(node->key) && !names_a_place(node->key),
             at);
    put_bool(put, to, "literal", value_is_literal(node->text), at);
    put_bool(put, to, "placeholder",
             value_is_placeholder(node->text) || value_is_name(node->key, node->text), at);
}

/* `repository` and `tag` of one map are one image. */
static void put_image(struct put *put, struct node *list, const struct node *map)
{
    const struct node *name = node_member(map, "repository");
    const struct node *tag = node_member(map, "tag");
    if (!name || !tag || !name->text.len || tag->children || !tag->text.data)
        return;
    struct place at = put_place(put, tag);
    struct node *to = put_object(put, list, "", at);
    put_text(put, to, "name", name->text, at);
    put_text(put, to, "tag", tag->text, at);
    const struct node *digest = node_member(map, "digest");
    put_bool(put, to, "pinned", digest && digest->text.len, at);
}

static void put_ingress(struct put *put, struct node *list, const struct node *map)
{
    const struct node *tls = node_member(map, "tls"), *hosts = node_member(map, "hosts");
    if (!kubernetes_is_true(map, "enabled") || !hosts || !hosts->children || !tls)
        return;
    struct place at = put_place(put, tls);
    put_bool(put, put_object(put, list, "", at), "tls", tls->children != NULL, at);
}

static void put_service(struct put *put, struct node *list, const struct node *map)
{
    const struct node *type = node_member(map, "type");
    if (type && type->text.len)
        put_text(put, list, "", type->text, put_place(put, type));
}

/* Programs that keep data, and ask who wants it unless they are told not to. */
static bool is_store(struct span name)
{
    static const char *const stores[] = { "postgresql",    "mysql",    "mariadb", "redis",
                                          "mongodb",       "rabbitmq", "kafka",   "elasticsearch",
                                          "opensearch",    "minio",    "valkey",  "cassandra",
                                          "memcached",     "influxdb", "etcd",    "clickhouse",
                                          "redis-cluster", "keydb",    "neo4j",   "nats" };
    return span_is_one_of(name, stores, ARRAY_SIZE(stores));
}

static void put_login(struct put *put, struct node *list, const struct node *values)
{
    const struct node *enabled = kubernetes_reach(values, "auth.enabled");
    if (!enabled || enabled->kind != NODE_BOOL)
        return;
    struct place at = put_place(put, enabled);
    put_bool(put, put_object(put, list, "", at), "enabled", enabled->truth, at);
}

static void put_values(struct put *put, struct node *root, const struct node *document,
                       struct span chart)
{
    struct place start = { 0, 0 };
    struct node *values = put_array(put, root, "values", start);
    struct node *settings = put_array(put, root, "settings", start);
    struct node *images = put_array(put, root, "images", start);
    struct node *ingresses = put_array(put, root, "ingresses", start);
    struct node *services = put_array(put, root, "serviceTypes", start);
    struct node *switches = put_array(put, root, "authentication", start);
    if (is_store(chart))
        put_login(put, switches, document->children);
    struct walk w = walk_of(document);
    for (const struct node *at = next_node(&w); at; at = next_node(&w)) {
        if (at->kind == NODE_STRING && at->key.len && at->text.len)
            put_value(put, values, at);
        if (is_setting(at->key) && !at->children && at->kind != NODE_NULL)
            put_setting(put, settings, at, false);
        if (at->kind != NODE_OBJECT)
            continue;
        put_image(put, images, at);
        if (span_is(at->key, "ingress"))
            put_ingress(put, ingresses, at);
        if (span_is(at->key, "service"))
            put_service(put, services, at);
        if (is_store(at->key))
            put_login(put, switches, at);
    }
}

/* ---- Chart.yaml ------------------------------------------------------------------------------ */

/* One version, and no range of them. */
static bool is_exact(struct span version)
{
    if (!version.len)
        return false;
    struct span number = span_starts(version, SPAN("v")) ? span_from(version, 1) : version;
    size_t dots = 0;
    for (size_t i = 0; i < number.len; i++) {
        if (strchr("*^~<>|= ,xX", number.data[i]) && i < number.len)
            return false;
        if (number.data[i] == '-' || number.data[i] == '+')
            break;
        dots += number.data[i] == '.';
    }
    return dots == 2;
}

static void put_chart(struct put *put, struct node *root, const struct node *document, bool locked)
{
    struct place start = { 0, 0 };
    const struct node *version = node_member(document, "apiVersion");
    const struct node *items = node_member(document, "dependencies");
    struct node *list = put_array(put, root, "dependencies", start);
    struct node *charts = put_array(put, root, "chartVersions", start);
    if (version && node_member(document, "name"))
        put_text(put, charts, "", version->text, put_place(put, version));
    for (const struct node *at = items ? items->children : NULL; at; at = at->next) {
        const struct node *from = node_member(at, "repository");
        const struct node *wanted = node_member(at, "version");
        struct span url = kubernetes_text(at, "repository");
        struct place place = kubernetes_place(put, wanted, at);
        struct node *to = put_object(put, list, "", place);
        put_text(put, to, "name", kubernetes_text(at, "name"), place);
        if (!span_starts(url, SPAN("file://")) && url.len)
            put_bool(put, to, "pinned", locked || is_exact(kubernetes_text(at, "version")), place);
        struct place source = kubernetes_place(put, from, at);
        struct node *places = put_array(put, to, "source", source);
        if (url.len)
            put_text(put, places, "", url, source);
    }
}

/* ---- Templates ------------------------------------------------------------------------------- */

/* The last name of the first `.Values.a.b` in an action. */
static struct span name_of_value(struct span action)
{
    size_t at = span_find(action, SPAN(".Values."));
    struct span path = span_from(action, at == SIZE_MAX ? action.len : at + 8);
    size_t end = 0, last = 0;
    for (; end < path.len && (ascii_is_alnum(path.data[end]) || strchr("._-", path.data[end]));
         end++)
        if (path.data[end] == '.')
            last = end + 1;
    return span_sub(path, last, end - last);
}

/* What stands in quotes behind `default`. */
static struct span default_of(struct span action)
{
    size_t at = span_find(action, SPAN("default \""));
    struct span rest = span_from(action, at == SIZE_MAX ? action.len : at + 9);
    return span_sub(rest, 0, span_find_char(rest, '"'));
}

/* Secrets that a template takes where the values say nothing. */
static void put_defaults(struct put *put, struct node *root, struct span bytes,
                         const struct template *template)
{
    struct node *list = put_array(put, root, "defaults", (struct place) { 0, 0 });
    for (size_t i = 0; i < template->count; i++) {
        const struct template_action *at = &template->actions[i];
        struct span action = span_sub(bytes, at->begin, at->end - at->begin);
        struct span name = name_of_value(action), value = default_of(action);
        size_t skipped = put->builder.skipped; /* the template is of all bytes */
        struct place place = { at->begin - skipped, at->end - skipped };
        if (!name.len || value.len < 3 || !value_has_secret_name(name))
            continue;
        put_text(put, put_object(put, list, "", place), "name", name, place);
    }
}

static void put_template(struct put *put, struct node *root, const struct node *stream,
                         const struct template *template)
{
    struct place start = { 0, 0 };
    struct node *settings = put_array(put, root, "settings", start);
    struct node *images = put_array(put, root, "templateImages", start);
    struct node *sockets = put_array(put, root, "sockets", start);
    struct walk w = walk_of(stream);
    for (const struct node *at = next_node(&w); at; at = next_node(&w)) {
        struct place place = put_place(put, at);
        if (at->children || !at->text.len || template_is_hole(template, at->begin, at->end))
            continue;
        if (is_setting(at->key))
            put_setting(put, settings, at, template_is_conditional(template, at->begin));
        if (span_is(at->key, "path") && is_socket(at->text))
            put_text(put, sockets, "", at->text, place);
        if (!span_is(at->key, "image") || at->kind != NODE_STRING)
            continue;
        struct image_reference image = image_reference_of(at->text);
        bool moves = !image.digest.len && (!image.tag.len || span_is(image.tag, "latest"));
        struct node *to = put_object(put, images, "", place);
        put_text(put, to, "text", at->text, place);
        put_bool(put, to, "moves", moves, place);
    }
}

/* APIs that are gone, outside of what the chart asks the cluster for before it takes them. */
static void put_removed(struct put *put, struct node *root, const struct node *stream,
                        const struct template *template)
{
    struct node *list = put_array(put, root, "removedApis", (struct place) { 0, 0 });
    for (const struct node *at = stream->children; at; at = at->next) {
        const struct node *version = node_member(at, "apiVersion");
        struct place place = kubernetes_place(put, version, at);
        if (!version || template_is_hole(template, version->begin, version->end) ||
            template_is_conditional(template, version->begin))
            continue;
        const char *in = kubernetes_removed_in(version->text, kubernetes_text(at, "kind"));
        if (in)
            put_text(put, list, "", span_of(in), place);
    }
}

/* ---- All of it ------------------------------------------------------------------------------- */

static bool is_values(struct span path)
{
    struct span name = span_basename(path);
    return span_starts(name, SPAN("values")) &&
           (span_ends(name, SPAN(".yaml")) || span_ends(name, SPAN(".yml")));
}

static bool is_template(struct span path)
{
    return (span_starts(path, SPAN("templates/")) ||
            span_find(path, SPAN("/templates/")) != SIZE_MAX) &&
           (span_ends(path, SPAN(".yaml")) || span_ends(path, SPAN(".yml")));
}

static bool is_chart(struct span path)
{
    return span_is(span_basename(path), "Chart.yaml");
}

bool helm_is(struct span name, struct span bytes)
{
    (void)bytes;
    return is_chart(name) || span_is(span_basename(name), "Chart.lock") || is_values(name) ||
           is_template(name);
}

/* What the unit's other files say of all of them. */
struct chart {
    struct span name;
    bool present, read, locked;
};

/* Beside a chart the objects of a template are judged as such: what they say is told there. */
static bool is_told(const struct audit_member *member, const struct chart *chart)
{
    return chart->read && kubernetes_is(member->name, member->bytes);
}

static int lift_member(struct audit_member *member, const struct chart *chart, struct arena *arena,
                       struct veto_error *error)
{
    struct node *stream = NULL, *root;
    struct veto_error ignored = { 0 };
    struct put put;
    struct template template;
    bool templated = is_template(member->name);
    if (member->unread || (!templated && !is_values(member->name) && !is_chart(member->name)))
        return 0;
    if (template_read(&template, member->bytes, arena) < 0)
        return error_no_memory(error);
    /* A template may be anything once it is filled in: that it is no YAML now is no fault. */
    if (yaml_read(&stream, templated ? template.text : member->bytes, arena, &ignored) < 0)
        return 0;
    if (put_start(&put, member->bytes, arena, error) < 0)
        return -1;
    if (templated && !is_told(member, chart)) {
        put_template(&put, put.builder.root, stream, &template);
        put_removed(&put, put.builder.root, stream, &template);
    }
    if (templated)
        put_defaults(&put, put.builder.root, member->bytes, &template);
    else if (is_chart(member->name))
        put_chart(&put, put.builder.root, stream->children, chart->locked);
    else
        put_values(&put, put.builder.root, stream, chart->name);
    if (put_finish(&put, &root) < 0)
        return error_no_memory(error);
    member->facts = root;
    return 0;
}

static struct span name_of_chart(const struct audit_member *member, struct arena *arena)
{
    struct node *stream;
    struct veto_error ignored = { 0 };
    if (member->unread || yaml_read(&stream, member->bytes, arena, &ignored) < 0)
        return SPAN_EMPTY;
    return kubernetes_text(stream->children, "name");
}

int helm_unit_lift(struct audit_member *members, size_t count, struct arena *arena,
                   struct veto_error *error)
{
    struct chart chart = { .name = SPAN_EMPTY };
    for (size_t i = 0; i < count; i++) {
        chart.locked |= span_is(span_basename(members[i].name), "Chart.lock");
        if (!is_chart(members[i].name))
            continue;
        chart.present = true;
        chart.read |= !members[i].unread;
        chart.name = name_of_chart(&members[i], arena);
    }
    /* Without a Chart.yaml values are anybody's. */
    for (size_t i = 0; i < count && chart.present; i++)
        if (lift_member(&members[i], &chart, arena, error) < 0)
            return -1;
    return 0;
}
