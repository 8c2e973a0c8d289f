/* SPDX-License-Identifier: Apache-2.0 */
/* What is said of pods and containers beside their security context: names, groups, profiles,
 * ports. */
#include "audit/lift/holes.h"
#include "audit/lift/image_reference.h"
#include "audit/lift/kubernetes/parts.h"
#include "audit/lift/value.h"
#include "base/ascii.h"

/* ---- Profiles -------------------------------------------------------------------------------- */

/* A profile that there is none of leaves the container without. */
static struct span profile_of_note(struct span text)
{
    bool known = span_is(text, "unconfined") || span_is(text, "runtime/default") ||
                 span_starts(text, SPAN("localhost/")) || span_find_char(text, '$') < text.len;
    return known ? text : SPAN("unset");
}

static void put_app_armor(const struct container_scope *s, struct node *to)
{
    const struct node *profile = pod_setting_of(s, POD_APP_ARMOR);
    const struct node *note = profile ? NULL
                                      : table_get(&s->notes->app_armor_by_name,
                                                  kubernetes_text(s->container, "name"));
    if (!profile && !note && s->notes->unsure)
        return;
    put_text(s->put, to, "appArmor",
             profile ? put_lower(s->put, profile->text)
             : note  ? profile_of_note(put_lower(s->put, note->text))
                     : SPAN("unset"),
             kubernetes_place(s->put, profile ? profile : note, s->container));
}

static bool is_container_type(struct span type)
{
    return span_is(type, "container_t") || span_is(type, "container_init_t") ||
           span_is(type, "container_kvm_t") || span_is(type, "container_engine_t");
}

static void put_selinux(struct put *put, struct node *list, const struct node *owner)
{
    const struct node *options = kubernetes_reach(owner, "securityContext.seLinuxOptions");
    for (const struct node *at = options ? options->children : NULL; at; at = at->next) {
        bool type = span_is(at->key, "type") && at->text.len && !is_container_type(at->text);
        bool other = (span_is(at->key, "user") || span_is(at->key, "role")) && at->text.len;
        if (type || other)
            put_text(put, list, "", at->text, put_place(put, at));
    }
}

/* ---- Groups ---------------------------------------------------------------------------------- */

static void put_group(struct put *put, struct node *list, const struct node *node)
{
    if (node && span_is(node->text, "0"))
        put_text(put, list, "", node->text, put_place(put, node));
}

static void put_groups(struct put *put, struct node *to, const struct node *pod)
{
    const struct node *more = kubernetes_reach(pod, "securityContext.supplementalGroups");
    struct node *list = put_array(put, to, "rootGroups", put_place(put, pod));
    put_group(put, list, kubernetes_reach(pod, "securityContext.runAsGroup"));
    put_group(put, list, kubernetes_reach(pod, "securityContext.fsGroup"));
    for (const struct node *at = more ? more->children : NULL; at; at = at->next)
        put_group(put, list, at);
    static const char *const keys[] = { "containers", "initContainers", "ephemeralContainers" };
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *containers = node_member(pod, keys[i]);
        bool is_list = containers && containers->kind == NODE_ARRAY;
        for (const struct node *at = is_list ? containers->children : NULL; at; at = at->next)
            put_group(put, list, kubernetes_reach(at, "securityContext.runAsGroup"));
    }
}

/* ---- Environment, arguments ------------------------------------------------------------------ */

static void put_environment(struct put *put, struct node *to, const struct node *container)
{
    const struct node *env = node_member(container, "env");
    struct node *twice = put_array(put, to, "duplicateEnv", put_place(put, container));
    struct node *both = put_array(put, to, "ambiguousEnv", put_place(put, container));
    size_t looked = 0;
    for (const struct node *at = env ? env->children : NULL; at && looked++ < 500; at = at->next) {
        struct span name = kubernetes_text(at, "name");
        const struct node *value = node_member(at, "value");
        if (value && value->text.len && node_member(at, "valueFrom"))
            put_text(put, both, "", name, put_place(put, value));
        for (const struct node *later = at->next; later && name.len; later = later->next)
            if (span_eq(kubernetes_text(later, "name"), name)) {
                put_text(put, twice, "", name, put_place(put, later));
                break;
            }
    }
}

