/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/project/project.h"

#include "audit/lift/put.h"
#include "audit/project/owners.h"
#include "base/cleanup.h"
#include "base/table.h"

enum { MAX_TEXT = 8 * 1024 * 1024 }; /* of all lines: facts of more are of no use to anybody */

struct making {
    struct put put;
    const struct project *project;
    struct table images;  /* by path: the entry of a Dockerfile */
    struct table secrets; /* by path: of an env file with a secret */
    struct table locks;   /* by manager and folder */
    struct node *pipelines, *steps, *deployments, *services, *images_list, *workloads, *documents,
            *coverage, *manifests, *pulls, *urls, *owners, *unowned, *allowances;
    const struct note **owner_lines; /* in the order of the files and in them */
    size_t owner_count;
};

static struct place place_of(const struct making *m, size_t index)
{
    size_t begin = m->project->offsets[index];
    return (struct place) { begin, begin + m->project->entries[index].line.len };
}

static void put_path(struct making *m, struct node *to, size_t index)
{
    put_text(&m->put, to, "path", m->project->entries[index].path, place_of(m, index));
}

/* Known or left out: one flag says yes, another no. */
static void put_either(struct making *m, struct node *to, const char *key, uint32_t flags,
                       uint32_t yes, uint32_t no, struct place at)
{
    if (flags & (yes | no))
        put_bool(&m->put, to, key, (flags & yes) != 0, at);
}

static void put_health(struct making *m, struct node *to, uint32_t flags, struct place at)
{
    if (flags & (NOTE_HEALTHY | NOTE_UNHEALTHY))
        put_text(&m->put, to, "healthcheck", flags & NOTE_HEALTHY ? SPAN("set") : SPAN("none"), at);
}

/* ---- Joins ----------------------------------------------------------------------------------- */

static const struct project_entry *image_of(const struct making *m, const struct note *note)
{
    return note->flags & NOTE_BUILT ? table_get(&m->images, note->value) : NULL;
}

/* What a service has of its own, else of the Dockerfile that builds it. */
static uint32_t flags_of(const struct making *m, const struct note *note)
{
    const struct project_entry *image = image_of(m, note);
    uint32_t health = NOTE_HEALTHY | NOTE_UNHEALTHY;
    if (note->flags & health || !(note->flags & NOTE_BUILT))
        return note->flags;
    return note->flags | (image ? image->note.flags & health : NOTE_UNHEALTHY);
}

static struct span folder_of(struct span path)
{
    struct span name = span_basename(path);
    return span_sub(path, 0, path.len - name.len);
}

static struct span lock_key(struct making *m, struct span manager, struct span folder)
{
    char *key = arena_printf(m->put.builder.arena, "%.*s:%.*s", (int)manager.len, manager.data,
                             (int)folder.len, folder.data);
    m->put.failed |= !key;
    return key ? span_of(key) : SPAN_EMPTY;
}

/* Beside it, or in a folder above: workspaces have one for all. */
static bool is_locked(struct making *m, const struct project_entry *entry)
{
    struct span folder = folder_of(entry->path);
    for (;;) {
        if (table_get(&m->locks, lock_key(m, entry->note.name, folder)))
            return true;
        if (!folder.len)
            return false;
        folder = folder_of(span_sub(folder, 0, folder.len - 1));
    }
}

static int index_entries(struct making *m)
{
    for (size_t i = 0; i < m->project->count; i++) {
        const struct project_entry *entry = &m->project->entries[i];
        void *value = (void *)(uintptr_t)entry;
        int result = 0;
        if (entry->note.kind == NOTE_IMAGE)
            result = table_set(&m->images, entry->path, value);
        else if (entry->note.kind == NOTE_ENV_SECRET)
            result = table_set(&m->secrets, entry->path, value);
        else if (entry->note.kind == NOTE_LOCK)
            result = table_set(&m->locks, lock_key(m, entry->note.name, folder_of(entry->path)),
                               value);
        if (result < 0)
            return error_no_memory(m->put.builder.error);
    }
    return 0;
}

/* ---- Facts ----------------------------------------------------------------------------------- */

static void put_step(struct making *m, size_t index)
{
    const struct note *note = &m->project->entries[index].note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->steps, "", at);
    put_text(&m->put, to, "category", note->name, at);
    put_text(&m->put, to, "detail", note->value, at);
    put_bool(&m->put, to, "ignoresFailure", note->flags & NOTE_IGNORES_FAILURE, at);
    put_path(m, to, index);
}

