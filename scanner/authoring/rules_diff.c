/* SPDX-License-Identifier: Apache-2.0 */
#include "authoring/rules_diff.h"

#include "base/cleanup.h"
#include "base/json.h"
#include "base/utf.h"
#include "rule/builtin.h"
#include "rule/load.h"
#include "rule/write.h"

enum { DIFF_ARENA = 256 * 1024 * 1024, VALUE_MAX = 16 * 1024 * 1024 };

enum change { CHANGE_ADDED, CHANGE_REMOVED, CHANGE_FIELDS, CHANGES };

struct diff {
    struct rule_set before, after;
    struct json_writer *json; /* NULL: text */
    FILE *to;
    struct buf old_value, new_value;
    int count;
};

static int load(struct rule_set *set, const char *path, struct arena *arena,
                struct veto_error *error)
{
    if (path)
        return rule_load(set, path, arena, error);
    *set = rule_builtin;
    return 0;
}

/* ---- One rule -------------------------------------------------------------------------------- */

/* The next key in which the rules differ, from `*index` on; its values are in the buffers. */
static const char *next_difference(struct diff *diff, const struct rule *old,
                                   const struct rule *new, size_t *index)
{
    for (;; (*index)++) {
        buf_clear(&diff->old_value);
        buf_clear(&diff->new_value);
        const char *key = rule_append_value(&diff->old_value, old, *index);
        rule_append_value(&diff->new_value, new, *index);
        if (!key || !span_eq(buf_span(&diff->old_value), buf_span(&diff->new_value)))
            return key;
    }
}

static bool differ(struct diff *diff, const struct rule *old, const struct rule *new)
{
    size_t index = 0;
    return next_difference(diff, old, new, &index) != NULL;
}

static void print_lines(struct diff *diff, char mark, const struct buf *value)
{
    struct span rest = buf_span(value), line;
    cleanup(buf_release) struct buf printable = buf_make(VALUE_MAX);
    while (span_next_line(&rest, &line)) {
        if (span_trim(line).len == 0)
            continue;
        buf_clear(&printable);
        utf_append_printable(&printable, span_trim(line), false);
        fprintf(diff->to, "      %c %s\n", mark, buf_span(&printable).data);
    }
}

static void write_key(struct diff *diff, const char *key)
{
    if (!diff->json) {
        fprintf(diff->to, "    %s\n", key);
        print_lines(diff, '-', &diff->old_value);
        print_lines(diff, '+', &diff->new_value);
        return;
    }
    json_open(diff->json, '{');
    json_put_text(diff->json, "key", key);
    json_put_span(diff->json, "before", span_trim(buf_span(&diff->old_value)));
    json_put_span(diff->json, "after", span_trim(buf_span(&diff->new_value)));
    json_close(diff->json, '}');
}

static void write_changed(struct diff *diff, const struct rule *old, const struct rule *new)
{
    const char *key;
    if (diff->json) {
        json_open(diff->json, '{');
        json_put_text(diff->json, "id", new->public.id);
        json_put_open(diff->json, "keys", '[');
    } else {
        fprintf(diff->to, "~ %s\n", new->public.id);
    }
    for (size_t i = 0; (key = next_difference(diff, old, new, &i)); i++)
        write_key(diff, key);
    if (diff->json) {
        json_close(diff->json, ']');
        json_close(diff->json, '}');
    }
}

static void write_alone(struct diff *diff, char mark, const struct rule *rule)
{
    if (diff->json)
        json_write_text(diff->json, rule->public.id);
    else
        fprintf(diff->to, "%c %s  %s\n", mark, rule->public.id, rule->public.title);
}

/* ---- All of them ----------------------------------------------------------------------------- */

static void write_those_of(struct diff *diff, enum change change)
{
    const struct rule_set *from = change == CHANGE_REMOVED ? &diff->before : &diff->after;
    const struct rule_set *other = change == CHANGE_REMOVED ? &diff->after : &diff->before;
    for (size_t i = 0; i < from->count; i++) {
        const struct rule *rule = &from->rules[i], *twin = rule_find(other, rule->public.id);
        bool is_alone = change != CHANGE_FIELDS;
        if (is_alone ? twin != NULL : !twin || !differ(diff, twin, rule))
            continue;
        diff->count++;
        if (is_alone)
            write_alone(diff, change == CHANGE_ADDED ? '+' : '-', rule);
        else
            write_changed(diff, twin, rule);
    }
}

static void write_all(struct diff *diff)
{
    static const char *const names[CHANGES] = { "added", "removed", "changed" };
    for (int change = 0; change < CHANGES; change++) {
        if (diff->json)
            json_put_open(diff->json, names[change], '[');
        write_those_of(diff, (enum change)change);
        if (diff->json)
            json_close(diff->json, ']');
    }
}

int rules_diff(const char *before, const char *after, bool json, FILE *to,
               struct veto_error *error)
{
    cleanup(arena_release) struct arena arena = arena_make(DIFF_ARENA, false);
    struct diff diff = { .to = to };
    struct json_writer writer;
    if (load(&diff.before, before, &arena, error) < 0 ||
        load(&diff.after, after, &arena, error) < 0)
        return -1;
    diff.old_value = buf_make(VALUE_MAX);
    diff.new_value = buf_make(VALUE_MAX);
    if (json) {
        writer = json_writer_make(to, true);
        diff.json = &writer;
        json_open(&writer, '{');
    }
    write_all(&diff);
    int result = diff.count;
    if (json) {
        json_close(&writer, '}');
        if (json_writer_finish(&writer, error) < 0)
            result = -1;
        fputc('\n', to);
    }
    if (diff.old_value.failed || diff.new_value.failed)
        result = error_no_memory(error);
    buf_release(&diff.old_value);
    buf_release(&diff.new_value);
    return result;
}
