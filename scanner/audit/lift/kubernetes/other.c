/* SPDX-License-Identifier: Apache-2.0 */
/* Objects of other makers, kustomizations, and what all objects have: labels. */
#include "audit/lift/host.h"
#include "audit/lift/kubernetes/parts.h"
#include "audit/lift/value.h"
#include "base/ascii.h"

static struct node *put_list(struct put *put, struct node *root, const char *key,
                             const struct node *object)
{
    return put_array(put, root, key, put_place(put, object));
}

/* ---- Labels ---------------------------------------------------------------------------------- */

enum { MAX_LABEL = 63 };

static bool is_label(struct span value)
{
    if (!value.len)
        return true;
    for (size_t i = 0; i < value.len; i++)
        if (!ascii_is_alnum(value.data[i]) && !strchr("-_.", value.data[i]))
            return false;
    return value.len <= MAX_LABEL && ascii_is_alnum(value.data[0]) &&
           ascii_is_alnum(value.data[value.len - 1]);
}

static void put_labels(struct put *put, struct node *root, const struct node *object)
{
    const struct node *labels = kubernetes_reach(object, "metadata.labels");
    struct node *list = put_list(put, root, "invalidLabels", object);
    for (const struct node *at = labels ? labels->children : NULL; at; at = at->next)
        if (at->text.data && !is_label(at->text) && value_is_literal(at->text))
            put_text(put, list, "", at->text, put_place(put, at));
}

/* ---- Admission, meshes, sources -------------------------------------------------------------- */

static void put_webhooks(struct put *put, struct node *root, const struct node *object)
{
    const struct node *hooks = node_member(object, "webhooks");
    struct node *list = put_list(put, root, "webhooks", object);
    for (const struct node *at = hooks ? hooks->children : NULL; at; at = at->next) {
        const struct node *policy = node_member(at, "failurePolicy");
        if (policy)
            put_text(put, list, "", policy->text, put_place(put, policy));
    }
}

static void put_text_at(struct put *put, struct node *list, const struct node *object,
                        const char *path)
{
    const struct node *node = kubernetes_reach(object, path);
    if (node && node->text.len && !node->children)
        put_text(put, list, "", node->text, put_place(put, node));
}

static void put_sources(struct put *put, struct node *root, const struct node *object)
{
    struct span kind = kubernetes_text(object, "kind");
    struct node *list = put_list(put, root, "sources", object);
    struct node *mtls = put_list(put, root, "mtls", object);
    if (span_is(kind, "HelmRepository") || span_is(kind, "GitRepository") ||
        span_is(kind, "Bucket") || span_is(kind, "OCIRepository"))
        put_text_at(put, list, object, "spec.url");
    if (span_is(kind, "Application"))
        put_text_at(put, list, object, "spec.source.repoURL");
    if (span_is(kind, "PeerAuthentication"))
        put_text_at(put, mtls, object, "spec.mtls.mode");
}

static void put_claims(struct put *put, struct node *root, const struct node *object)
{
    const struct node *claims = kubernetes_reach(object, "spec.volumeClaimTemplates");
    struct node *list = put_list(put, root, "claims", object);
    size_t once = 0;
    for (const struct node *at = claims ? claims->children : NULL; at; at = at->next) {
        const struct node *modes = kubernetes_reach(at, "spec.accessModes");
        bool is_once = modes && modes->children && span_is(modes->children->text, "ReadWriteOnce");
        struct place place = kubernetes_place(put, modes, at);
        struct node *to = put_object(put, list, "", place);
        once += is_once;
        put_bool(put, to, "onceAgain", is_once && once > 1, place);
        put_bool(put, to, "sized", kubernetes_reach(at, "spec.resources.requests.storage"), place);
    }
}

/* ---- What is known by its name --------------------------------------------------------------- */

static bool has_label(const struct node *object, const char *path, const char *const *values,
                      size_t count)
{
    const struct node *labels = kubernetes_reach(object, path);
    for (const struct node *at = labels ? labels->children : NULL; at; at = at->next)
        for (size_t i = 0; i < count; i++)
            if ((span_is(at->key, "app") || span_is(at->key, "name") ||
                 span_is(at->key, "k8s-app") || span_is(at->key, "app.kubernetes.io/name")) &&
                span_is(at->text, values[i]))
                return true;
    return false;
}

/* The workload that an image of another name may hide. */
static void put_known(struct put *put, struct node *root, const struct node *object)
{
    static const char *const tiller[] = { "tiller", "tiller-deploy" };
    static const char *const dashboard[] = { "kubernetes-dashboard" };
    const struct node *name = kubernetes_reach(object, "metadata.name");
    struct node *list = put_list(put, root, "knownWorkloads", object);
    if (!kubernetes_template(object) && !span_is(kubernetes_text(object, "kind"), "Pod"))
        return;
    struct place at = kubernetes_place(put, name, object);
    const char *const template = "spec.template.metadata.labels";
    if ((name && span_is(name->text, "tiller-deploy")) ||
        has_label(object, "metadata.labels", tiller, ARRAY_SIZE(tiller)) ||
        has_label(object, template, tiller, ARRAY_SIZE(tiller)))
        put_text(put, list, "", SPAN("tiller"), at);
    if (has_label(object, "metadata.labels", dashboard, 1) ||
        has_label(object, template, dashboard, 1))
        put_text(put, list, "", SPAN("dashboard"), at);
}

/* The account that every pod of a namespace has that names none. */
static void put_default_account(struct put *put, struct node *root, const struct node *object)
{
    const struct node *name = kubernetes_reach(object, "metadata.name");
    const struct node *token = node_member(object, "automountServiceAccountToken");
    if (!span_is(kubernetes_text(object, "kind"), "ServiceAccount") || !name ||
        !span_is(name->text, "default"))
        return;
    put_bool(put, put_list(put, root, "defaultAccounts", object), "",
             !kubernetes_is_false(object, "automountServiceAccountToken"),
             kubernetes_place(put, token ? token : name, object));
}

