/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/project/tell.h"

#include "base/buf.h"
#include "literals/placeholder.h"
#include "audit/lift/value.h"

enum { MAX_PATH = 4096 };

void note_tell(const struct note_taker *taker, const struct note *note)
{
    taker->take(note, taker->payload);
}

static struct note note_at(enum note_kind kind, const struct node *node)
{
    return (struct note) {
        .kind = kind,
        .name = SPAN_EMPTY,
        .value = SPAN_EMPTY,
        .begin = (size_t)node->begin,
        .end = (size_t)node->end,
    };
}

static struct span text_of(const struct node *object, const char *key)
{
    const struct node *node = node_member(object, key);
    return node && node->text.data && !node->children ? node->text : SPAN_EMPTY;
}

static bool holds(const struct node *object, const char *key, bool truth)
{
    const struct node *node = node_member(object, key);
    return node && node->kind == NODE_BOOL && node->truth == truth;
}

/* ---- Images that are fetched ----------------------------------------------------------------- */

static void tell_pull(const struct node *image, const struct note_taker *taker)
{
    struct span text = text_of(image, "text");
    if (!text.len || !value_is_literal(text) || holds(image, "isStage", true) ||
        holds(image, "isScratch", true) || holds(image, "unresolved", true))
        return;
    struct note note = note_at(NOTE_PULL, image);
    bool is_latest = holds(image, "latest", true), has_digest = text_of(image, "digest").len > 0;
    note.name = text;
    note.flags = (is_latest && !has_digest ? NOTE_LATEST : 0u) |
                 (!has_digest && (is_latest || !text_of(image, "tag").len) ? NOTE_MOVES : 0u);
    note_tell(taker, &note);
}

/* ---- Services -------------------------------------------------------------------------------- */

/* One part of a path onto what is there: `..` takes one away. False above the root. */
static bool step_into(struct buf *path, struct span part)
{
    if (part.len == 0 || span_is(part, "."))
        return true;
    if (!span_is(part, "..")) {
        if (path->len)
            buf_append_char(path, '/');
        return buf_append(path, part);
    }
    if (path->len == 0)
        return false;
    while (path->len && path->data[path->len - 1] != '/')
        path->len--;
    path->len -= path->len > 0;
    return true;
}

static bool walk_path(struct buf *path, struct span relative)
{
    struct span part = SPAN_EMPTY;
    if (span_starts(relative, SPAN("/")))
        return false;
    while (span_next_field(&relative, '/', &part))
        if (!step_into(path, part))
            return false;
    return true;
}

/* Where `relative` leads from the folder of `from`; empty where that is outside the project. */
static struct span path_from(struct arena *arena, struct span from, struct span first,
                             struct span second)
{
    struct buf path = buf_make(MAX_PATH);
    struct span name = span_basename(from);
    bool inside = walk_path(&path, span_sub(from, 0, from.len - name.len)) &&
                  walk_path(&path, first) && walk_path(&path, second) && !path.failed;
    struct span copy = inside ? arena_span(arena, buf_span(&path)) : SPAN_EMPTY;
    buf_release(&path);
    return copy.data ? copy : SPAN_EMPTY;
}

/* The Dockerfile of a build, below the root; empty where it is not in a file of this tree. */
static struct span dockerfile_of(const struct tell_file *file, const struct node *build,
                                 struct arena *arena)
{
    struct span context = text_of(build, "context"), name = text_of(build, "dockerfile");
    if (!node_member(build, "context") || holds(build, "inline", true) ||
        span_find(context, SPAN("://")) != SIZE_MAX || span_find_char(context, '#') < context.len)
        return SPAN_EMPTY;
    return path_from(arena, file->path, context, name.len ? name : SPAN("Dockerfile"));
}

static void tell_env_files(const struct tell_file *file, const struct node *service,
                           const struct note_taker *taker, struct arena *arena)
{
    const struct node *files = node_member(service, "envFiles");
    for (const struct node *at = files ? files->children : NULL; at; at = at->next) {
        struct note note = note_at(NOTE_ENV_FILE, at);
        note.name = text_of(service, "name");
        note.value = path_from(arena, file->path, at->text, SPAN_EMPTY);
        if (note.value.len)
            note_tell(taker, &note);
    }
}

void tell_services(const struct tell_file *file, const struct note_taker *taker,
                   struct arena *arena)
{
    const struct node *services = node_member(file->facts, "services");
    for (const struct node *at = services ? services->children : NULL; at; at = at->next) {
        struct note note = note_at(NOTE_SERVICE, at);
        const struct node *build = node_member(at, "build");
        const struct node *limits = node_member(at, "limits"), *user = node_member(at, "user");
        struct span health = text_of(at, "healthcheck");
        note.name = text_of(at, "name");
        if (build)
            note.value = dockerfile_of(file, build, arena);
        note.flags = (note.value.len ? NOTE_BUILT : 0u) |
                     (span_is(health, "set") ? NOTE_HEALTHY : 0u) |
                     (span_is(health, "none") ? NOTE_UNHEALTHY : 0u) |
                     (holds(limits, "memory", true) ? NOTE_LIMITED : 0u) |
                     (holds(limits, "memory", false) ? NOTE_UNLIMITED : 0u) |
                     (holds(user, "set", true) ? NOTE_USER_SET : 0u);
        note_tell(taker, &note);
        if (!build)
            tell_pull(node_member(at, "image"), taker);
        tell_env_files(file, at, taker, arena);
    }
}

