/* SPDX-License-Identifier: Apache-2.0 */
/* Reading a configuration of gitleaks: files that extend one another, rules that do. */
#include <stdarg.h>
#include <stdlib.h>

#include "authoring/import.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/utf.h"
#include "doc/toml.h"

enum { FILE_MAX = 16 * 1024 * 1024, DEPTH_MAX = 4, TEXTS_MAX = 100 * 1000 };

void import_say(struct importer *importer, const char *file, uint32_t line, struct span id,
                const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    cleanup(buf_release) struct buf whole = buf_make(16 * 1024), printable = buf_make(64 * 1024);
    buf_printf(&whole, "%s:%u: %.*s%s%s", file, line, (int)MIN(id.len, (size_t)100), id.data,
               id.len ? ": " : "", text);
    utf_append_printable(&printable, buf_span(&whole), false);
    if (importer->say)
        importer->say(buf_span(&printable).data, importer->payload);
}

const struct node *import_member(const struct node *object, const char *key)
{
    if (!object || object->kind != NODE_OBJECT)
        return NULL;
    for (const struct node *member = object->children; member; member = member->next)
        if (span_eq_nocase(member->key, span_of(key)))
            return member;
    return NULL;
}

const struct node *import_key(const struct import_entry *entry, const char *key)
{
    const struct node *own = import_member(entry->own, key);
    return own ? own : import_member(entry->base, key);
}

static int fail(const char *file, const struct node *node, struct veto_error *error,
                const char *wanted)
{
    return error_set(error, VETO_ERROR_RULES, "%s:%u: %.*s: must be %s, not %s", file, node->line,
                     (int)MIN(node->key.len, (size_t)60), node->key.data, wanted,
                     node_kind_name(node->kind));
}

int import_texts(struct importer *importer, const char *file, const struct node *node,
                 struct rule_list *texts, struct veto_error *error)
{
    *texts = (struct rule_list) { 0 };
    if (!node)
        return 0;
    bool is_list = node->kind == NODE_ARRAY;
    if (!is_list && node->kind != NODE_STRING)
        return fail(file, node, error, "a list of texts");
    size_t count = is_list ? MIN(node->child_count, (size_t)TEXTS_MAX) : 1;
    const char **items = ARENA_ARRAY(&importer->arena, count + 1, const char *);
    if (!items)
        return error_no_memory(error);
    const struct node *item = is_list ? node->children : node;
    for (; item && texts->count < count; item = item->next) {
        if (item->kind != NODE_STRING)
            return fail(file, item, error, "a text");
        if (span_trim(item->text).len && span_find_char(item->text, '\0') == item->text.len)
            items[texts->count++] = arena_strndup(&importer->arena, item->text.data,
                                                  item->text.len);
        if (arena_failed(&importer->arena))
            return error_no_memory(error);
        if (!is_list)
            break;
    }
    texts->items = items;
    return 0;
}

/* ---- Rules and lists ------------------------------------------------------------------------- */

static struct import_entry *find_entry(struct importer *importer, struct span id)
{
    for (size_t i = 0; i < importer->count; i++) {
        const struct node *other = import_key(&importer->entries[i], "id");
        if (other && other->kind == NODE_STRING && span_eq(other->text, id))
            return &importer->entries[i];
    }
    return NULL;
}

static int add_entry(struct importer *importer, const struct node *rule, const char *file,
                     struct veto_error *error)
{
    const struct node *id = import_member(rule, "id");
    if (rule->kind != NODE_OBJECT)
        return fail(file, rule, error, "a table");
    if (id && id->kind != NODE_STRING)
        return fail(file, id, error, "a text");
    struct import_entry *old = id ? find_entry(importer, id->text) : NULL;
    /* The one that extends comes later, and says again what is to be different. */
    if (old) {
        *old = (struct import_entry) { rule, old->own, file };
        return 0;
    }
    if (importer->count == importer->capacity) {
        size_t capacity = importer->capacity ? 2 * importer->capacity : 64;
        struct import_entry *grown = reallocarray(importer->entries, capacity, sizeof(*grown));
        if (!grown)
            return error_no_memory(error);
        importer->entries = grown;
        importer->capacity = capacity;
    }
    importer->entries[importer->count++] = (struct import_entry) { rule, NULL, file };
    return 0;
}

static int add_list(struct importer *importer, const struct node *node, const char *file,
                    struct veto_error *error)
{
    struct import_list *list = ARENA_NEW(&importer->arena, struct import_list);
    if (node->kind != NODE_OBJECT)
        return fail(file, node, error, "a table");
    if (!list)
        return error_no_memory(error);
    *list = (struct import_list) { node, file, importer->lists };
    importer->lists = list;
    return 0;
}

