/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/show.h"

#include <errno.h>

#include "base/ascii.h"
#include "base/cleanup.h"
#include "finding/fingerprint.h"
#include "finding/redact.h"

enum { TEXT_MAX = 64 * 1024 * 1024, REDACTED_MAX = 16 * 1024 * 1024 };

/* Words that no reader of YAML takes for anything but a text. */
static bool is_plain(const char *text)
{
    static const char *const words[] = { "true", "false", "null", "yes", "no", "on", "off", "y", "n" };
    struct span span = span_of(text);
    if (!ascii_is_alpha(text[0]) && text[0] != '/')
        return false;
    for (size_t i = 0; i < span.len; i++) {
        char c = text[i];
        bool inner = c == ' ' && text[i + 1] && text[i + 1] != '#' && text[i + 1] != ' ';
        bool colon = c == ':' && text[i + 1] && text[i + 1] != ' ';
        if (!ascii_is_alnum(c) && !strchr("-_./,()@+;'", c) && !inner && !colon && !(c & 0x80))
            return false;
    }
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (span_eq_nocase(span, span_of(words[i])))
            return false;
    return true;
}

static void append_quoted(struct buf *to, const char *text)
{
    buf_append_char(to, '"');
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            buf_printf(to, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            buf_printf(to, "\\x%02x", c);
        else
            buf_append_char(to, (char)c);
    }
    buf_append_char(to, '"');
}

void policy_append_scalar(struct buf *to, const char *text)
{
    if (is_plain(text))
        buf_append_text(to, text);
    else
        append_quoted(to, text);
}

/* In a list in brackets a comma would part it. */
static void append_item(struct buf *to, const char *text)
{
    if (strchr(text, ','))
        append_quoted(to, text);
    else
        policy_append_scalar(to, text);
}

/* ---- Members --------------------------------------------------------------------------------- */

static void put(struct buf *to, const char *key, const char *text)
{
    if (!text)
        return;
    buf_append_text(to, key);
    policy_append_scalar(to, text);
    buf_append_char(to, '\n');
}

static void put_list(struct buf *to, const char *key, const struct rule_list *list)
{
    if (list->count == 0)
        return;
    buf_printf(to, "%s", key);
    for (size_t i = 0; i < list->count; i++) {
        buf_append_text(to, i ? ", " : "[");
        append_item(to, list->items[i]);
    }
    buf_append_text(to, "]\n");
}

static void put_names(struct buf *to, const char *key, const struct policy_name *names,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_printf(to, "%s", i ? ", " : key);
        append_item(to, names[i].text);
    }
    if (count)
        buf_append_text(to, "]\n");
}

/* Secrets of the user's; an expression may be one, too, as it stands. */
static void put_secrets(struct buf *to, const char *key, const struct rule_list *list,
                        bool are_expressions)
{
    cleanup(arena_release) struct arena arena = arena_make(REDACTED_MAX, true);
    for (size_t i = 0; i < list->count; i++) {
        const char *text = list->items[i];
        if (!are_expressions || !strpbrk(text, "[](){}*+?^$|\\"))
            text = redact_secret(span_of(text), false, false, &arena);
        buf_append_text(to, i ? ", " : key);
        append_item(to, text ? text : "");
    }
    if (list->count)
        buf_append_text(to, "] # redacted\n");
}

static void put_place(struct buf *to, const struct policy_place *place)
{
    buf_printf(to, " # %s:%u\n", place->file, place->line);
}

static const char *severity_name(uint32_t severity)
{
    return veto_severity_name((enum veto_severity)severity);
}

static void put_limits(struct buf *to, const struct policy_limits *limits)
{
    if (limits->has_max_size || limits->has_max_depth || limits->has_max_ratio ||
        limits->has_timeout || limits->has_memory)
        buf_append_text(to, "  limits:\n");
    if (limits->has_max_size)
        buf_printf(to, "    max-size: \"%llu\"\n", (unsigned long long)limits->max_size);
    if (limits->has_max_depth)
        buf_printf(to, "    max-depth: %u\n", limits->max_depth);
    if (limits->has_max_ratio)
        buf_printf(to, "    max-ratio: %llu\n", (unsigned long long)limits->max_ratio);
    if (limits->has_timeout)
        buf_printf(to, "    timeout: \"%gs\"\n", limits->timeout);
    if (limits->has_memory)
        buf_printf(to, "    memory: \"%llu\"\n", (unsigned long long)limits->memory);
}