static bool copies_all(const struct node *stage)
{
    const struct node *copies = node_member(stage, "copies");
    for (const struct node *copy = copies ? copies->children : NULL; copy; copy = copy->next) {
        const struct node *sources = node_member(copy, "sources");
        for (const struct node *at = sources ? sources->children : NULL; at; at = at->next)
            if (holds(at, "wholeContext", true) && !node_member(copy, "from"))
                return true;
    }
    return false;
}

/* ---- Images and workloads -------------------------------------------------------------------- */

void tell_image(const struct tell_file *file, const struct note_taker *taker)
{
    const struct node *stages = node_member(file->facts, "stages"), *final = NULL;
    bool builds = false, all = false;
    size_t count = 0;
    for (const struct node *at = stages ? stages->children : NULL; at; at = at->next, count++) {
        tell_pull(node_member(at, "base"), taker);
        all |= copies_all(at);
        builds |= holds(at, "hasBuildTools", true) ||
                  span_is(text_of(node_member(at, "base"), "family"), "sdk");
        if (holds(at, "final", true))
            final = at;
    }
    if (!final)
        return;
    struct note note = note_at(NOTE_IMAGE, final);
    const struct node *base = node_member(final, "base"), *user = node_member(final, "user");
    struct span health = text_of(final, "healthcheck"), runs_as = text_of(base, "runsAs");
    note.name = text_of(base, "family");
    note.value = text_of(base, "text");
    bool root = holds(user, "root", true);
    bool unset = !user || holds(user, "set", false);
    note.flags =
            (span_is(health, "none") ? NOTE_UNHEALTHY : NOTE_HEALTHY) |
            (root || (unset && !span_is(runs_as, "nonroot")) ? NOTE_USER_UNSET : NOTE_USER_SET) |
            (count > 1 ? NOTE_MULTI_STAGE : 0u) | (builds ? NOTE_BUILDS : 0u) |
            (all ? NOTE_COPIES_ALL : 0u);
    note_tell(taker, &note);
}

static void tell_container(const struct node *container, const struct note_taker *taker)
{
    const struct node *probes = node_member(container, "probes");
    const struct node *limits = node_member(node_member(container, "resources"), "limits");
    struct note note = note_at(NOTE_WORKLOAD, container);
    bool healthy = holds(probes, "liveness", true) || holds(probes, "readiness", true);
    note.name = text_of(container, "name");
    note.flags = (healthy ? NOTE_HEALTHY : NOTE_UNHEALTHY) |
                 (holds(limits, "memory", true) ? NOTE_LIMITED : NOTE_UNLIMITED);
    note_tell(taker, &note);
}

void tell_workloads(const struct tell_file *file, const struct note_taker *taker)
{
    for (const struct node *root = file->facts; root; root = root->next) {
        const struct node *pods = node_member(root, "pods");
        for (const struct node *pod = pods ? pods->children : NULL; pod; pod = pod->next) {
            const struct node *containers = node_member(pod, "containers");
            bool stays = holds(pod, "longRunning", true);
            for (const struct node *at = containers ? containers->children : NULL; at;
                 at = at->next) {
                tell_pull(node_member(at, "image"), taker);
                if (stays && span_is(text_of(at, "role"), "main"))
                    tell_container(at, taker);
            }
        }
    }
}

/* ---- Environment files ----------------------------------------------------------------------- */

void tell_environment(const struct tell_file *file, const struct note_taker *taker)
{
    static const char *const samples[] = { ".example", ".sample", ".template", ".dist", ".tmpl" };
    struct span rest = file->bytes, line = SPAN_EMPTY;
    for (size_t i = 0; i < ARRAY_SIZE(samples); i++)
        if (span_find(span_basename(file->path), span_of(samples[i])) != SIZE_MAX)
            return;
    while (span_next_line(&rest, &line)) {
        struct span text = span_trim(line);
        size_t split = span_find_char(text, '=');
        struct span name = span_trim(span_sub(text, 0, split));
        struct span value = span_trim(span_from(text, split + 1));
        if (split == text.len || !value_has_secret_name(name) || !value_is_literal(value) ||
            !value.len || placeholder_is_template(value))
            continue;
        size_t begin = (size_t)(line.data - file->bytes.data);
        struct note note = { .kind = NOTE_ENV_SECRET,
                             .name = name,
                             .value = SPAN_EMPTY,
                             .begin = begin,
                             .end = begin + name.len };
        note_tell(taker, &note);
        return;
    }
}

int tell_names_make(struct tell_names *names, struct arena *arena, struct veto_error *error)
{
    if (tell_document_names(names, arena, error) < 0)
        return -1;
    return tell_coverage_names(names, arena, error);
}

int tell_file(const struct tell_file *file, const struct tell_names *names,
              const struct note_taker *taker, struct arena *arena, struct veto_error *error)
{
    struct span kind = file->kind ? span_of(file->kind) : SPAN_EMPTY;
    if (span_is(kind, "compose"))
        tell_services(file, taker, arena);
    else if (span_is(kind, "dockerfile"))
        tell_image(file, taker);
    else if (span_is(kind, "kubernetes"))
        tell_workloads(file, taker);
    if (file->kinds & KIND_ENV)
        tell_environment(file, taker);
    if (file->kinds & KIND_WORKFLOW || span_is(kind, "gitlab-ci"))
        tell_pipeline(file, taker, arena);
    if (file->allows)
        tell_allowances(file, taker);
    tell_urls(file, taker);
    tell_owners(file, taker);
    tell_coverage(file, names, taker);
    tell_documents(file, names, taker);
    return arena_failed(arena) ? error_no_memory(error) : 0;
}
