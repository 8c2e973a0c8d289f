/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/import_policy.h"

#include "base/ascii.h"
#include "base/cleanup.h"
#include "base/utf.h"
#include "doc/encoding.h"
#include "doc/yaml.h"
#include "policy/baseline_reader.h"
#include "policy/date.h"
#include "policy/policy.h"
#include "rule/write.h"

enum {
    TREES = 256 * 1024 * 1024,
    POLICY_MAX = 64 * 1024 * 1024,
    REASON_LETTERS = 10,
    NAME_MAX_SHOWN = 80
};

struct importing {
    const char *name;
    const struct veto_rules *rules;
    rule_complaint say;
    void *payload;
    struct buf exceptions;
    int count;
};

/* What one entry says; spans are empty where it does not. */
struct ignored {
    uint32_t line;
    struct span rule, path, reason, expires;
};

static void tell(struct importing *importing, uint32_t line, struct span about, const char *what)
{
    cleanup(buf_release) struct buf whole = buf_make(4096), printable = buf_make(16384);
    about = span_sub(about, 0, NAME_MAX_SHOWN);
    buf_printf(&whole, "%s:%u: %.*s%s%s", importing->name, line, (int)about.len, about.data,
               about.len ? ": " : "", what);
    utf_append_printable(&printable, buf_span(&whole), false);
    if (importing->say)
        importing->say(buf_span(&printable).data, importing->payload);
}

/* ---- Exceptions ------------------------------------------------------------------------------ */

static void append_key(struct buf *to, const char *key, struct span value)
{
    buf_printf(to, "    %s: ", key);
    yaml_append_scalar(to, value, 6);
    buf_append_char(to, '\n');
}

/* A name with signs of globs means itself. */
static void append_path(struct buf *to, struct span path, bool is_glob)
{
    cleanup(buf_release) struct buf glob = buf_make(2 * path.len + 1);
    for (size_t i = 0; i < path.len; i++) {
        if (!is_glob && strchr("*?[\\", path.data[i]))
            buf_append_char(&glob, '\\');
        buf_append_char(&glob, path.data[i]);
    }
    append_key(to, "path", buf_span(&glob));
}

/* A policy goes to terminals and reports as it stands. */
static bool is_printable(struct span text)
{
    cleanup(buf_release) struct buf printable = buf_make(8 * text.len + 64);
    utf_append_printable(&printable, text, false);
    return span_eq(buf_span(&printable), text);
}

static bool is_reason(struct span text)
{
    size_t letters = 0;
    for (size_t i = 0; i < text.len; i++)
        letters += ascii_is_alnum(text.data[i]);
    return letters >= REASON_LETTERS && is_printable(text);
}

/* Whether a policy may say it; else the reason is told. */
static bool can_be_read(struct importing *importing, const struct ignored *ignored,
                        struct span exception)
{
    cleanup(buf_release) struct buf alone = buf_make(POLICY_MAX);
    struct veto_policy *policy = NULL;
    struct veto_error error = { 0 };
    char what[400];
    buf_append_text(&alone, "version: 1\nexceptions:\n");
    buf_append(&alone, exception);
    int result = policy_load_text(&policy, "the policy", buf_span(&alone), NULL, NULL, &error);
    policy_free(policy);
    snprintf(what, sizeof(what), "is left out: %.300s", error.message);
    if (result < 0)
        tell(importing, ignored->line, ignored->rule, what);
    return result >= 0;
}

static void append_exception(struct importing *importing, const struct ignored *ignored,
                             const char *rule, bool is_glob)
{
    cleanup(buf_release) struct buf exception = buf_make(1024 * 1024);
    struct buf *to = &exception;
    cleanup(buf_release) struct buf reason = buf_make(1024);
    buf_printf(to, "  - rule: %s\n", rule);
    if (ignored->path.len)
        append_path(to, ignored->path, is_glob);
    if (is_reason(ignored->reason)) {
        append_key(to, "reason", ignored->reason);
    } else {
        struct span base = span_basename(span_of(importing->name));
        buf_printf(&reason, "imported from line %u of %.*s", ignored->line,
                   (int)MIN(base.len, (size_t)200), base.data);
        append_key(to, "reason", buf_span(&reason));
    }
    if (ignored->expires.len)
        buf_printf(to, "    expires: %.*s\n", (int)ignored->expires.len, ignored->expires.data);
    if (exception.failed || !can_be_read(importing, ignored, buf_span(&exception)))
        return;
    buf_append(&importing->exceptions, buf_span(&exception));
    importing->count++;
}