static void put_deployment(struct making *m, size_t index)
{
    const struct note *note = &m->project->entries[index].note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->deployments, "", at);
    put_text(&m->put, to, "job", note->name, at);
    put_bool(&m->put, to, "production", note->value.len > 0, at);
    put_bool(&m->put, to, "gated", note->flags & NOTE_GATED, at);
    put_bool(&m->put, to, "afterScan", note->flags & NOTE_AFTER_SCAN, at);
    put_path(m, to, index);
}

/* The env files of a service follow it. */
static void put_env_files(struct making *m, struct node *service, size_t index)
{
    const struct project_entry *entries = m->project->entries;
    struct node *list = put_array(&m->put, service, "committedEnvFiles", place_of(m, index));
    for (size_t i = index + 1; i < m->project->count; i++) {
        const struct note *note = &entries[i].note;
        if (!span_eq(entries[i].path, entries[index].path) || note->kind == NOTE_SERVICE)
            return;
        if (note->kind == NOTE_ENV_FILE && table_get(&m->secrets, note->value))
            put_text(&m->put, list, "", note->value, place_of(m, i));
    }
}

static void put_service(struct making *m, size_t index)
{
    const struct note *note = &m->project->entries[index].note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->services, "", at);
    put_text(&m->put, to, "name", note->name, at);
    put_health(m, to, flags_of(m, note), at);
    put_either(m, to, "memory", note->flags, NOTE_LIMITED, NOTE_UNLIMITED, at);
    put_env_files(m, to, index);
    put_path(m, to, index);
}

static void put_image(struct making *m, size_t index)
{
    static const char *const minimal[] = { "alpine", "distroless", "wolfi", "scratch" };
    const struct note *note = &m->project->entries[index].note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->images_list, "", at);
    bool small = false;
    for (size_t i = 0; i < ARRAY_SIZE(minimal); i++)
        small |= span_is(note->name, minimal[i]);
    put_text(&m->put, to, "family", note->name, at);
    put_bool(&m->put, to, "minimal", small, at);
    put_bool(&m->put, to, "multiStage", note->flags & NOTE_MULTI_STAGE, at);
    put_bool(&m->put, to, "builds", note->flags & NOTE_BUILDS, at);
    put_bool(&m->put, to, "copiesContext", note->flags & NOTE_COPIES_ALL, at);
    put_health(m, to, note->flags, at);
    put_either(m, to, "rootPossible", note->flags, NOTE_USER_UNSET, NOTE_USER_SET, at);
    put_path(m, to, index);
}

static void put_workload(struct making *m, size_t index)
{
    const struct note *note = &m->project->entries[index].note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->workloads, "", at);
    put_text(&m->put, to, "name", note->name, at);
    put_health(m, to, note->flags, at);
    put_either(m, to, "memory", note->flags, NOTE_LIMITED, NOTE_UNLIMITED, at);
    put_path(m, to, index);
}

static void put_document(struct making *m, size_t index)
{
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->documents, "", at);
    put_text(&m->put, to, "part", m->project->entries[index].note.name, at);
    put_path(m, to, index);
}

static void put_pull(struct making *m, size_t index)
{
    const struct note *note = &m->project->entries[index].note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->pulls, "", at);
    put_text(&m->put, to, "image", note->name, at);
    put_bool(&m->put, to, "latest", note->flags & NOTE_LATEST, at);
    put_bool(&m->put, to, "moves", note->flags & NOTE_MOVES, at);
    put_path(m, to, index);
}

static void put_url(struct making *m, size_t index)
{
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->urls, "", at);
    put_text(&m->put, to, "url", m->project->entries[index].note.name, at);
    put_path(m, to, index);
}

static void put_coverage(struct making *m, size_t index)
{
    const struct note *note = &m->project->entries[index].note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->coverage, "", at);
    uint64_t percent = 0;
    put_text(&m->put, to, "key", note->name, at);
    if (span_to_uint(note->value, &percent))
        put_number(&m->put, to, "percent", (long long)percent, at);
    put_path(m, to, index);
}

static void put_manifest(struct making *m, size_t index)
{
    const struct project_entry *entry = &m->project->entries[index];
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->manifests, "", at);
    put_text(&m->put, to, "manager", entry->note.name, at);
    put_bool(&m->put, to, "locked", is_locked(m, entry), at);
    put_path(m, to, index);
}

static void put_pipeline(struct making *m, size_t index)
{
    put_path(m, put_object(&m->put, m->pipelines, "", place_of(m, index)), index);
}

/* ---- Owners ---- */

static bool is_everything(struct span pattern)
{
    return span_is(pattern, "*") || span_is(pattern, "**") || span_is(pattern, "/");
}

