/* SPDX-License-Identifier: Apache-2.0 */
#include "source/ignore.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/glob.h"
#include "base/table.h"

enum { PATTERNS_CEILING = 64 * 1024 * 1024 };

struct pattern {
    struct span text;  /* without `!`, without a slash at either end */
    size_t plain;      /* bytes before the first one that is special */
    bool takes_back;   /* began with `!` */
    bool only_folders; /* ended with a slash */
    bool is_anchored;  /* held a slash: matches from the folder of the file on */
    size_t order;
    const struct pattern *older; /* with the same key; or of those tried, the one before */
};

struct ignore {
    struct arena arena;
    struct table names;      /* the last component, where it is plain */
    struct table extensions; /* from its last dot on, where it is `*` and plain text */
    const struct pattern *tried;
    struct ignore_cost cost;
};

DEFINE_CLEANUP(struct ignore *, ignore_free)

int ignore_create(struct ignore **out, struct veto_error *error)
{
    struct ignore *ignore = calloc(1, sizeof(*ignore));
    if (!ignore)
        return error_no_memory(error);
    ignore->arena = arena_make(PATTERNS_CEILING, false);
    table_init(&ignore->names);
    table_init(&ignore->extensions);
    *out = ignore;
    return 0;
}

void ignore_free(struct ignore *ignore)
{
    if (!ignore)
        return;
    table_release(&ignore->names);
    table_release(&ignore->extensions);
    arena_release(&ignore->arena);
    free(ignore);
}

/* ---- Reading patterns ---------------------------------------------------------------------- */

static bool is_special(char c)
{
    return c == '*' || c == '?' || c == '[' || c == '\\';
}

static size_t plain_len(struct span text)
{
    size_t len = 0;
    while (len < text.len && !is_special(text.data[len]))
        len++;
    return len;
}

/* A backslash that has nothing to take makes a pattern that never matches. */
static bool ends_in_lone_backslash(struct span text)
{
    size_t backslashes = 0;
    while (backslashes < text.len && text.data[text.len - 1 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 == 1;
}

/* False where the pattern can never match. */
static bool parse(struct span text, struct pattern *pattern)
{
    *pattern = (struct pattern){ 0 };
    if (text.len && text.data[0] == '!') {
        pattern->takes_back = true;
        text = span_from(text, 1);
    }
    if (text.len && text.data[text.len - 1] == '/') {
        pattern->only_folders = true;
        text.len--;
    }
    pattern->is_anchored = span_find_char(text, '/') < text.len;
    if (text.len && text.data[0] == '/')
        text = span_from(text, 1);
    if (text.len == 0 || ends_in_lone_backslash(text) || glob_has_open_class(text))
        return false;
    pattern->text = text;
    pattern->plain = plain_len(text);
    return true;
}

/* To git, any more stars in a row than two are two. */
static struct span copy_pattern(struct arena *arena, struct span text)
{
    char *copy = arena_alloc(arena, text.len);
    size_t len = 0;
    for (size_t i = 0, stars = 0; copy && i < text.len; i++) {
        stars = text.data[i] == '*' ? stars + 1 : 0;
        if (stars > 2)
            continue;
        copy[len++] = text.data[i];
        if (text.data[i] == '\\')
            copy[len++] = text.data[++i];
    }
    return copy ? (struct span){ copy, len } : SPAN_EMPTY;
}

/* From the last dot of a name on; empty where there is none. */
static struct span extension_of(struct span name)
{
    const char *dot = name.len ? memrchr(name.data, '.', name.len) : NULL;
    return dot ? span_from(name, (size_t)(dot - name.data)) : SPAN_EMPTY;
}

/*
 * Git reads the stars of `a**` `/b` as a `**` of their own, which may be nothing: it matches `ab`.
 */
static bool may_join_names(const struct pattern *pattern)
{
    struct span rest = span_from(pattern->text, pattern->plain);
    return pattern->is_anchored && pattern->plain > 0 &&
           pattern->text.data[pattern->plain - 1] != '/' && span_starts(rest, SPAN("**/"));
}

/* Where a pattern is looked up; NULL: it is tried on every name. */
static struct table *table_for(struct ignore *ignore, const struct pattern *pattern,
                               struct span *key)
{
    struct span last = span_basename(pattern->text);
    *key = last;
    if (last.len == 0 || may_join_names(pattern))
        return NULL;
    if (plain_len(last) == last.len)
        return &ignore->names;
    struct span rest = span_from(last, 1);
    *key = extension_of(rest);
    if (last.data[0] == '*' && plain_len(rest) == rest.len && key->len)
        return &ignore->extensions;
    return NULL;
}

int ignore_add(struct ignore *ignore, struct span text, struct veto_error *error)
{
    struct pattern parsed;
    if (!parse(text, &parsed))
        return 0;
    struct pattern *pattern = ARENA_NEW(&ignore->arena, struct pattern);
    if (!pattern)
        return error_no_memory(error);
    *pattern = parsed;
    pattern->text = copy_pattern(&ignore->arena, parsed.text);
    pattern->order = ignore->cost.patterns++;
    if (arena_failed(&ignore->arena))
        return error_no_memory(error);

    struct span key;
    struct table *table = table_for(ignore, pattern, &key);
    if (table) {
        pattern->older = table_get(table, key);
        return table_set(table, key, pattern) < 0 ? error_no_memory(error) : 0;
    }
    ignore->cost.tried += pattern->text.len;
    pattern->older = ignore->tried;
    ignore->tried = pattern;
    return 0;
}

/* Spaces at the end do not count, unless the last of them is escaped. */
static struct span without_trailing_spaces(struct span line)
{
    size_t end = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.data[i] == '\\' && i + 1 < line.len)
            i++;
        else if (line.data[i] == ' ')
            continue;
        end = i + 1;
    }
    return span_sub(line, 0, end);
}