static void put_argument(struct put *put, struct node *list, const struct node *word)
{
    struct span text = word->text;
    size_t dashes = 0, equals = span_find_char(text, '=');
    while (dashes < text.len && text.data[dashes] == '-')
        dashes++;
    struct span name = span_sub(text, dashes, equals < text.len ? equals - dashes : text.len);
    struct span value = equals < text.len ? span_from(text, equals + 1) : SPAN_EMPTY;
    struct place at = put_place(put, word);
    if (equals == text.len && word->next && word->next->text.data) {
        value = word->next->text;
        at = put_place(put, word->next);
    }
    if (!dashes || dashes > 2 || equals < dashes || !value_has_secret_name(name) || !value.len ||
        value.data[0] == '-' || !value_is_literal(value) || value_is_placeholder(value))
        return;
    put_text(put, list, "", text, at);
}

static void put_arguments(struct put *put, struct node *to, const struct node *container)
{
    static const char *const keys[] = { "command", "args" };
    struct node *list = put_array(put, to, "secretArguments", put_place(put, container));
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *words = node_member(container, keys[i]);
        bool is_list = words && words->kind == NODE_ARRAY;
        for (const struct node *at = is_list ? words->children : NULL; at; at = at->next)
            if (at->kind == NODE_STRING)
                put_argument(put, list, at);
    }
}

/* ---- Ports ----------------------------------------------------------------------------------- */

static bool declares(const struct node *ports, struct span wanted)
{
    for (const struct node *at = ports ? ports->children : NULL; at; at = at->next)
        if (span_eq(kubernetes_text(at, "containerPort"), wanted) ||
            span_eq(kubernetes_text(at, "name"), wanted))
            return true;
    return false;
}

/* Probes of a port that the container, which declares some, does not declare. */
static void put_probe_ports(struct put *put, struct node *to, const struct node *container)
{
    static const char *const probes[] = { "livenessProbe", "readinessProbe", "startupProbe" };
    static const char *const handlers[] = { "httpGet.port", "tcpSocket.port", "grpc.port" };
    const struct node *ports = node_member(container, "ports");
    struct node *list = put_array(put, to, "unknownProbePorts", put_place(put, container));
    for (size_t i = 0; i < ARRAY_SIZE(probes); i++)
        for (size_t k = 0; k < ARRAY_SIZE(handlers); k++) {
            const struct node *port =
                    kubernetes_reach(node_member(container, probes[i]), handlers[k]);
            if (!port || !port->text.len || declares(ports, port->text) || holes_are_below(ports))
                continue;
            bool is_number = ascii_is_digit(port->text.data[0]);
            if (!is_number || (ports && ports->children))
                put_text(put, list, "", port->text, put_place(put, port));
        }
}

/* ---- Images ---------------------------------------------------------------------------------- */

/* The three numbers of `v1.2.3`. */
static bool version_of(struct span tag, uint64_t version[3])
{
    struct span rest = span_starts(tag, SPAN("v")) ? span_from(tag, 1) : tag, field;
    rest.len = span_find_char(rest, '-');
    for (size_t i = 0; i < 3; i++)
        if (!span_next_field(&rest, '.', &field) || !span_to_uint(field, &version[i]))
            return false;
    return true;
}

/* CVE-2025-1974: fixed in 1.11.5 and 1.12.1 of the controller. */
static bool is_vulnerable(const struct image_reference *image)
{
    uint64_t v[3];
    bool controller = span_find(image->repository, SPAN("ingress-nginx")) != SIZE_MAX &&
                      span_is(image->name, "controller");
    if (!controller || !version_of(image->tag, v))
        return false;
    return v[0] < 1 ||
           (v[0] == 1 && (v[1] < 11 || (v[1] == 11 && v[2] < 5) || (v[1] == 12 && v[2] < 1)));
}

