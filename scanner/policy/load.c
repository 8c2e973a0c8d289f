/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/policy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/quantity.h"
#include "doc/yaml.h"
#include "policy/check.h"
#include "policy/fields.h"
#include "rule/load.h"

enum {
    POLICY_ARENA = 64 * 1024 * 1024,
    TREE_ARENA = 256 * 1024 * 1024,
    FILE_MAX = 1024 * 1024,
    FILES_MAX = 32,
    DEPTH_MAX = 8, /* files that extend one another */
};

DEFINE_CLEANUP(struct veto_policy *, policy_free)

/* A file on the way from the policy to what it extends. */
struct opened {
    const struct opened *outer;
    uint64_t device, inode;
    size_t depth;
};

/* Files that were begun. One that is extended twice adds nothing the second time, and its mistakes
 * are told once. */
struct begun {
    struct {
        uint64_t device, inode;
    } items[FILES_MAX + DEPTH_MAX + 1];
    size_t count;
};

struct loader {
    struct veto_policy *policy;
    struct complaints complaints;
    struct begun *begun;
    bool may_extend;
};

static struct veto_error *error_of(const struct loader *loader)
{
    return loader->complaints.error;
}

/* ---- Joining --------------------------------------------------------------------------------- */

/* Appends `more` items of `size` bytes to an array in the arena. */
static int append(struct arena *arena, void *items, size_t *count, const void *more, size_t added,
                  size_t size)
{
    void *old, *joined = arena_array(arena, *count + added + 1, size);
    if (!joined)
        return -1;
    memcpy(&old, items, sizeof(old));
    if (*count)
        memcpy(joined, old, *count * size);
    if (added)
        memcpy((char *)joined + *count * size, more, added * size);
    memcpy(items, &joined, sizeof(joined));
    *count += added;
    return 0;
}

#define APPEND(policy, array, number, more, added)                                                 \
    append(&(policy)->arena, &(policy)->array, &(policy)->number, more, added,                     \
           sizeof(*(policy)->array))

/* The lower one, where both are said: less gets past it. */
static uint32_t stricter(uint32_t a, uint32_t b)
{
    return MIN(a, b);
}

static int join_names(struct veto_policy *policy, struct policy_name **names, size_t *count,
                      const struct rule_list *list, const struct policy_place *file,
                      const struct node *node)
{
    const struct node *child = node ? node->children : NULL;
    struct policy_name *added = ARENA_ARRAY(&policy->arena, list->count + 1, struct policy_name);
    size_t filled = 0;
    if (!added)
        return -1;
    for (; filled < list->count && child; child = child->next, filled++) {
        added[filled] = (struct policy_name) { list->items[filled], *file };
        added[filled].place.line = child->line;
    }
    return append(&policy->arena, names, count, added, filled, sizeof(*added));
}

static void join_bytes(const char *text, uint64_t *bytes, bool *has)
{
    uint64_t said;
    if (!text || !quantity_bytes(span_of(text), &said))
        return;
    /* No limit is the largest of all. */
    *bytes = *has && (*bytes == 0 || said == 0) ? 0 : MAX(*bytes, said);
    *has = true;
}

/* What looks at more is the stricter one. */
static void join_limits(struct policy_limits *limits, const struct policy_file *read)
{
    double seconds;
    join_bytes(read->max_size, &limits->max_size, &limits->has_max_size);
    join_bytes(read->memory, &limits->memory, &limits->has_memory);
    if (read->max_depth != POLICY_UNSAID) {
        limits->max_depth = MAX(limits->max_depth, read->max_depth);
        limits->has_max_depth = true;
    }
    if (read->max_ratio != POLICY_UNSAID) {
        limits->max_ratio = MAX(limits->max_ratio, (uint64_t)read->max_ratio);
        limits->has_max_ratio = true;
    }
    if (read->timeout && quantity_seconds(span_of(read->timeout), &seconds)) {
        bool none = seconds <= 0 || (limits->has_timeout && limits->timeout <= 0);
        limits->timeout = none ? 0 : MAX(limits->timeout, seconds);
        limits->has_timeout = true;
    }
}

/* There is none that is stricter. */
static void join_salt(const struct reading *reading, struct veto_policy *policy,
                      const struct policy_file *read, const struct node *node)
{
    if (policy->salt && read->salt && strcmp(policy->salt, read->salt) != 0)
        read_complain(reading, node_member(node, "fingerprints")->line, "fingerprints.salt",
                      "is not the one that a file gives which is extended, too");
    if (read->salt)
        policy->salt = read->salt;
}

