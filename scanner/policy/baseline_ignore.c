/* SPDX-License-Identifier: Apache-2.0 */
/* trivy's ignore files: ids, perhaps with paths and a last day. */
#include <stdlib.h>
#include <time.h>

#include "base/ascii.h"
#include "policy/baseline_reader.h"

enum { DATE_TEXT = sizeof("2030-01-31") };

/* `2026-11-28`. Runs are to be reproducible: SOURCE_DATE_EPOCH is the clock where it is set. */
static void today(char date[DATE_TEXT])
{
    uint64_t fixed;
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    time_t now = epoch && span_to_uint(span_of(epoch), &fixed) ? (time_t)fixed : time(NULL);
    struct tm day;
    date[0] = '\0';
    if (gmtime_r(&now, &day))
        strftime(date, DATE_TEXT, "%Y-%m-%d", &day);
}

static bool is_date(struct span text)
{
    static const char form[] = "dddd-dd-dd";
    if (text.len != sizeof(form) - 1)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == 'd' ? !ascii_is_digit(text.data[i]) : text.data[i] != form[i])
            return false;
    return true;
}

/* Dates of this form are in the order of their characters; the day itself still counts. */
static bool is_over(struct span date)
{
    char now[DATE_TEXT];
    today(now);
    return date.len && span_compare(date, span_of(now)) < 0;
}

static int add(struct baseline *baseline, struct span rule, struct span glob, bool is_secret,
               struct veto_error *error)
{
    struct baseline_entry *entry = baseline_add(baseline);
    if (!entry)
        return error_no_memory(error);
    entry->rule = arena_span(&baseline->arena, rule);
    entry->place = arena_span(&baseline->arena, glob);
    entry->is_secret = is_secret;
    return 0;
}

/* ---- .trivyignore ---------------------------------------------------------------------------- */

/* Without what follows a `#`. */
static struct span words_of(struct span line)
{
    return span_trim(span_sub(line, 0, span_find_char(line, '#')));
}

static bool is_id(struct span word)
{
    bool has_mark = false;
    for (size_t i = 0; i < word.len; i++) {
        char c = word.data[i];
        if (!ascii_is_alnum(c) && c != '-' && c != '_')
            return false;
        has_mark = has_mark || c == '-' || ascii_is_digit(c);
    }
    return has_mark && word.len >= 4;
}

static void split(struct span words, struct span *id, struct span *rest)
{
    size_t end = 0;
    while (end < words.len && !ascii_is_space(words.data[end]))
        end++;
    *id = span_sub(words, 0, end);
    *rest = span_trim(span_from(words, end));
}

bool baseline_is_ignore_list(struct span text)
{
    struct span line, id, rest;
    size_t ids = 0;
    while (span_next_line(&text, &line)) {
        line = words_of(line);
        if (line.len == 0)
            continue;
        split(line, &id, &rest);
        if (!is_id(id) || (rest.len && !span_starts(rest, SPAN("exp:"))))
            return false;
        ids++;
    }
    return ids > 0;
}

int baseline_read_ignore_list(struct baseline *baseline, struct span text,
                              struct veto_error *error)
{
    struct span line, id, rest;
    baseline->form = BASELINE_TRIVY_IGNORE;
    for (size_t number = 1; span_next_line(&text, &line); number++) {
        line = words_of(line);
        split(line, &id, &rest);
        struct span date = span_from(rest, rest.len ? strlen("exp:") : 0);
        if (rest.len && !is_date(date))
            return error_set(error, VETO_ERROR_FORMAT,
                             "%zu: what follows `exp:` is no date such as 2030-01-31", number);
        if (id.len && !is_over(date) && add(baseline, id, SPAN_EMPTY, false, error) < 0)
            return -1;
    }
    return 0;
}

/* ---- .trivyignore.yaml ----------------------------------------------------------------------- */

static struct span text_of(const struct node *object, const char *key)
{
    const struct node *member = node_member(object, key);
    return member && member->kind == NODE_STRING ? member->text : SPAN_EMPTY;
}

static int read_item(struct baseline *baseline, const struct node *item, bool is_secret,
                     struct veto_error *error)
{
    struct span id = text_of(item, "id"), date = text_of(item, "expired_at");
    const struct node *paths = node_member(item, "paths");
    if (id.len == 0)
        return error_set(error, VETO_ERROR_FORMAT, "%u: an entry without `id`", item->line);
    if (date.len && !is_date(span_sub(date, 0, DATE_TEXT - 1)))
        return error_set(error, VETO_ERROR_FORMAT,
                         "%u: `expired_at` is no date such as 2030-01-31", item->line);
    if (is_over(span_sub(date, 0, DATE_TEXT - 1)))
        return 0;
    if (!paths || paths->child_count == 0)
        return add(baseline, id, SPAN_EMPTY, is_secret, error);
    for (const struct node *path = paths->children; path; path = path->next)
        if (path->kind == NODE_STRING && add(baseline, id, path->text, is_secret, error) < 0)
            return -1;
    return 0;
}

int baseline_read_ignore_document(struct baseline *baseline, const struct node *root,
                                  struct veto_error *error)
{
    static const struct {
        const char *key;
        bool is_secret;
    } lists[] = { { "misconfigurations", false }, { "secrets", true } };
    for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
        const struct node *list = node_member(root, lists[i].key);
        for (const struct node *item = list ? list->children : NULL; item; item = item->next)
            if (read_item(baseline, item, lists[i].is_secret, error) < 0)
                return -1;
    }
    return 0;
}
