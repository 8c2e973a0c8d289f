/* SPDX-License-Identifier: Apache-2.0 */
/* Reports and baselines of other scanners, which are JSON. */
#include "base/ascii.h"
#include "policy/baseline_reader.h"

/* ---- What it is ------------------------------------------------------------------------------ */

static bool has_member(const struct node *object, const char *key, enum node_kind kind)
{
    const struct node *member = node_member(object, key);
    return member && member->kind == kind;
}

static bool looks_like_gitleaks(const struct node *root)
{
    return root->kind == NODE_ARRAY &&
           (root->child_count == 0 || has_member(root->children, "RuleID", NODE_STRING));
}

static bool looks_like_detect_secrets(const struct node *root)
{
    return has_member(root, "results", NODE_OBJECT) &&
           (node_member(root, "plugins_used") || node_member(root, "generated_at") ||
            has_member(root, "version", NODE_STRING));
}

static bool looks_like_trivy(const struct node *root)
{
    return node_member(root, "SchemaVersion") &&
           (node_member(root, "Results") || node_member(root, "ArtifactName"));
}

static bool looks_like_trivy_ignore(const struct node *root)
{
    return has_member(root, "misconfigurations", NODE_ARRAY) ||
           has_member(root, "secrets", NODE_ARRAY) ||
           has_member(root, "vulnerabilities", NODE_ARRAY) ||
           has_member(root, "licenses", NODE_ARRAY);
}

bool baseline_recognise(struct baseline *baseline, const struct node *root)
{
    static const struct {
        enum baseline_form form;
        bool (*looks_like)(const struct node *root);
    } forms[] = {
        { BASELINE_GITLEAKS, looks_like_gitleaks },
        { BASELINE_DETECT_SECRETS, looks_like_detect_secrets },
        { BASELINE_TRIVY, looks_like_trivy },
        { BASELINE_TRIVY_IGNORE, looks_like_trivy_ignore },
        { BASELINE_KINGFISHER, baseline_looks_like_kingfisher },
    };
    for (size_t i = 0; i < ARRAY_SIZE(forms); i++)
        if (forms[i].looks_like(root)) {
            baseline->form = forms[i].form;
            return true;
        }
    return false;
}

/* ---- Members --------------------------------------------------------------------------------- */

static int fail(const struct node *node, struct veto_error *error, const char *what,
                const char *wanted)
{
    return error_set(error, VETO_ERROR_FORMAT, "%u: %s should be %s, and is %s", node->line, what,
                     wanted, node_kind_name(node->kind));
}

/* Absent and null are the empty text. */
static int text_of(const struct node *object, const char *key, struct span *text,
                   struct veto_error *error)
{
    const struct node *member = node_member(object, key);
    *text = SPAN_EMPTY;
    if (!member || member->kind == NODE_NULL)
        return 0;
    if (member->kind != NODE_STRING)
        return fail(member, error, key, "a text");
    *text = member->text;
    return 0;
}

/* Of a text, that must be there. */
static int text_needed(const struct node *object, const char *key, struct span *text,
                       struct veto_error *error)
{
    if (text_of(object, key, text, error) < 0)
        return -1;
    if (text->len == 0)
        return error_set(error, VETO_ERROR_FORMAT, "%u: %s is missing", object->line, key);
    return 0;
}

/* 0 where there is no such number. */
static uint32_t line_of(const struct node *object, const char *key)
{
    const struct node *member = node_member(object, key);
    uint64_t line = 0;
    if (!member || member->kind != NODE_NUMBER || !span_to_uint(member->text, &line))
        return 0;
    return (uint32_t)MIN(line, (uint64_t)UINT32_MAX);
}

static void set_lines(struct baseline_entry *entry, uint32_t first, uint32_t last)
{
    entry->first_line = first;
    entry->last_line = MAX(first, last);
}

