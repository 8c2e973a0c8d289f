/* SPDX-License-Identifier: Apache-2.0 */
#include "policy/edit.h"

#include <errno.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/utf.h"
#include "doc/yaml.h"
#include "policy/date.h"
#include "policy/exceptions.h"
#include "policy/policy.h"
#include "policy/show.h"

enum { TREE_ARENA = 256 * 1024 * 1024, FILE_MAX = 1024 * 1024, INDENT = 2 };

DEFINE_CLEANUP(struct veto_policy *, policy_free)

/* Where to put the entry: instead of [begin, end), behind `before`, so far to the right. */
struct spot {
    size_t begin, end;
    const char *before;
    size_t indent;
};

/* ---- Where ----------------------------------------------------------------------------------- */

/* The begin of the line behind the one that holds `at`. */
static size_t next_line(struct span text, size_t at)
{
    if (at > 0 && at <= text.len && text.data[at - 1] == '\n')
        return at;
    at += span_find_char(span_from(text, at), '\n');
    return MIN(at + 1, text.len);
}

static size_t line_offset(struct span text, uint32_t line)
{
    size_t at = 0;
    for (; line > 1 && at < text.len; line--)
        at = MIN(at + span_find_char(span_from(text, at), '\n') + 1, text.len);
    return at;
}

static const struct node *last_scalar(const struct node *node)
{
    while (node->children) {
        node = node->children;
        while (node->next)
            node = node->next;
    }
    return node;
}

static int refuse(struct veto_error *error, uint32_t line, const char *why)
{
    return error_set(error, VETO_ERROR_RULES, "%u: exceptions: %s", line, why);
}

static int spot_in_list(struct span text, const struct node *root, const struct node *list,
                        struct spot *spot, struct veto_error *error)
{
    size_t inner = root->column - 1 + INDENT;
    if (list->kind == NODE_NULL && list->begin == list->end) {
        size_t at = next_line(text, line_offset(text, list->key_line) + 1);
        *spot = (struct spot) { at, at, "", inner };
        return 0;
    }
    if (list->kind != NODE_ARRAY)
        return refuse(error, list->line, "must be a list");
    if (list->child_count == 0) {
        *spot = (struct spot) { (size_t)list->begin, (size_t)list->end, "\n", inner };
        return 0;
    }
    if (list->begin >= text.len || text.data[list->begin] != '-')
        return refuse(error, list->line,
                      "is written in brackets, or elsewhere: make it a list of lines");
    size_t at = next_line(text, (size_t)last_scalar(list)->end);
    *spot = (struct spot) { at, at, "", list->column - 1 };
    return 0;
}

static int find_spot(struct span text, const struct node *stream, struct spot *spot,
                     struct veto_error *error)
{
    const struct node *root = stream->children;
    if (stream->child_count > 1)
        return refuse(error, root->next->line, "a policy is one document");
    if (!root || root->kind == NODE_NULL) {
        *spot = (struct spot) { text.len, text.len, "exceptions:\n", INDENT };
        return 0;
    }
    if (root->kind != NODE_OBJECT || text.data[root->begin] == '{')
        return refuse(error, root->line, "the policy is not written as lines of 'key: value'");
    const struct node *list = node_member(root, "exceptions");
    if (list)
        return spot_in_list(text, root, list, spot, error);
    if (span_find(text, SPAN("\n...")) != SIZE_MAX)
        return refuse(error, root->line, "the document has an end mark; add them by hand");
    *spot = (struct spot) { text.len, text.len, "exceptions:\n", root->column - 1 + INDENT };
    return 0;
}

/* ---- What ------------------------------------------------------------------------------------ */

static void append_member(struct buf *to, size_t indent, bool *is_first, const char *key,
                          const char *value)
{
    if (!value || !value[0])
        return;
    buf_printf(to, "%*s%s%s: ", (int)indent, "", *is_first ? "- " : "  ", key);
    policy_append_scalar(to, value);
    buf_append_char(to, '\n');
    *is_first = false;
}