static void put_image_details(struct put *put, struct node *to, const struct node *container)
{
    const struct node *image = node_member(container, "image");
    const struct node *policy = node_member(container, "imagePullPolicy");
    if (!image || !image->text.len || !value_is_literal(image->text))
        return;
    struct image_reference reference = image_reference_of(image->text);
    struct node *found = put_array(put, to, "vulnerableImages", put_place(put, image));
    bool moves = !reference.digest.len && (!reference.tag.len || span_is(reference.tag, "latest"));
    if (is_vulnerable(&reference))
        put_text(put, found, "", image->text, put_place(put, image));
    if (policy && moves)
        put_text(put, to, "pullPolicyOfMovingTag", policy->text, put_place(put, policy));
}

/* ---- Programs that run what they are told ---------------------------------------------------- */

static void put_hook_word(struct put *put, struct node *list, const struct node *word)
{
    static const char *const options[] = { "--exechook-command",
                                           "-exechook-command",
                                           "--sync-hook-command",
                                           "-sync-hook-command",
                                           "--git=",
                                           "--askpass-url" };
    for (size_t i = 0; i < ARRAY_SIZE(options); i++)
        if (span_starts(word->text, span_of(options[i]))) {
            put_text(put, list, "", word->text, put_place(put, word));
            return;
        }
}

/* git-sync starts the program that its settings name, whoever wrote them. */
static void put_hooks(struct put *put, struct node *to, const struct node *container)
{
    static const char *const variables[] = { "GITSYNC_EXECHOOK_COMMAND", "GIT_SYNC_HOOK_COMMAND",
                                             "GIT_SYNC_EXECHOOK_COMMAND", "GITSYNC_GIT",
                                             "GIT_SYNC_GIT" };
    struct image_reference image = image_reference_of(kubernetes_text(container, "image"));
    const struct node *args = node_member(container, "args"), *env = node_member(container, "env");
    if (span_find(image.name, SPAN("git-sync")) == SIZE_MAX)
        return;
    struct node *list = put_array(put, to, "syncHooks", put_place(put, container));
    for (const struct node *at = args ? args->children : NULL; at; at = at->next)
        if (at->kind == NODE_STRING)
            put_hook_word(put, list, at);
    for (const struct node *at = env ? env->children : NULL; at; at = at->next)
        for (size_t i = 0; i < ARRAY_SIZE(variables); i++)
            if (span_is(kubernetes_text(at, "name"), variables[i]))
                put_text(put, list, "", span_of(variables[i]), put_place(put, at));
}

/* ---- All of it ------------------------------------------------------------------------------- */

void kubernetes_container_details(const struct container_scope *s, struct node *to)
{
    struct put *put = s->put;
    const struct node *container = s->container;
    put_app_armor(s, to);
    put_environment(put, to, container);
    put_arguments(put, to, container);
    put_probe_ports(put, to, container);
    put_image_details(put, to, container);
    put_hooks(put, to, container);
    put_selinux(put, put_array(put, to, "seLinuxUnsafe", put_place(put, container)), container);
}

void kubernetes_pod_details(struct put *put, struct node *to, const struct pod_context *pod)
{
    const struct node *aliases = node_member(pod->spec, "hostAliases");
    struct node *list = put_array(put, to, "hostAliases", put_place(put, pod->spec));
    for (const struct node *at = aliases ? aliases->children : NULL; at; at = at->next)
        put_text(put, list, "", kubernetes_text(at, "ip"), put_place(put, at));
    put_groups(put, to, pod->spec);
    put_selinux(put, put_array(put, to, "seLinuxUnsafe", put_place(put, pod->spec)), pod->spec);
    kubernetes_flag(put, to, "shareProcessNamespace", pod->spec, "shareProcessNamespace");
    put_text(put, to, "namespace", pod->space, put_place(put, pod->spec));
}