static void put_scan(struct buf *to, const struct veto_policy *policy)
{
    const struct rule_list excludes = { policy->excludes, policy->exclude_count };
    put_list(to, "  exclude: ", &excludes);
    if (policy->on_count || policy->off_count)
        buf_append_text(to, "  rules:\n");
    put_names(to, "    disable: [", policy->off, policy->off_count);
    put_names(to, "    enable: [", policy->on, policy->on_count);
    put_limits(to, &policy->limits);
    if (policy->allow_count)
        buf_append_text(to, "  allow:\n");
    for (size_t i = 0; i < policy->allow_count; i++) {
        const struct policy_allow *allow = &policy->allows[i];
        buf_append_text(to, "    -");
        put_place(to, &allow->place);
        put(to, "      rule: ", allow->rule);
        put_secrets(to, "      values: [", &allow->values, false);
        put_secrets(to, "      patterns: [", &allow->patterns, true);
        put_list(to, "      paths: ", &allow->paths);
        put(to, "      reason: ", allow->reason);
    }
}

static void put_exceptions(struct buf *to, const struct veto_policy *policy)
{
    static const char *const problems[] = { "unread", "unjudged", "absent" };
    if (policy->exception_count)
        buf_append_text(to, "exceptions:\n");
    for (size_t i = 0; i < policy->exception_count; i++) {
        const struct policy_exception *exception = &policy->exceptions[i];
        buf_append_text(to, "  -");
        put_place(to, &exception->place);
        put(to, "    fingerprint: ", exception->fingerprint);
        put(to, "    rule: ", exception->rule);
        put(to, "    path: ", exception->path);
        if (exception->problem != POLICY_UNSAID)
            put(to, "    problem: ", problems[exception->problem]);
        put(to, "    reason: ", exception->reason);
        put(to, "    owner: ", exception->owner);
        put(to, "    expires: ", exception->expires);
    }
}

/* By name: what they say stands in the files. */
static void put_rules(struct buf *to, const struct rule_set *rules)
{
    for (size_t i = 0; i < rules->count; i++) {
        const struct veto_rule *rule = &rules->rules[i].public;
        struct span source = span_basename(span_of(rule->source));
        buf_printf(to, "%s%s (%.*s)", i ? ", " : "# rules: ", rule->id, (int)source.len,
                   source.data);
    }
    if (rules->count)
        buf_append_char(to, '\n');
}

int policy_show(const struct veto_policy *policy, FILE *to, struct veto_error *error)
{
    cleanup(buf_release) struct buf text = buf_make(TEXT_MAX);
    buf_append_text(&text, "# from");
    for (size_t i = 0; i < policy->file_count; i++)
        buf_printf(&text, "%s %s", i ? "," : "", policy->files[i].file);
    buf_append_text(&text, "\nversion: 1\n");
    if (policy->fail_on != POLICY_UNSAID)
        put(&text, "fail-on: ", severity_name(policy->fail_on));
    buf_printf(&text, "unjudged: %s\n", policy->unjudged_blocks ? "block" : "note");
    buf_printf(&text, "inline:\n  peers: %s\n", policy->no_peers ? "false" : "true");
    if (policy->inline_max_severity != POLICY_UNSAID)
        put(&text, "  max-severity: ", severity_name(policy->inline_max_severity));
    cleanup(buf_release) struct buf scan = buf_make(TEXT_MAX);
    put_scan(&scan, policy);
    if (scan.len)
        buf_printf(&text, "scan:\n%s", scan.data);
    if (policy->salt) {
        char name[FINGERPRINT_SALT_HEX];
        fingerprint_salt_name(span_of(policy->salt), name);
        buf_printf(&text, "# fingerprints: a salt, which baselines call %s\n", name);
    }
    put_rules(&text, &policy->rules);
    put_exceptions(&text, policy);
    if (text.failed || scan.failed)
        return error_no_memory(error);
    if (fwrite(text.data, 1, text.len, to) < text.len || fflush(to) != 0)
        return error_errno(error, errno, "cannot write the policy");
    return 0;
}