static void append_entry(struct buf *to, size_t indent, const struct veto_exception *exception)
{
    bool is_first = true;
    append_member(to, indent, &is_first, "fingerprint", exception->fingerprint);
    append_member(to, indent, &is_first, "rule", exception->rule);
    append_member(to, indent, &is_first, "path", exception->path);
    append_member(to, indent, &is_first, "reason", exception->reason);
    append_member(to, indent, &is_first, "owner", exception->owner);
    append_member(to, indent, &is_first, "expires", exception->expires);
}

/* Line ends as the file has them. */
static void append_lines(struct buf *to, struct span lines, bool crlf)
{
    for (size_t i = 0; i < lines.len; i++) {
        if (crlf && lines.data[i] == '\n')
            buf_append_char(to, '\r');
        buf_append_char(to, lines.data[i]);
    }
}

static size_t count_exceptions(struct span text, struct arena *arena)
{
    struct node *stream;
    if (yaml_read(&stream, text, arena, NULL) < 0 || !stream->children)
        return 0;
    const struct node *list = node_member(stream->children, "exceptions");
    return list ? list->child_count : 0;
}

int policy_edit_text(struct span text, const struct veto_exception *exception, struct buf *out,
                     struct veto_error *error)
{
    cleanup(arena_release) struct arena arena = arena_make(TREE_ARENA, true);
    cleanup(buf_release) struct buf added = buf_make(FILE_MAX);
    struct node *stream;
    struct spot spot = { 0 };
    if (yaml_read(&stream, text, &arena, error) < 0 || find_spot(text, stream, &spot, error) < 0)
        return -1;
    bool crlf = span_find(text, SPAN("\r\n")) != SIZE_MAX;
    bool ends_in_line =
            spot.begin > 0 && spot.begin == spot.end && text.data[spot.begin - 1] != '\n';
    buf_append_text(&added, ends_in_line ? "\n" : "");
    buf_append_text(&added, spot.before);
    append_entry(&added, spot.indent, exception);
    /* What follows in the line of an empty list begins a line of its own. */
    if (spot.end > spot.begin) {
        struct span rest = span_from(text, spot.end);
        rest.len = span_find_char(rest, '\n');
        added.len -= 1;
        if (span_trim(rest).len)
            return refuse(error, 1, "a comment behind '[]': make it a list of lines");
    }
    buf_append(out, span_sub(text, 0, spot.begin));
    append_lines(out, buf_span(&added), crlf);
    buf_append(out, span_from(text, spot.end));
    if (added.failed || out->failed)
        return error_no_memory(error);
    if (count_exceptions(buf_span(out), &arena) != count_exceptions(text, &arena) + 1)
        return refuse(error, 1, "the file is written in a way that is not known; add it by hand");
    return 0;
}

/* ---- The file -------------------------------------------------------------------------------- */

static size_t count_lines(struct span text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += text.data[i] == '\n';
    return count + (text.len && text.data[text.len - 1] != '\n');
}

static void print_lines(FILE *to, char sign, struct span text)
{
    struct span line;
    while (span_next_line(&text, &line)) {
        cleanup(buf_release) struct buf printable = buf_make(FILE_MAX * 4);
        utf_append_printable(&printable, line, false);
        fprintf(to, "%c%.*s\n", sign, (int)printable.len, printable.data ? printable.data : "");
    }
}

/* Without lines around it: they may hold values that nobody should read. */
static void print_diff(FILE *to, const char *path, struct span before, struct span after)
{
    size_t same = 0, tail = 0;
    for (size_t i = 0; i < before.len && i < after.len && before.data[i] == after.data[i]; i++)
        if (before.data[i] == '\n')
            same = i + 1;
    for (size_t i = 1; i <= before.len - same && i <= after.len - same &&
                       before.data[before.len - i] == after.data[after.len - i];
         i++)
        if (i == before.len - same || before.data[before.len - i - 1] == '\n')
            tail = i;
    struct span removed = span_sub(before, same, before.len - same - tail);
    struct span added = span_sub(after, same, after.len - same - tail);
    size_t line = count_lines(span_sub(before, 0, same)), gone = count_lines(removed);
    fprintf(to, "--- %s\n+++ %s\n@@ -%zu,%zu +%zu,%zu @@\n", path, path, line + (gone > 0), gone,
            line + 1, count_lines(added));
    print_lines(to, '-', removed);
    print_lines(to, '+', added);
}