/* One for each of our rules that answers to the name. */
static void add(struct importing *importing, const struct ignored *ignored, bool is_glob)
{
    size_t found = 0;
    if (ignored->expires.len && date_parse(ignored->expires) < 0) {
        tell(importing, ignored->line, ignored->rule, "is left out: its last day is no date");
        return;
    }
    if (!is_printable(ignored->path)) {
        tell(importing, ignored->line, ignored->rule, "is left out: its path cannot be printed");
        return;
    }
    for (size_t i = 0; i < importing->rules->enabled_count; i++) {
        const struct veto_rule *rule = &importing->rules->enabled[i]->public;
        if (!baseline_rule_answers(rule, ignored->rule))
            continue;
        append_exception(importing, ignored, rule->id, is_glob);
        found++;
    }
    if (!found)
        tell(importing, ignored->line, ignored->rule,
             span_starts(ignored->rule, SPAN("CVE-"))
                     ? "is left out: veto does not look for known vulnerabilities"
                     : "is left out: no rule of veto answers to it");
}

/* ---- .trivyignore ---------------------------------------------------------------------------- */

static void read_trivy_line(struct importing *importing, struct span line, uint32_t number)
{
    struct ignored ignored = {
        .line = number, .path = SPAN_EMPTY, .reason = SPAN_EMPTY, .expires = SPAN_EMPTY
    };
    size_t comment = span_find_char(line, '#');
    if (comment < line.len)
        ignored.reason = span_trim(span_from(line, comment + 1));
    struct span words = span_trim(span_sub(line, 0, comment));
    size_t end = 0;
    while (end < words.len && !ascii_is_space(words.data[end]))
        end++;
    ignored.rule = span_sub(words, 0, end);
    struct span rest = span_trim(span_from(words, end));
    if (ignored.rule.len == 0)
        return;
    if (span_starts(rest, SPAN("exp:")))
        ignored.expires = span_from(rest, strlen("exp:"));
    add(importing, &ignored, true);
}

/* ---- .gitleaksignore ------------------------------------------------------------------------- */

/* The field behind the last colon, which is cut off. */
static struct span cut_last(struct span *text)
{
    size_t at = text->len;
    while (at > 0 && text->data[at - 1] != ':')
        at--;
    struct span last = span_from(*text, at);
    *text = span_sub(*text, 0, at ? at - 1 : 0);
    return last;
}

static bool is_commit(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (ascii_hex_value(text.data[i]) < 0)
            return false;
    return text.len == 40 || text.len == 64;
}

/* `commit:file:rule:line`, or without the commit. */
static bool split_fingerprint(struct span line, struct ignored *ignored)
{
    uint64_t number;
    struct span rest = line;
    if (!span_to_uint(cut_last(&rest), &number))
        return false;
    ignored->rule = cut_last(&rest);
    size_t colon = span_find_char(rest, ':');
    if (colon < rest.len && is_commit(span_sub(rest, 0, colon)))
        rest = span_from(rest, colon + 1);
    ignored->path = rest;
    return ignored->rule.len && rest.len;
}

static void read_gitleaks_line(struct importing *importing, struct span line, uint32_t number)
{
    struct ignored ignored = { .line = number, .reason = SPAN_EMPTY, .expires = SPAN_EMPTY };
    line = span_trim(line);
    if (line.len == 0 || line.data[0] == '#')
        return;
    if (!split_fingerprint(line, &ignored))
        tell(importing, number, SPAN_EMPTY, "is left out: it is no fingerprint of gitleaks");
    else
        add(importing, &ignored, false);
}

static bool looks_like_gitleaks(struct span text)
{
    struct span line;
    struct ignored ignored;
    while (span_next_line(&text, &line)) {
        line = span_trim(line);
        if (line.len && line.data[0] != '#')
            return split_fingerprint(line, &ignored);
    }
    return false;
}

static void read_lines(struct importing *importing, struct span text,
                       void (*read)(struct importing *, struct span, uint32_t))
{
    struct span line;
    for (uint32_t number = 1; span_next_line(&text, &line); number++)
        read(importing, line, number);
}

/* ---- .trivyignore.yaml ----------------------------------------------------------------------- */

