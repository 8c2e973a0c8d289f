/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Baselines of kingfisher, which are YAML. Their fingerprints are hashes that only kingfisher
 * computes; what is left is the file, the line and, since its version 2, the rule.
 */
#include "base/ascii.h"
#include "policy/baseline_reader.h"

static const struct node *list_below(const struct node *root, const char *outer, const char *inner)
{
    const struct node *object = node_member(root, outer);
    const struct node *list =
            object && object->kind == NODE_OBJECT ? node_member(object, inner) : NULL;
    return list && list->kind == NODE_ARRAY ? list : NULL;
}

bool baseline_looks_like_kingfisher(const struct node *root)
{
    const struct node *algorithm = node_member(root, "fingerprint_algorithm");
    if (list_below(root, "ExactFindings", "matches"))
        return true;
    return algorithm && algorithm->kind == NODE_STRING &&
           span_starts(algorithm->text, SPAN("kingfisher"));
}

static struct span text_of(const struct node *object, const char *key)
{
    const struct node *member = node_member(object, key);
    return member && member->kind == NODE_STRING ? span_trim(member->text) : SPAN_EMPTY;
}

static uint32_t line_of(const struct node *object, const char *key)
{
    const struct node *member = node_member(object, key);
    uint64_t line = 0;
    if (!member || !span_to_uint(member->text, &line))
        return 0;
    return (uint32_t)MIN(line, (uint64_t)UINT32_MAX);
}

/* What the two versions call it. */
struct words {
    const char *path, *line;
};

static int read_finding(struct baseline *baseline, const struct node *item,
                        const struct words *words, struct veto_error *error)
{
    struct span path = item->kind == NODE_OBJECT ? text_of(item, words->path) : SPAN_EMPTY;
    uint32_t line = path.len ? line_of(item, words->line) : 0;
    if (path.len == 0 || line == 0)
        return error_set(error, VETO_ERROR_FORMAT, "%u: a finding should have %s and %s",
                         item->line, words->path, words->line);
    struct baseline_entry *entry = baseline_add(baseline);
    if (!entry)
        return error_no_memory(error);
    while (span_starts(path, SPAN("./")))
        path = span_from(path, 2);
    entry->place = arena_span(&baseline->arena, path);
    entry->rule = arena_span(&baseline->arena, text_of(item, "rule_id"));
    if (entry->rule.len == 0)
        entry->rule = SPAN("kingfisher");
    entry->is_secret = true;
    entry->first_line = entry->last_line = line;
    return 0;
}

static int read_list(struct baseline *baseline, const struct node *list, const struct words *words,
                     struct veto_error *error)
{
    const struct node *item = list && list->kind == NODE_ARRAY ? list->children : NULL;
    for (; item; item = item->next)
        if (read_finding(baseline, item, words, error) < 0)
            return -1;
    return 0;
}

int baseline_read_kingfisher(struct baseline *baseline, const struct node *root,
                             struct veto_error *error)
{
    static const struct words first = { "filepath", "linenum" }, second = { "path", "line" };
    const struct node *repositories = node_member(root, "repositories");
    const struct node *repository =
            repositories && repositories->kind == NODE_ARRAY ? repositories->children : NULL;
    for (; repository; repository = repository->next)
        if (repository->kind == NODE_OBJECT &&
            read_list(baseline, node_member(repository, "findings"), &second, error) < 0)
            return -1;
    return read_list(baseline, list_below(root, "ExactFindings", "matches"), &first, error);
}
