/* SPDX-License-Identifier: Apache-2.0 */
#include "rule/load.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "doc/yaml.h"
#include "rule/lint.h"
#include "rule/place.h"
#include "rule/read.h"

enum { TREE_ARENA = 1024 * 1024 * 1024 };

/* Rules on their way into a set; `rules` is on the heap until it is known how many there are. */
struct loader {
    struct arena *arena;
    struct complaints complaints;
    struct rule *rules;
    size_t count, capacity;
};

static struct loader loader_make(struct arena *arena, rule_complaint complain, void *payload,
                                 struct veto_error *error)
{
    return (struct loader) {
        .arena = arena,
        .complaints = { .tell = complain, .payload = payload, .error = error },
    };
}

static void loader_release(struct loader *loader)
{
    free(loader->rules);
}

static struct veto_error *error_of(const struct loader *loader)
{
    return loader->complaints.error;
}

static int append_rule(struct loader *loader, const struct rule *rule)
{
    if (loader->count == loader->capacity) {
        size_t capacity = loader->capacity ? 2 * loader->capacity : 128;
        struct rule *grown = reallocarray(loader->rules, capacity, sizeof(*grown));
        if (!grown)
            return error_no_memory(error_of(loader));
        loader->rules = grown;
        loader->capacity = capacity;
    }
    loader->rules[loader->count++] = *rule;
    return 0;
}

/* The rules that are there already come first: of two with one id the new one is the mistake. */
static int adopt_rules(struct loader *loader, const struct rule_set *set)
{
    for (size_t i = 0; i < set->count; i++)
        if (append_rule(loader, &set->rules[i]) < 0)
            return -1;
    return 0;
}

/* ---- One pack -------------------------------------------------------------------------------- */

static struct rule default_rule(const struct reading *reading, const struct node *node)
{
    return (struct rule){
        .public = {
            .id = "", .title = "", .why = "", .fix = "", .reference = "", .pattern = "",
            .confidence = VETO_CONFIDENCE_LIKELY,
            .source = arena_printf(reading->arena, "%s:%u", reading->file, node->line),
        },
        .since = "",
        .window_before = RULE_WINDOW_BEFORE,
        .window_after = RULE_WINDOW_AFTER,
    };
}

/* The line of each key's value, in the order of the table; 0 where the rule does not have it. */
static const uint32_t *key_lines(struct arena *arena, const struct node *node)
{
    uint32_t *lines = ARENA_ARRAY(arena, rule_fields.count, uint32_t);
    const struct node *member = lines ? node->children : NULL;
    for (; member; member = member->next) {
        const struct field *field = field_find(&rule_fields, member->key);
        if (field)
            lines[field - rule_fields.fields] = member->line;
    }
    return lines;
}

static int load_rule(struct loader *loader, const struct reading *reading, const struct node *node)
{
    if (node->kind != NODE_OBJECT) {
        read_complain(reading, node->line, "rules", "each rule must be an object, not %s",
                      node_kind_name(node->kind));
        return 0;
    }
    size_t mistakes = loader->complaints.count;
    struct rule rule = default_rule(reading, node);
    read_fields(reading, &rule_fields, node, &rule);
    rule.key_lines = key_lines(reading->arena, node);
    if (arena_failed(reading->arena))
        return error_no_memory(error_of(loader));
    rule.public.is_secret = rule_has_tag(&rule, "secret");
    rule.generic = rule_has_tag(&rule, "generic");
    if (!rule.views)
        rule.views = rule_default_views(&rule);
    lint_rule(reading, &rule, node);
    return mistakes == loader->complaints.count ? append_rule(loader, &rule) : 0;
}

/* The list of rules in a pack; NULL after a complaint. */
static const struct node *rules_of(const struct reading *reading, const struct node *stream)
{
    const struct node *pack = stream->children;
    const struct node *rules = stream->child_count == 1 ? node_member(pack, "rules") : NULL;
    if (stream->child_count > 1) {
        read_complain(reading, pack->next->line, "rules", "a pack is one document");
    } else if (!rules) {
        read_complain(reading, 1, "rules", "is missing");
    } else if (pack->child_count > 1) {
        const struct node *other = pack->children == rules ? rules->next : pack->children;
        read_complain(reading, other->key_line, "rules", "must be the only key of a pack");
    } else if (rules->kind != NODE_ARRAY) {
        read_complain(reading, rules->line, "rules", "must be %s, not %s",
                      node_kind_name(NODE_ARRAY), node_kind_name(rules->kind));
    } else {
        return rules;
    }
    return NULL;
}