/* The last line that matches decides, so one for everything undoes all above it. */
static bool is_shadowed(const struct making *m, size_t index)
{
    const struct project_entry *entries = m->project->entries;
    for (size_t i = index + 1;
         i < m->project->count && span_eq(entries[i].path, entries[index].path); i++)
        if (entries[i].note.kind == NOTE_OWNER &&
            (is_everything(entries[i].note.name) ||
             span_eq(entries[i].note.name, entries[index].note.name)))
            return true;
    return false;
}

static void put_owner(struct making *m, size_t index)
{
    const struct project_entry *entry = &m->project->entries[index];
    const struct note *note = &entry->note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->owners, "", at);
    bool is_owned = note->flags & NOTE_OWNED;
    put_text(&m->put, to, "pattern", note->name, at);
    put_bool(&m->put, to, "owned", is_owned, at);
    if (note->value.len)
        put_text(&m->put, to, "error", note->value, at);
    put_bool(&m->put, to, "ownsPipelines",
             is_owned && (owners_match(note->name, entry->path) ||
                          owners_match(note->name, SPAN(".github/workflows/ci.yml")) ||
                          owners_match(note->name, SPAN(".gitlab-ci.yml"))),
             at);
    put_bool(&m->put, to, "shadowed", is_shadowed(m, index), at);
    put_path(m, to, index);
}

static int gather_owners(struct making *m)
{
    m->owner_lines = ARENA_ARRAY(m->put.builder.arena, m->project->count + 1, const struct note *);
    for (size_t i = 0; m->owner_lines && i < m->project->count; i++)
        if (m->project->entries[i].note.kind == NOTE_OWNER)
            m->owner_lines[m->owner_count++] = &m->project->entries[i].note;
    return m->owner_lines ? 0 : -1;
}

/* By the last line that matches. */
static bool is_owned(const struct making *m, struct span path)
{
    for (size_t i = m->owner_count; i-- > 0;)
        if (owners_match(m->owner_lines[i]->name, path))
            return m->owner_lines[i]->flags & NOTE_OWNED;
    return false;
}

static void put_unowned(struct making *m)
{
    enum { MAX_ASKED = 500 }; /* files: each is held against every line */
    const unsigned wanted = 1u << NOTE_PIPELINE | 1u << NOTE_IMAGE | 1u << NOTE_SERVICE |
                            1u << NOTE_WORKLOAD;
    struct span before = SPAN_EMPTY;
    /* Without a file of owners nothing is said. */
    if (gather_owners(m) < 0)
        m->put.failed = true;
    for (size_t i = 0, asked = 0;
         m->owner_count && i < m->project->count && asked < MAX_ASKED; i++) {
        const struct project_entry *entry = &m->project->entries[i];
        if (!(wanted >> entry->note.kind & 1) || span_eq(entry->path, before))
            continue;
        before = entry->path;
        asked++;
        if (!is_owned(m, entry->path))
            put_path(m, put_object(&m->put, m->unowned, "", place_of(m, i)), i);
    }
}

/* Numbered through all files, so that a budget is a number in a query. */
static void put_allowance(struct making *m, size_t index)
{
    const struct note *note = &m->project->entries[index].note;
    struct place at = place_of(m, index);
    struct node *to = put_object(&m->put, m->allowances, "", at);
    put_number(&m->put, to, "number", m->allowances ? (long long)m->allowances->child_count : 0, at);
    put_text(&m->put, to, "rules", note->name, at);
    put_path(m, to, index);
}

static void put_entry(struct making *m, size_t index)
{
    static void (*const puts[])(struct making *, size_t) = {
        [NOTE_PIPELINE] = put_pipeline, [NOTE_STEP] = put_step,
        [NOTE_DEPLOY] = put_deployment, [NOTE_SERVICE] = put_service,
        [NOTE_IMAGE] = put_image,       [NOTE_WORKLOAD] = put_workload,
        [NOTE_DOCUMENT] = put_document, [NOTE_COVERAGE] = put_coverage,
        [NOTE_MANIFEST] = put_manifest, [NOTE_LOCK] = NULL,
        [NOTE_PULL] = put_pull,         [NOTE_URL] = put_url,
        [NOTE_OWNER] = put_owner,       [NOTE_ALLOWANCE] = put_allowance,
    };
    size_t kind = m->project->entries[index].note.kind;
    if (kind < ARRAY_SIZE(puts) && puts[kind])
        puts[kind](m, index);
}