static void put_persistent_volume(struct put *put, struct node *root, const struct node *object)
{
    const struct node *path = kubernetes_reach(object, "spec.hostPath.path");
    if (!path || !span_is(kubernetes_text(object, "kind"), "PersistentVolume"))
        return;
    struct place at = put_place(put, path);
    struct node *to = put_object(put, put_list(put, root, "persistentVolumes", object), "", at);
    put_text(put, to, "hostPath", path->text, at);
    put_bool(put, to, "system", host_is_system_path(path->text), at);
}

/* What an Argo CD application follows: a version stays, a branch moves. */
static void put_revision(struct put *put, struct node *root, const struct node *object)
{
    const struct node *revision = kubernetes_reach(object, "spec.source.targetRevision");
    if (!span_is(kubernetes_text(object, "kind"), "Application") || !revision)
        return;
    struct place at = put_place(put, revision);
    struct node *to = put_object(put, put_list(put, root, "revisions", object), "", at);
    put_text(put, to, "text", revision->text, at);
    put_bool(put, to, "automated", kubernetes_reach(object, "spec.syncPolicy.automated") != NULL,
             at);
    put_text(put, to, "into", kubernetes_text(object, "spec.destination.namespace"), at);
}

/* ---- Kustomizations -------------------------------------------------------------------------- */

/* `token=value` of a generator. */
static void put_literals(struct put *put, struct node *list, const struct node *generator)
{
    const struct node *literals = node_member(generator, "literals");
    for (const struct node *at = literals ? literals->children : NULL; at; at = at->next) {
        if (!at->text.data)
            continue;
        size_t equals = span_find_char(at->text, '=');
        struct span value = equals < at->text.len ? span_from(at->text, equals + 1) : SPAN_EMPTY;
        struct place place = put_place(put, at);
        struct node *to = put_object(put, list, "", place);
        put_text(put, to, "name", span_sub(at->text, 0, equals), place);
        put_bool(put, to, "literal", value_is_literal(value), place);
        put_bool(put, to, "placeholder", value_is_placeholder(value), place);
    }
}

static bool is_commit(struct span ref)
{
    for (size_t i = 0; i < ref.len; i++)
        if (!ascii_is_hex(ref.data[i]))
            return false;
    return ref.len >= 7;
}

/* A version, or a commit: nothing that moves by design. */
static bool is_pinned(struct span url)
{
    size_t at = span_find(url, SPAN("ref="));
    if (at == SIZE_MAX)
        at = span_find(url, SPAN("version="));
    if (at == SIZE_MAX)
        return false;
    struct span ref = span_from(url, at);
    ref = span_from(ref, span_find_char(ref, '=') + 1);
    ref.len = span_find_char(ref, '&');
    struct span number = span_starts(ref, SPAN("v")) ? span_from(ref, 1) : ref;
    return is_commit(ref) || (number.len && ascii_is_digit(number.data[0]));
}

static bool is_remote(struct span path)
{
    return span_find(path, SPAN("://")) != SIZE_MAX || span_starts(path, SPAN("git@")) ||
           span_starts(path, SPAN("github.com/"));
}

static void put_remotes(struct put *put, struct node *list, const struct node *paths)
{
    for (const struct node *at = paths ? paths->children : NULL; at; at = at->next) {
        if (at->children || !at->text.data || !is_remote(at->text))
            continue;
        struct place place = put_place(put, at);
        struct node *to = put_object(put, list, "", place);
        /* A file of a release has its version in the path. */
        bool of_release = span_find(at->text, SPAN("/releases/download/")) != SIZE_MAX;
        put_bool(put, to, "pinned", of_release || is_pinned(at->text), place);
        put_bool(put, to, "plain", span_starts(at->text, SPAN("http://")), place);
    }
}

static void put_kustomization(struct put *put, struct node *root, const struct node *object)
{
    struct node *literals = put_list(put, root, "generatedSecrets", object);
    struct node *remotes = put_list(put, root, "remotes", object);
    struct node *images = put_list(put, root, "movedImages", object);
    const struct node *generators = node_member(object, "secretGenerator");
    for (const struct node *at = generators ? generators->children : NULL; at; at = at->next)
        put_literals(put, literals, at);
    put_remotes(put, remotes, node_member(object, "resources"));
    put_remotes(put, remotes, node_member(object, "bases"));
    put_remotes(put, remotes, node_member(object, "components"));
    const struct node *list = node_member(object, "images");
    for (const struct node *at = list ? list->children : NULL; at; at = at->next) {
        const struct node *tag = node_member(at, "newTag");
        if (tag && span_is(tag->text, "latest"))
            put_text(put, images, "", tag->text, put_place(put, tag));
    }
}

bool kubernetes_is_kustomization(const struct node *object)
{
    struct span kind = kubernetes_text(object, "kind");
    return span_is(kind, "Kustomization") || span_is(kind, "Component") ||
           (!kind.len && (node_member(object, "resources") || node_member(object, "bases")));
}

void kubernetes_other(struct put *put, struct node *root, const struct node *object)
{
    put_labels(put, root, object);
    put_webhooks(put, root, object);
    put_sources(put, root, object);
    put_known(put, root, object);
    put_default_account(put, root, object);
    put_persistent_volume(put, root, object);
    put_revision(put, root, object);
    if (span_is(kubernetes_text(object, "kind"), "StatefulSet"))
        put_claims(put, root, object);
    if (kubernetes_is_kustomization(object))
        put_kustomization(put, root, object);
}