static int load_list(struct loader *loader, const struct reading *reading, const struct node *rules)
{
    for (const struct node *rule = rules->children; rule; rule = rule->next)
        if (load_rule(loader, reading, rule) < 0)
            return -1;
    return 0;
}

/* `problem` is the reader's `line:column: text`. */
static void complain_of_yaml(struct loader *loader, const char *name, struct span problem)
{
    size_t cut = MIN(span_find(problem, SPAN(": ")), problem.len);
    char place[512];
    snprintf(place, sizeof(place), "%s:%.*s", name, (int)cut, problem.data);
    complain_at(&loader->complaints, place, "not YAML", "%s", span_from(problem, cut + 2).data);
}

static int load_text(struct loader *loader, const char *name, struct span text)
{
    cleanup(arena_release) struct arena trees = arena_make(TREE_ARENA, false);
    struct reading reading = { .arena = loader->arena, .complaints = &loader->complaints };
    reading.file = arena_strndup(loader->arena, name, strlen(name));
    if (!reading.file)
        return error_no_memory(error_of(loader));
    struct node *stream = NULL;
    struct veto_error broken;
    if (yaml_read(&stream, text, &trees, &broken) < 0) {
        if (broken.code == VETO_ERROR_MEMORY)
            return error_no_memory(error_of(loader));
        complain_of_yaml(loader, name, span_of(broken.message));
        return 0;
    }
    const struct node *rules = rules_of(&reading, stream);
    return rules ? load_list(loader, &reading, rules) : 0;
}

static int load_file(struct loader *loader, const char *path, const char *name)
{
    cleanup(buf_release) struct buf text = buf_make(YAML_MAX_BYTES);
    if (file_load(path, &text, error_of(loader)) < 0)
        return -1;
    return load_text(loader, name, buf_span(&text));
}

/* ---- Folders --------------------------------------------------------------------------------- */

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_hidden(const FTSENT *entry)
{
    return entry->fts_level > 0 && entry->fts_name[0] == '.';
}

static bool is_pack(const FTSENT *entry)
{
    return entry->fts_info == FTS_F && !is_hidden(entry) &&
           span_ends(span_of(entry->fts_name), SPAN(".yaml"));
}

/* The number of packs, or negative. `prefix` is how much of each path is not told. */
static int load_entries(struct loader *loader, FTS *walk, size_t prefix)
{
    int packs = 0;
    for (;;) {
        errno = 0;
        FTSENT *entry = fts_read(walk);
        if (!entry && errno)
            return error_errno(error_of(loader), errno, "cannot list rule packs");
        if (!entry)
            return packs;
        if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR || entry->fts_info == FTS_NS)
            return error_errno(error_of(loader), entry->fts_errno, "%s", entry->fts_path);
        if (entry->fts_info == FTS_D && is_hidden(entry))
            fts_set(walk, entry, FTS_SKIP);
        if (!is_pack(entry))
            continue;
        packs++;
        if (load_file(loader, entry->fts_accpath, entry->fts_path + prefix) < 0)
            return -1;
    }
}

static int load_folder(struct loader *loader, const char *path)
{
    cleanup(free_ptr) char *root = strdup(path);
    if (!root)
        return error_no_memory(error_of(loader));
    size_t len = strlen(root);
    while (len > 1 && root[len - 1] == '/')
        root[--len] = '\0';
    char *roots[] = { root, NULL };
    /* Links are followed: mounted configuration consists of them. fts(3) sees cycles. */
    FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    if (!walk)
        return error_errno(error_of(loader), errno, "%s", path);
    int packs = load_entries(loader, walk, strcmp(root, "/") == 0 ? len : len + 1);
    fts_close(walk);
    if (packs == 0)
        return error_set(error_of(loader), VETO_ERROR_RULES, "%s: no rule pack (*.yaml) in it",
                         path);
    return MIN(packs, 0);
}

static int load_path(struct loader *loader, const char *path)
{
    struct stat status;
    if (stat(path, &status) < 0)
        return error_errno(error_of(loader), errno, "%s", path);
    return S_ISDIR(status.st_mode) ? load_folder(loader, path) : load_file(loader, path, path);
}