static int join(struct veto_policy *policy, const struct policy_file *read,
                const struct policy_place *file, const struct node *node)
{
    const struct node *scan = node_member(node, "scan");
    const struct node *rules = scan ? node_member(scan, "rules") : NULL;
    policy->fail_on = stricter(policy->fail_on, read->fail_on);
    policy->inline_max_severity = stricter(policy->inline_max_severity, read->inline_max_severity);
    policy->unjudged_blocks |= read->unjudged == 1;
    policy->no_peers |= read->peers == 0;
    join_limits(&policy->limits, read);
    if (join_names(policy, &policy->on, &policy->on_count, &read->on, file,
                   rules ? node_member(rules, "enable") : NULL) < 0 ||
        join_names(policy, &policy->off, &policy->off_count, &read->off, file,
                   rules ? node_member(rules, "disable") : NULL) < 0 ||
        APPEND(policy, excludes, exclude_count, read->excludes.items, read->excludes.count) < 0 ||
        APPEND(policy, allows, allow_count, read->allows, read->allow_count) < 0 ||
        APPEND(policy, exceptions, exception_count, read->exceptions, read->exception_count) < 0 ||
        APPEND(policy, files, file_count, file, 1) < 0)
        return -1;
    return 0;
}

/* ---- One file -------------------------------------------------------------------------------- */

static int load_path(struct loader *loader, const char *path, const struct opened *outer);

/* `problem` is the reader's `line:column: text`. */
static void complain_of_yaml(struct loader *loader, const char *path, struct span problem)
{
    size_t cut = MIN(span_find(problem, SPAN(": ")), problem.len);
    char place[512];
    snprintf(place, sizeof(place), "%s:%.*s", path, (int)cut, problem.data);
    complain_at(&loader->complaints, place, "not YAML", "%s", span_from(problem, cut + 2).data);
}

/* Relative to the folder of the file that says so. NULL without memory. */
static char *path_beside(const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    char *joined = NULL;
    if (name[0] == '/' || !slash)
        return strdup(name);
    return asprintf(&joined, "%.*s/%s", (int)(slash - path), path, name) < 0 ? NULL : joined;
}

static int extend(struct loader *loader, const struct reading *reading, const char *path,
                  const struct node *list, const struct opened *opened)
{
    const struct node *child = list->kind == NODE_ARRAY ? list->children : NULL;
    for (; child; child = child->next) {
        if (child->kind != NODE_STRING || span_trim(child->text).len == 0)
            continue;
        cleanup(free_ptr) char *name = strndup(child->text.data, child->text.len);
        cleanup(free_ptr) char *beside = name ? path_beside(path, name) : NULL;
        struct veto_error inner = { 0 };
        if (!beside)
            return error_no_memory(error_of(loader));
        if (!loader->may_extend || opened->depth == DEPTH_MAX ||
            loader->policy->file_count >= FILES_MAX) {
            read_complain(reading, child->line, "extends", "too many files, or a circle of them");
            continue;
        }
        struct loader other = *loader;
        other.complaints.error = &inner;
        int status = load_path(&other, beside, opened);
        size_t told = other.complaints.count - loader->complaints.count;
        loader->complaints.count = other.complaints.count;
        /* Mistakes in it have places of their own; that it cannot be read is one of this file. */
        if (status < 0 && inner.code == VETO_ERROR_MEMORY)
            return error_no_memory(error_of(loader));
        if (status < 0)
            read_complain(reading, child->line, "extends", "%s", inner.message);
        else if (told && !loader->complaints.tell && told == loader->complaints.count)
            error_set(error_of(loader), VETO_ERROR_RULES, "%s", inner.message);
    }
    return 0;
}

static struct policy_file unsaid(void)
{
    return (struct policy_file) {
        .fail_on = POLICY_UNSAID,
        .unjudged = POLICY_UNSAID,
        .peers = POLICY_UNSAID,
        .inline_max_severity = POLICY_UNSAID,
        .max_depth = POLICY_UNSAID,
        .max_ratio = POLICY_UNSAID,
    };
}

/* The one document, or NULL; `*empty` tells that there is nothing at all, which is well. */
static const struct node *document_of(const struct reading *reading, const struct node *stream,
                                      bool *empty)
{
    const struct node *first = stream->children;
    *empty = !first || (stream->child_count == 1 && first->kind == NODE_NULL);
    if (*empty)
        return NULL;
    if (stream->child_count > 1)
        read_complain(reading, first->next->line, "policy", "a policy is one document");
    else if (first->kind != NODE_OBJECT)
        read_complain(reading, first->line, "policy", "must be %s, not %s",
                      node_kind_name(NODE_OBJECT), node_kind_name(first->kind));
    else
        return first;
    return NULL;
}