static int read_each(struct importer *importer, const struct node *root, const char *key,
                     const char *file,
                     int (*add)(struct importer *, const struct node *, const char *,
                                struct veto_error *),
                     struct veto_error *error)
{
    const struct node *node = import_member(root, key);
    if (!node)
        return 0;
    if (node->kind == NODE_OBJECT)
        return add(importer, node, file, error);
    if (node->kind != NODE_ARRAY)
        return fail(file, node, error, "a list of tables");
    for (const struct node *item = node->children; item; item = item->next)
        if (add(importer, item, file, error) < 0)
            return -1;
    return 0;
}

/* ---- Files ----------------------------------------------------------------------------------- */

static int read_path(struct importer *importer, const char *path, size_t depth,
                     struct veto_error *error);

static void tell_disabled(struct importer *importer, const char *file, const struct node *list)
{
    for (const struct node *item = list->kind == NODE_ARRAY ? list->children : NULL; item;
         item = item->next)
        if (item->kind == NODE_STRING)
            import_say(importer, file, item->line, item->text,
                       "is disabled here: write it under scan: {rules: {disable: …}} of veto.yaml, "
                       "as gitleaks:%.*s", (int)MIN(item->text.len, (size_t)80), item->text.data);
}

static int extend(struct importer *importer, const struct node *table, const char *file,
                  size_t depth, struct veto_error *error)
{
    for (const struct node *member = table->children; member; member = member->next) {
        if (span_eq_nocase(member->key, SPAN("useDefault"))) {
            import_say(importer, file, member->line, SPAN("extend"),
                       "veto's built-in rules stand for gitleaks' default ones");
        } else if (span_eq_nocase(member->key, SPAN("disabledRules"))) {
            tell_disabled(importer, file, member);
        } else if (!span_eq_nocase(member->key, SPAN("path")) || member->kind != NODE_STRING ||
                   depth == 0) {
            import_say(importer, file, member->line, SPAN("extend"), "%.*s is not followed",
                       (int)MIN(member->key.len, (size_t)60), member->key.data);
        } else if (depth >= DEPTH_MAX) {
            return error_set(error, VETO_ERROR_RULES, "%s:%u: extend: too many files, or a circle",
                             file, member->line);
        } else {
            const char *slash = strrchr(file, '/');
            bool absolute = member->text.len && member->text.data[0] == '/';
            int folder = absolute || !slash ? 0 : (int)(slash - file + 1);
            const char *path = arena_printf(&importer->arena, "%.*s%.*s", folder, file,
                                            (int)member->text.len, member->text.data);
            if (!path)
                return error_no_memory(error);
            if (read_path(importer, path, depth + 1, error) < 0)
                return error_wrap(error, "%s:%u: extend", file, member->line);
        }
    }
    return 0;
}

/* `depth` 0: files cannot be read. */
static int read_text(struct importer *importer, const char *name, struct span text, size_t depth,
                     struct veto_error *error)
{
    static const char *const known[] = { "title", "description", "minVersion", "extend", "rules",
                                         "allowlist", "allowlists" };
    struct node *root = NULL;
    const char *file = arena_strndup(&importer->arena, name, strlen(name));
    if (!file)
        return error_no_memory(error);
    if (toml_read(&root, text, &importer->arena, error) < 0) {
        if (error && error->code != VETO_ERROR_MEMORY) {
            struct veto_error inner = *error;
            return error_set(error, VETO_ERROR_RULES, "%s:%.400s", name, inner.message);
        }
        return -1;
    }
    const struct node *table = import_member(root, "extend");
    if (table && table->kind != NODE_OBJECT)
        return fail(file, table, error, "a table");
    if (table && extend(importer, table, file, depth, error) < 0)
        return -1;
    for (const struct node *member = root->children; member; member = member->next) {
        bool is_known = false;
        for (size_t i = 0; i < ARRAY_SIZE(known); i++)
            is_known = is_known || span_eq_nocase(member->key, span_of(known[i]));
        if (!is_known)
            import_say(importer, file, member->line, member->key, "is not carried over");
    }
    if (read_each(importer, root, "rules", file, add_entry, error) < 0 ||
        read_each(importer, root, "allowlist", file, add_list, error) < 0 ||
        read_each(importer, root, "allowlists", file, add_list, error) < 0)
        return -1;
    return 0;
}

static int read_path(struct importer *importer, const char *path, size_t depth,
                     struct veto_error *error)
{
    cleanup(buf_release) struct buf text = buf_make(FILE_MAX);
    if (file_load(path, &text, error) < 0)
        return -1;
    return read_text(importer, path, buf_span(&text), depth, error);
}

int import_read_file(struct importer *importer, const char *path, struct veto_error *error)
{
    return read_path(importer, path, 1, error);
}

int import_read_text(struct importer *importer, const char *name, struct span text,
                     struct veto_error *error)
{
    return read_text(importer, name, text, 0, error);
}