static int make_facts(struct making *m, struct project *out)
{
    struct put *put = &m->put;
    struct place at = { 0, 0 };
    struct node *root = put->builder.root;
    m->pipelines = put_array(put, root, "pipelines", at);
    m->steps = put_array(put, root, "steps", at);
    m->deployments = put_array(put, root, "deployments", at);
    m->services = put_array(put, root, "services", at);
    m->images_list = put_array(put, root, "images", at);
    m->workloads = put_array(put, root, "workloads", at);
    m->documents = put_array(put, root, "documents", at);
    m->coverage = put_array(put, root, "coverage", at);
    m->manifests = put_array(put, root, "manifests", at);
    m->pulls = put_array(put, root, "pulls", at);
    m->urls = put_array(put, root, "urls", at);
    m->owners = put_array(put, root, "owners", at);
    m->unowned = put_array(put, root, "unowned", at);
    m->allowances = put_array(put, root, "allowances", at);
    for (size_t i = 0; i < m->project->count; i++)
        put_entry(m, i);
    put_unowned(m);
    return put_finish(put, &out->facts);
}

/* What the checks of Compose files ask, as far as only the Dockerfile knows it. */
static void put_learned(struct making *m, struct node *list, size_t index)
{
    const struct note *note = &m->project->entries[index].note;
    const struct project_entry *image = image_of(m, note);
    struct place at = place_of(m, index);
    if (!(note->flags & NOTE_BUILT) || note->flags & (NOTE_HEALTHY | NOTE_UNHEALTHY))
        return;
    struct node *to = put_object(&m->put, list, "", at);
    put_text(&m->put, to, "name", note->name, at);
    put_health(m, to, flags_of(m, note), at);
    if (image && image->note.flags & NOTE_USER_UNSET && !(note->flags & NOTE_USER_SET))
        put_bool(&m->put, put_object(&m->put, to, "user", at), "missing", true, at);
}

static int make_services(struct making *m, struct project *out)
{
    struct node *roots = put_array(&m->put, m->put.builder.root, "files", (struct place) { 0, 0 });
    struct node *file = NULL, *list = NULL, *root;
    struct span path = SPAN_EMPTY;
    for (size_t i = 0; i < m->project->count; i++) {
        const struct project_entry *entry = &m->project->entries[i];
        if (entry->note.kind != NOTE_SERVICE)
            continue;
        if (!file || !span_eq(entry->path, path)) {
            file = put_object(&m->put, roots, "", place_of(m, i));
            list = put_array(&m->put, file, "services", place_of(m, i));
            path = entry->path;
        }
        put_learned(m, list, i);
    }
    if (put_finish(&m->put, &root) < 0)
        return -1;
    out->services = roots->children;
    return 0;
}

/* ---- All ------------------------------------------------------------------------------------- */

static int make_text(struct project *out, struct arena *arena, struct veto_error *error)
{
    size_t *offsets = ARENA_ARRAY(arena, out->count + 1, size_t);
    struct buf text = buf_make(MAX_TEXT);
    for (size_t i = 0; offsets && i < out->count; i++) {
        offsets[i] = text.len;
        buf_append(&text, out->entries[i].line);
        buf_append_char(&text, '\n');
    }
    out->text = arena_span(arena, buf_span(&text));
    bool failed = text.failed;
    buf_release(&text);
    out->offsets = offsets;
    if (failed)
        return error_set(error, VETO_ERROR_UNSUPPORTED,
                         "too much in it to be audited as a project");
    return offsets && out->text.data ? 0 : error_no_memory(error);
}

static int make_all(struct making *m, struct project *out, struct arena *arena,
                    struct veto_error *error)
{
    if (put_start(&m->put, out->text, arena, error) < 0 || index_entries(m) < 0 ||
        make_facts(m, out) < 0)
        return -1;
    if (put_start(&m->put, out->text, arena, error) < 0)
        return -1;
    return make_services(m, out);
}

int project_make(struct project *out, const struct project_entry *entries, size_t count,
                 struct arena *arena, struct veto_error *error)
{
    struct making making = { .project = out };
    *out = (struct project) { .entries = entries, .count = count };
    if (make_text(out, arena, error) < 0)
        return -1;
    table_init(&making.images);
    table_init(&making.secrets);
    table_init(&making.locks);
    int result = make_all(&making, out, arena, error);
    table_release(&making.images);
    table_release(&making.secrets);
    table_release(&making.locks);
    return result;
}

size_t project_entry_at(const struct project *project, size_t offset)
{
    size_t low = 0, high = project->count;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (project->offsets[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    return low;
}