int ignore_add_lines(struct ignore *ignore, struct span text, struct veto_error *error)
{
    if (text.len > IGNORE_MAX_BYTES)
        return error_set(error, VETO_ERROR_MEMORY, "larger than %d bytes", IGNORE_MAX_BYTES);
    if (span_starts(text, SPAN("\357\273\277")))
        text = span_from(text, 3);
    struct span line;
    while (span_next_line(&text, &line)) {
        if (line.len == 0 || line.data[0] == '#')
            continue;
        if (ignore_add(ignore, without_trailing_spaces(line), error) < 0)
            return -1;
    }
    return 0;
}

int ignore_of_patterns(struct ignore **out, const char *const *patterns, size_t count,
                       struct veto_error *error)
{
    cleanup(ignore_free_ptr) struct ignore *ignore = NULL;
    if (count == 0)
        return 0;
    if (ignore_create(&ignore, error) < 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (ignore_add(ignore, span_of(patterns[i]), error) < 0)
            return -1;
    *out = take_ptr(&ignore);
    return 0;
}

struct ignore_cost ignore_cost(const struct ignore *ignore)
{
    return ignore->cost;
}

/* ---- Asking -------------------------------------------------------------------------------- */

struct question {
    struct span path, name;
    bool is_folder;
};

static bool matches(const struct pattern *pattern, const struct question *question)
{
    if (pattern->only_folders && !question->is_folder)
        return false;
    struct span subject = pattern->is_anchored ? question->path : question->name;
    struct span plain = span_sub(pattern->text, 0, pattern->plain);
    if (plain.len == pattern->text.len)
        return span_eq(plain, subject);
    if (!span_starts(subject, plain))
        return false;
    if (!pattern->is_anchored)
        return glob_match(pattern->text, subject);
    /* As git does: behind the plain part, `**` stands at the beginning. */
    return glob_match(span_from(pattern->text, plain.len), span_from(subject, plain.len));
}

/* The newest that matches among `pattern` and the older ones, if it is newer than `best`. */
static const struct pattern *newest(const struct pattern *pattern, const struct pattern *best,
                                    const struct question *question)
{
    for (; pattern && (!best || pattern->order > best->order); pattern = pattern->older)
        if (matches(pattern, question))
            return pattern;
    return best;
}

enum ignore_answer ignore_ask(const struct ignore *ignore, struct span path, bool is_folder)
{
    struct question question = { path, span_basename(path), is_folder };
    const struct pattern *best = newest(table_get(&ignore->names, question.name), NULL, &question);
    struct span extension = extension_of(question.name);
    if (extension.len)
        best = newest(table_get(&ignore->extensions, extension), best, &question);
    best = newest(ignore->tried, best, &question);
    if (!best)
        return IGNORE_UNKNOWN;
    return best->takes_back ? IGNORE_NO : IGNORE_YES;
}

bool ignore_has_folder(const struct ignore *ignore, struct span path)
{
    for (size_t i = 1; ignore && i < path.len; i++)
        if (path.data[i] == '/' && ignore_ask(ignore, span_sub(path, 0, i), true) == IGNORE_YES)
            return true;
    return false;
}