static int save(const char *path, struct span text, struct veto_error *error)
{
    struct file_output output;
    if (file_output_open(&output, path, error) < 0)
        return -1;
    fwrite(text.data, 1, text.len, output.stream);
    return file_output_commit(&output, error);
}

/* One that has ended may be followed by another. */
static int check_new(const struct veto_policy *policy, const struct veto_exception *exception,
                     struct veto_error *error)
{
    for (size_t i = 0; exception->fingerprint && policy && i < policy->exception_count; i++) {
        const struct policy_exception *old = &policy->exceptions[i];
        if (old->fingerprint && strcmp(old->fingerprint, exception->fingerprint) == 0 &&
            !old->path && exception_state(old, date_today()) != EXCEPTION_EXPIRED)
            return error_set(error, VETO_ERROR_USAGE, "%s:%u: %s is excepted there already",
                             old->place.path, old->place.line, exception->fingerprint);
    }
    return 0;
}

/* The entry must be one that can be loaded. */
static int check_entry(const struct veto_exception *exception, struct veto_error *error)
{
    cleanup(buf_release) struct buf alone = buf_make(FILE_MAX);
    cleanup(policy_free_ptr) struct veto_policy *tried = NULL;
    const struct {
        const char *name, *text;
    } texts[] = { { "fingerprint", exception->fingerprint },
                  { "rule", exception->rule },
                  { "path", exception->path },
                  { "reason", exception->reason },
                  { "owner", exception->owner },
                  { "expires", exception->expires } };
    for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
        if (texts[i].text && !utf_is_valid(span_of(texts[i].text)))
            return error_set(error, VETO_ERROR_USAGE, "the exception's %s is not UTF-8",
                             texts[i].name);
    if (policy_edit_text(SPAN_EMPTY, exception, &alone, error) < 0)
        return error_wrap(error, "the exception");
    return policy_load_text(&tried, "the exception", buf_span(&alone), NULL, NULL, error);
}

/* Puts the file before the line that the message begins with. */
static int at_file(struct veto_error *error, const char *path)
{
    if (error) {
        const struct veto_error inner = *error;
        error_set(error, inner.code, "%s:%s", path, inner.message);
    }
    return -1;
}

static int add(const char *path, const struct veto_exception *exception, FILE *diff,
               struct veto_error *error)
{
    cleanup(buf_release) struct buf before = buf_make(FILE_MAX), after = buf_make(2 * FILE_MAX);
    cleanup(policy_free_ptr) struct veto_policy *policy = NULL;
    bool exists = access(path, F_OK) == 0;
    /* A policy that is wrong is mended first. */
    if (exists && (policy_load(&policy, path, NULL, NULL, error) < 0 ||
                   file_load(path, &before, error) < 0))
        return -1;
    if (check_new(policy, exception, error) < 0)
        return -1;
    if (policy_edit_text(buf_span(&before), exception, &after, error) < 0)
        return at_file(error, path);
    if (save(path, buf_span(&after), error) < 0)
        return -1;
    if (diff)
        print_diff(diff, path, buf_span(&before), buf_span(&after));
    return 0;
}

int policy_edit_add(const char *path, const struct veto_exception *exception, FILE *diff,
                    struct veto_error *error)
{
    if (check_entry(exception, error) < 0)
        return -1;
    /* Where folders cannot be locked, two that add at once are as they were. */
    int lock = file_lock_folder(path);
    int result = add(path, exception, diff, error);
    close_fd(&lock);
    return result;
}
