/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/helm/parts.h"
#include "base/ascii.h"

/* ---- Actions --------------------------------------------------------------------------------- */

/* The first word behind `{{`, `{{-` and blanks. */
static struct span word_of(struct span action)
{
    size_t begin = 2;
    while (begin < action.len && (action.data[begin] == '-' || ascii_is_space(action.data[begin])))
        begin++;
    size_t end = begin;
    while (end < action.len && ascii_is_alpha(action.data[end]))
        end++;
    return span_sub(action, begin, end - begin);
}

static int depth_behind(int depth, struct span action)
{
    static const char *const openers[] = { "if", "with", "range", "define", "block" };
    struct span word = word_of(action);
    for (size_t i = 0; i < ARRAY_SIZE(openers); i++)
        if (span_is(word, openers[i]))
            return depth + 1;
    return span_is(word, "end") && depth ? depth - 1 : depth;
}

static size_t count_actions(struct span text)
{
    size_t count = 0;
    for (size_t at = 0, found; at < text.len; at += found + 2, count++) {
        found = span_find(span_from(text, at), SPAN("{{"));
        if (found == SIZE_MAX)
            break;
    }
    return count;
}

static size_t find_actions(struct span text, struct helm_action *actions, size_t max)
{
    size_t count = 0, at = 0;
    int depth = 0;
    while (count < max) {
        size_t begin = span_find(span_from(text, at), SPAN("{{"));
        if (begin == SIZE_MAX)
            break;
        begin += at;
        size_t len = span_find(span_from(text, begin), SPAN("}}"));
        size_t end = len == SIZE_MAX ? text.len : begin + len + 2;
        depth = depth_behind(depth, span_sub(text, begin, end - begin));
        actions[count++] = (struct helm_action) { begin, end, depth };
        at = end;
    }
    return count;
}

/* ---- The text without them ------------------------------------------------------------------- */

static bool is_blank(const char *text, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++)
        if (!ascii_is_space(text[i]))
            return false;
    return true;
}

/* Line ends stay where they are. */
static void fill(char *text, size_t begin, size_t end, char with)
{
    for (size_t i = begin; i < end; i++)
        if (text[i] != '\n' && text[i] != '\r')
            text[i] = with;
}

static size_t line_begin(const char *text, size_t at)
{
    while (at && text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(struct span text, size_t at)
{
    while (at < text.len && text.data[at] != '\n')
        at++;
    return at;
}

/*
 * Actions that have their lines to themselves leave nothing; others a word of as many letters. The
 * copy is filled from the front, so what stands before an action on its line is known by then.
 */
static void replace_actions(struct helm_template *template, char *copy)
{
    for (size_t i = 0; i < template->count; i++) {
        const struct helm_action *action = &template->actions[i];
        size_t end = line_end(template->text, action->end);
        bool next_on_line = i + 1 < template->count && template->actions[i + 1].begin < end;
        size_t stop = next_on_line ? template->actions[i + 1].begin : end;
        bool alone = is_blank(copy, line_begin(copy, action->begin), action->begin) &&
                     is_blank(copy, action->end, stop);
        bool several = memchr(copy + action->begin, '\n', action->end - action->begin) != NULL;
        fill(copy, action->begin, action->end, alone || several ? ' ' : 'h');
    }
}

int helm_template_read(struct helm_template *template, struct span text, struct arena *arena)
{
    size_t count = count_actions(text);
    struct helm_action *actions = ARENA_ARRAY(arena, count + 1, struct helm_action);
    char *copy = arena_strndup(arena, text.len ? text.data : "", text.len);
    if (!actions || !copy)
        return -1;
    *template = (struct helm_template) {
        .text = { copy, text.len },
        .actions = actions,
        .count = find_actions(text, actions, count),
    };
    replace_actions(template, copy);
    return 0;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

/* The number of actions that begin before that byte. */
static size_t actions_before(const struct helm_template *template, size_t at)
{
    size_t low = 0, high = template->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (template->actions[middle].begin < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool helm_is_hole(const struct helm_template *template, size_t begin, size_t end)
{
    size_t before = actions_before(template, end);
    return before && template->actions[before - 1].end > begin;
}

bool helm_is_conditional(const struct helm_template *template, size_t at)
{
    size_t before = actions_before(template, at);
    return before && template->actions[before - 1].depth > 0;
}