static struct span text_of(const struct node *object, const char *key)
{
    const struct node *member = node_member(object, key);
    return member && member->kind == NODE_STRING ? span_trim(member->text) : SPAN_EMPTY;
}

static void read_item(struct importing *importing, const struct node *item)
{
    struct ignored ignored = {
        .line = item->line,
        .rule = text_of(item, "id"),
        .reason = text_of(item, "statement"),
        .expires = span_sub(text_of(item, "expired_at"), 0, strlen("2030-01-31")),
        .path = SPAN_EMPTY,
    };
    const struct node *paths = node_member(item, "paths");
    if (ignored.rule.len == 0) {
        tell(importing, item->line, SPAN_EMPTY, "is left out: it has no id");
        return;
    }
    if (!paths || paths->kind != NODE_ARRAY || paths->child_count == 0) {
        add(importing, &ignored, true);
        return;
    }
    for (const struct node *path = paths->children; path; path = path->next) {
        ignored.path = path->kind == NODE_STRING ? path->text : SPAN_EMPTY;
        if (ignored.path.len)
            add(importing, &ignored, true);
    }
}

static void read_document(struct importing *importing, const struct node *root)
{
    static const char *const lists[] = { "misconfigurations", "secrets" };
    static const char *const lost[] = { "vulnerabilities", "licenses" };
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        const struct node *list = node_member(root, lists[i]);
        const struct node *item = list && list->kind == NODE_ARRAY ? list->children : NULL;
        for (; item; item = item->next)
            read_item(importing, item);
    }
    for (size_t i = 0; i < ARRAY_SIZE(lost); i++) {
        const struct node *list = node_member(root, lost[i]);
        if (list)
            tell(importing, list->line, span_of(lost[i]),
                 "are left out: veto does not look for them");
    }
}

/* ---- The whole ------------------------------------------------------------------------------- */

static bool is_trivy_document(const struct node *root)
{
    static const char *const keys[] = { "misconfigurations", "secrets", "vulnerabilities",
                                        "licenses" };
    for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
        const struct node *list = node_member(root, keys[i]);
        if (list && list->kind == NODE_ARRAY)
            return true;
    }
    return false;
}

/* Reports and baselines hold values and lines, which a baseline of ours says better. */
static int refuse(const struct importing *importing, struct veto_error *error)
{
    return error_set(error, VETO_ERROR_UNSUPPORTED,
                     "%s:1: no list of what to ignore. If it is a baseline or a report: 'veto scan "
                     "--baseline FILE' takes those of detect-secrets, gitleaks, kingfisher and "
                     "trivy as they are, and "
                     "--write-baseline NEW writes veto's own of what is there today",
                     importing->name);
}

static int read_yaml(struct importing *importing, struct span text, struct veto_error *error)
{
    cleanup(arena_release) struct arena trees = arena_make(TREES, true);
    struct node *stream = NULL;
    struct veto_error broken = { 0 };
    if (yaml_read(&stream, text, &trees, &broken) < 0)
        return error_set(error, VETO_ERROR_FORMAT, "%s:%.400s", importing->name, broken.message);
    if (stream->child_count != 1 || !is_trivy_document(stream->children))
        return refuse(importing, error);
    read_document(importing, stream->children);
    return 0;
}

int import_policy(const char *name, struct span text, const struct veto_rules *rules, FILE *to,
                  rule_complaint say, void *payload, struct veto_error *error)
{
    struct importing importing = {
        .name = name,
        .rules = rules,
        .say = say,
        .payload = payload,
        .exceptions = buf_make(POLICY_MAX),
    };
    int result = 0;
    text = span_from(text, encoding_mark(text));
    if (baseline_is_ignore_list(text))
        read_lines(&importing, text, read_trivy_line);
    else if (looks_like_gitleaks(text))
        read_lines(&importing, text, read_gitleaks_line);
    else
        result = read_yaml(&importing, text, error);
    if (result == 0 && importing.exceptions.failed)
        result = error_no_memory(error);
    if (result == 0) {
        fprintf(to,
                "# Imported by `veto policy import`: give each an owner and a last day, or mend "
                "it.\n"
                "version: 1\nexceptions:%s\n",
                importing.count ? "" : " []");
        fwrite(buf_span(&importing.exceptions).data, 1, importing.exceptions.len, to);
        result = importing.count;
    }
    buf_release(&importing.exceptions);
    return result;
}