/* `.\src\a.c` and `./src/a.c` are `src/a.c`. */
static struct span plain_path(struct span path, struct arena *arena)
{
    char *copy = arena_strndup(arena, path.data, path.len);
    if (!copy)
        return SPAN_EMPTY;
    for (size_t i = 0; i < path.len; i++)
        if (copy[i] == '\\')
            copy[i] = '/';
    struct span plain = { copy, path.len };
    while (span_starts(plain, SPAN("./")))
        plain = span_from(plain, 2);
    return plain;
}

/* ---- gitleaks -------------------------------------------------------------------------------- */

/* `--redact` writes REDACTED, or the front of the secret and dots. */
static bool is_redacted(struct span secret)
{
    return secret.len == 0 || span_find(secret, SPAN("REDACTED")) != SIZE_MAX ||
           span_ends(secret, SPAN("..."));
}

static int read_gitleaks(struct baseline *baseline, const struct node *root,
                         struct veto_error *error)
{
    for (const struct node *item = root->children; item; item = item->next) {
        struct span rule, file, secret;
        if (item->kind != NODE_OBJECT)
            return fail(item, error, "a finding", "an object");
        if (text_needed(item, "RuleID", &rule, error) < 0 ||
            text_needed(item, "File", &file, error) < 0 ||
            text_of(item, "Secret", &secret, error) < 0)
            return -1;
        struct baseline_entry *entry = baseline_add(baseline);
        if (!entry)
            return error_no_memory(error);
        entry->rule = arena_span(&baseline->arena, rule);
        entry->place = plain_path(file, &baseline->arena);
        entry->is_secret = true;
        if (!is_redacted(secret))
            entry->secret = arena_span(&baseline->arena, secret);
        set_lines(entry, line_of(item, "StartLine"), line_of(item, "EndLine"));
    }
    return 0;
}

/* ---- detect-secrets -------------------------------------------------------------------------- */

static int read_sha1(struct baseline_entry *entry, const struct node *item,
                     struct veto_error *error)
{
    struct span hex;
    if (text_needed(item, "hashed_secret", &hex, error) < 0)
        return -1;
    entry->has_sha1 = hex.len == 2 * SHA1_BYTES;
    for (size_t i = 0; entry->has_sha1 && i < SHA1_BYTES; i++) {
        int high = ascii_hex_value(hex.data[2 * i]), low = ascii_hex_value(hex.data[2 * i + 1]);
        entry->has_sha1 = high >= 0 && low >= 0;
        entry->sha1[i] = (unsigned char)(high * 16 + low);
    }
    if (!entry->has_sha1)
        return error_set(error, VETO_ERROR_FORMAT, "%u: hashed_secret is no SHA-1 in hexadecimal",
                         item->line);
    return 0;
}

static int read_detect_secrets(struct baseline *baseline, const struct node *root,
                               struct veto_error *error)
{
    const struct node *files = node_member(root, "results");
    for (const struct node *file = files->children; file; file = file->next) {
        if (file->kind != NODE_ARRAY)
            return fail(file, error, "a file's entry", "a list");
        struct span place = plain_path(file->key, &baseline->arena);
        for (const struct node *item = file->children; item; item = item->next) {
            struct span type;
            if (item->kind != NODE_OBJECT)
                return fail(item, error, "a secret", "an object");
            if (text_of(item, "type", &type, error) < 0)
                return -1;
            struct baseline_entry *entry = baseline_add(baseline);
            if (!entry)
                return error_no_memory(error);
            entry->rule = arena_span(&baseline->arena, type);
            entry->place = place;
            entry->is_secret = true;
            if (read_sha1(entry, item, error) < 0)
                return -1;
        }
    }
    return 0;
}

/* ---- trivy ----------------------------------------------------------------------------------- */

/* One result: a file, of an image perhaps. */
struct trivy_target {
    struct baseline *baseline;
    struct span place;
    struct veto_error *error;
};