static int load_text(struct loader *loader, const char *path, struct span text,
                     const struct opened *opened)
{
    cleanup(arena_release) struct arena trees = arena_make(TREE_ARENA, true);
    struct arena *arena = &loader->policy->arena;
    struct span base = span_basename(span_of(path));
    const struct policy_place file = {
        .file = arena_strndup(arena, base.data, base.len),
        .path = arena_strndup(arena, path, strlen(path)),
        .line = 1,
    };
    struct reading reading = {
        .file = path, .arena = arena, .complaints = &loader->complaints, .discreet = true
    };
    struct node *stream = NULL;
    struct veto_error broken;
    bool empty;
    if (!file.file || !file.path)
        return error_no_memory(error_of(loader));
    if (yaml_read(&stream, text, &trees, &broken) < 0) {
        if (broken.code == VETO_ERROR_MEMORY)
            return error_no_memory(error_of(loader));
        complain_of_yaml(loader, path, span_of(broken.message));
        return 0;
    }
    const struct node *node = document_of(&reading, stream, &empty);
    struct policy_file read = unsaid();
    if (node) {
        read_fields(&reading, &policy_fields, node, &read);
        policy_check_file(&reading, &file, node, &read);
        const struct node *list = node_member(node, "extends");
        if (list && extend(loader, &reading, path, list, opened) < 0)
            return -1;
        const struct node *rules = node_member(node, "rules");
        if (rules && rules->kind == NODE_ARRAY &&
            rule_load_list(&loader->policy->rules, path, rules, arena, &loader->complaints) < 0)
            return -1;
    }
    if (!node && !empty)
        return 0;
    static const struct node nothing = { .kind = NODE_OBJECT };
    join_salt(&reading, loader->policy, &read, node);
    if (join(loader->policy, &read, &file, node ? node : &nothing) < 0 || arena_failed(arena))
        return error_no_memory(error_of(loader));
    loader->policy->file = file.file;
    return 0;
}

/* Is it the first time? */
static bool begin(struct begun *begun, const struct opened *opened)
{
    for (size_t i = 0; i < begun->count; i++)
        if (begun->items[i].device == opened->device && begun->items[i].inode == opened->inode)
            return false;
    if (begun->count == ARRAY_SIZE(begun->items))
        return true;
    begun->items[begun->count].device = opened->device;
    begun->items[begun->count++].inode = opened->inode;
    return true;
}

static int load_path(struct loader *loader, const char *path, const struct opened *outer)
{
    struct stat status;
    if (stat(path, &status) < 0)
        return error_errno(error_of(loader), errno, "%s", path);
    if (!S_ISREG(status.st_mode))
        return error_set(error_of(loader), VETO_ERROR_IO, "%s: is no file", path);
    struct opened opened = { outer, status.st_dev, status.st_ino, outer ? outer->depth + 1 : 0 };
    for (const struct opened *at = outer; at; at = at->outer)
        if (at->device == opened.device && at->inode == opened.inode)
            return error_set(error_of(loader), VETO_ERROR_RULES, "%s: extends itself", path);
    if (!begin(loader->begun, &opened))
        return 0;
    cleanup(buf_release) struct buf text = buf_make(FILE_MAX);
    if (file_load(path, &text, error_of(loader)) < 0)
        return -1;
    return load_text(loader, path, buf_span(&text), &opened);
}

/* ---- The whole --------------------------------------------------------------------------------
 */

static struct veto_policy *policy_new(void)
{
    struct veto_policy *policy = calloc(1, sizeof(*policy));
    if (!policy)
        return NULL;
    *policy = (struct veto_policy) {
        .arena = arena_make(POLICY_ARENA, true),
        .file = "",
        .fail_on = POLICY_UNSAID,
        .inline_max_severity = POLICY_UNSAID,
    };
    return policy;
}

static int load(struct veto_policy **out, const char *path, const struct span *text,
                rule_complaint complain, void *payload, struct veto_error *error)
{
    static const struct opened nothing = { 0 };
    cleanup(policy_free_ptr) struct veto_policy *policy = policy_new();
    if (!policy)
        return error_no_memory(error);
    struct begun begun = { .count = 0 };
    struct loader loader = {
        .policy = policy,
        .begun = &begun,
        .complaints = { .tell = complain, .payload = payload, .error = error },
        .may_extend = !text,
    };
    if ((text ? load_text(&loader, path, *text, &nothing) : load_path(&loader, path, NULL)) < 0)
        return -1;
    if (loader.complaints.count)
        return complain ? (int)MIN(loader.complaints.count, (size_t)INT32_MAX) : -1;
    *out = take_ptr(&policy);
    return 0;
}

int policy_load(struct veto_policy **out, const char *path, rule_complaint complain, void *payload,
                struct veto_error *error)
{
    return load(out, path, NULL, complain, payload, error);
}

int policy_load_text(struct veto_policy **out, const char *name, struct span text,
                     rule_complaint complain, void *payload, struct veto_error *error)
{
    return load(out, name, &text, complain, payload, error);
}

void policy_free(struct veto_policy *policy)
{
    if (!policy)
        return;
    arena_release(&policy->arena);
    free(policy);
}