/* ---- Sets ------------------------------------------------------------------------------------ */

/* By id; of equal ids the one that came first. */
static int by_id(const void *a, const void *b)
{
    const struct rule *const *x = a, *const *y = b;
    int order = strcmp((*x)->public.id, (*y)->public.id);
    return order ? order : (*x > *y) - (*x < *y);
}

static void complain_of_double(struct loader *loader, const struct rule *rule,
                               const struct rule *before)
{
    char place[RULE_PLACE_MAX];
    rule_place(rule, "id", place);
    complain_at(&loader->complaints, place, "id", "'%s' is taken by the rule at %s",
                rule->public.id, before->public.source);
}

/* Sorted and without a second of the same id. */
static int make_set(struct loader *loader, struct rule_set *set)
{
    size_t count = 0;
    cleanup(free_ptr) const struct rule **order = calloc(loader->count + 1, sizeof(*order));
    struct rule *rules = ARENA_ARRAY(loader->arena, loader->count, struct rule);
    if (!order || !rules)
        return error_no_memory(error_of(loader));
    for (size_t i = 0; i < loader->count; i++)
        order[i] = &loader->rules[i];
    qsort(order, loader->count, sizeof(*order), by_id);
    for (size_t i = 0; i < loader->count; i++) {
        const struct rule *before = count ? &rules[count - 1] : NULL;
        if (before && strcmp(before->public.id, order[i]->public.id) == 0)
            complain_of_double(loader, order[i], before);
        else
            rules[count++] = *order[i];
    }
    *set = (struct rule_set) { rules, count };
    return 0;
}

/* What was loaded becomes the set, unless there were mistakes that nobody was told of. */
static int finish(struct loader *loader, struct rule_set *set, int result)
{
    struct rule_set loaded;
    if (result == 0)
        result = make_set(loader, &loaded);
    loader_release(loader);
    if (result < 0)
        return result;
    if (!loader->complaints.tell && loader->complaints.count)
        return -1;
    *set = loaded;
    return (int)loader->complaints.count;
}

int rule_load(struct rule_set *set, const char *path, struct arena *arena, struct veto_error *error)
{
    return rule_load_each(set, path, arena, NULL, NULL, error);
}

int rule_load_text(struct rule_set *set, const char *name, struct span text, struct arena *arena,
                   rule_complaint complain, void *payload, struct veto_error *error)
{
    struct loader loader = loader_make(arena, complain, payload, error);
    int result = adopt_rules(&loader, set);
    return finish(&loader, set, result < 0 ? result : load_text(&loader, name, text));
}

int rule_load_each(struct rule_set *set, const char *path, struct arena *arena,
                   rule_complaint complain, void *payload, struct veto_error *error)
{
    struct loader loader = loader_make(arena, complain, payload, error);
    int result = adopt_rules(&loader, set);
    return finish(&loader, set, result < 0 ? result : load_path(&loader, path));
}

int rule_load_list(struct rule_set *set, const char *name, const struct node *rules,
                   struct arena *arena, struct complaints *complaints)
{
    struct loader loader = { .arena = arena, .complaints = *complaints };
    struct reading reading = {
        .file = arena_strndup(arena, name, strlen(name)),
        .arena = arena,
        .complaints = &loader.complaints,
        .discreet = true,
    };
    int result = reading.file ? adopt_rules(&loader, set) : error_no_memory(complaints->error);
    if (result == 0)
        result = load_list(&loader, &reading, rules);
    if (result == 0)
        result = make_set(&loader, set);
    loader_release(&loader);
    complaints->count = loader.complaints.count;
    return result;
}

int rule_join(struct rule_set *set, const struct rule_set *more, struct arena *arena,
              struct veto_error *error)
{
    struct loader loader = loader_make(arena, NULL, NULL, error);
    int result = adopt_rules(&loader, set);
    if (result == 0)
        result = adopt_rules(&loader, more);
    return finish(&loader, set, result);
}

int rule_check_references(const struct rule_set *set, const struct rule_set *others,
                          rule_complaint complain, void *payload, struct veto_error *error)
{
    struct complaints complaints = { .tell = complain, .payload = payload, .error = error };
    lint_references(&complaints, set, others);
    return complain ? (int)complaints.count : -(complaints.count > 0);
}