static int add_trivy(const struct trivy_target *target, const struct node *item, struct span rule,
                     bool is_secret, const struct node *lines)
{
    struct arena *arena = &target->baseline->arena;
    if (rule.len == 0)
        return error_set(target->error, VETO_ERROR_FORMAT, "%u: the id is missing", item->line);
    struct baseline_entry *entry = baseline_add(target->baseline);
    if (!entry)
        return error_no_memory(target->error);
    entry->rule = arena_span(arena, rule);
    entry->place = target->place;
    entry->is_secret = is_secret;
    if (lines)
        set_lines(entry, line_of(lines, "StartLine"), line_of(lines, "EndLine"));
    return 0;
}

static int read_trivy_secret(const struct trivy_target *target, const struct node *item)
{
    struct span rule;
    if (text_of(item, "RuleID", &rule, target->error) < 0)
        return -1;
    return add_trivy(target, item, rule, true, item);
}

static int read_trivy_misconfiguration(const struct trivy_target *target, const struct node *item)
{
    struct span rule, status;
    if (text_of(item, "ID", &rule, target->error) < 0 ||
        text_of(item, "Status", &status, target->error) < 0)
        return -1;
    if (status.len && !span_is(status, "FAIL"))
        return 0;
    return add_trivy(target, item, rule, false, node_member(item, "CauseMetadata"));
}

static int each_of(const struct trivy_target *target, const struct node *result, const char *key,
                   int (*read)(const struct trivy_target *target, const struct node *item))
{
    const struct node *list = node_member(result, key);
    if (!list || list->kind == NODE_NULL)
        return 0;
    if (list->kind != NODE_ARRAY)
        return fail(list, target->error, key, "a list");
    for (const struct node *item = list->children; item; item = item->next) {
        if (item->kind != NODE_OBJECT)
            return fail(item, target->error, "a finding", "an object");
        if (read(target, item) < 0)
            return -1;
    }
    return 0;
}

/* In an image `/app/.env` is `!app/.env`, whatever the image is called. */
static struct span trivy_place(struct span path, bool in_image, struct arena *arena)
{
    while (in_image && path.len && path.data[0] == '/')
        path = span_from(path, 1);
    if (!in_image)
        return plain_path(path, arena);
    char *place = arena_printf(arena, "!%.*s", (int)path.len, path.data);
    return place ? span_of(place) : SPAN_EMPTY;
}

static int read_trivy(struct baseline *baseline, const struct node *root, struct veto_error *error)
{
    const struct node *results = node_member(root, "Results");
    struct span type, path;
    if (text_of(root, "ArtifactType", &type, error) < 0)
        return -1;
    if (!results || results->kind == NODE_NULL)
        return 0;
    if (results->kind != NODE_ARRAY)
        return fail(results, error, "Results", "a list");
    for (const struct node *result = results->children; result; result = result->next) {
        if (result->kind != NODE_OBJECT)
            return fail(result, error, "a result", "an object");
        if (text_of(result, "Target", &path, error) < 0)
            return -1;
        struct trivy_target target = {
            .baseline = baseline,
            .place = trivy_place(path, span_is(type, "container_image"), &baseline->arena),
            .error = error,
        };
        if (each_of(&target, result, "Secrets", read_trivy_secret) < 0 ||
            each_of(&target, result, "Misconfigurations", read_trivy_misconfiguration) < 0)
            return -1;
    }
    return 0;
}

int baseline_read_document(struct baseline *baseline, const struct node *root,
                           struct veto_error *error)
{
    switch (baseline->form) {
    case BASELINE_GITLEAKS:
        return read_gitleaks(baseline, root, error);
    case BASELINE_DETECT_SECRETS:
        return read_detect_secrets(baseline, root, error);
    case BASELINE_TRIVY:
        return read_trivy(baseline, root, error);
    case BASELINE_KINGFISHER:
        return baseline_read_kingfisher(baseline, root, error);
    default:
        return baseline_read_ignore_document(baseline, root, error);
    }
}
