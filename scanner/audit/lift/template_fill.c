/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/template_parts.h"
#include "base/ascii.h"

/* ---- The text without them ------------------------------------------------------------------- */

/* Line ends stay where they are. */
static void fill(char *text, size_t begin, size_t end, char with)
{
    for (size_t i = begin; i < end; i++)
        if (text[i] != '\n' && text[i] != '\r')
            text[i] = with;
}

static bool is_blank(const char *text, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++)
        if (!ascii_is_space(text[i]))
            return false;
    return true;
}

static void go_to(struct filling *f, size_t byte)
{
    for (; f->at < byte; f->at++) {
        char c = f->text[f->at];
        if (c == '\n') {
            f->line = f->at + 1;
            f->has_text = false;
        } else if (!ascii_is_space(c)) {
            f->has_text = true;
            f->solid = f->at + 1;
        }
    }
}

static size_t line_end(struct filling *f, size_t at)
{
    if (at < f->end_from || at > f->end) {
        f->end_from = at;
        f->end = MIN(f->source.len, at + span_find_char(span_from(f->source, at), '\n'));
    }
    return f->end;
}

/* The column of a byte behind `from`, which is on the line at hand. */
static size_t column_of(const struct filling *f, size_t from, size_t at)
{
    size_t begin = at;
    while (begin > from && f->source.data[begin - 1] != '\n')
        begin--;
    return begin > from ? at - begin : at - f->line;
}

static bool is_value(const struct template_action *action)
{
    return action->role == TEMPLATE_VALUE || action->role == TEMPLATE_BLOCK;
}

/* Behind it there is nothing to its line's end but actions that put nothing in, and a comment. */
static bool is_last(struct filling *f, size_t index)
{
    size_t at = f->actions[index].end, end = line_end(f, at);
    for (size_t i = index + 1; i < f->count && f->actions[i].begin < end; i++) {
        if (is_value(&f->actions[i]) || !is_blank(f->text, at, f->actions[i].begin))
            return false;
        at = f->actions[i].end;
        end = MAX(end, line_end(f, at));
    }
    while (at < end && ascii_is_space(f->source.data[at]))
        at++;
    return at >= end || f->source.data[at] == '#';
}

/* ---- Lines without anything else ------------------------------------------------------------- */

/* Is what stands before it the key of a block of text (`|-`)? */
static bool begins_text(const struct filling *f)
{
    size_t at = f->solid, end = at;
    while (at && strchr("+-0123456789", f->text[at - 1]))
        at--;
    return !f->has_text && at > 1 && end - at <= 2 &&
           (f->text[at - 1] == '|' || f->text[at - 1] == '>') &&
           (f->text[at - 2] == ' ' || f->text[at - 2] == ':');
}

/* The column of what comes next that is no action, or is one that puts something in. */
static size_t next_column(struct filling *f, size_t index)
{
    size_t at = f->actions[index].end, next = index + 1;
    if (at <= f->content && f->content)
        return f->column;
    while (at < f->source.len) {
        while (next < f->count && f->actions[next].begin < at)
            next++;
        bool is_action = next < f->count && f->actions[next].begin == at;
        if (is_action && !is_value(&f->actions[next]))
            at = f->actions[next].end;
        else if (is_action || !ascii_is_space(f->source.data[at]))
            break;
        else
            at++;
    }
    f->content = at;
    f->column = column_of(f, f->actions[index].end, at);
    return f->column;
}

/*
 * Blanks; but the first lines of a text would tell by how much all of it is indented, so there a
 * comment begins, or a line of the text, where its other lines do.
 */
static void fill_blank(struct filling *f, size_t index)
{
    const struct template_action *action = &f->actions[index];
    fill(f->text, action->begin, action->end, ' ');
    if (!begins_text(f))
        return;
    size_t column = next_column(f, index), first = line_end(f, action->begin);
    if (f->line + column < MIN(first, action->end))
        fill(f->text, MAX(action->begin, f->line + column), MIN(first, action->end), '#');
}

/* ---- Values ---------------------------------------------------------------------------------- */

/* It begins with a line end of its own (`nindent`), and nothing is behind it. */
static bool begins_line(struct filling *f, size_t index)
{
    const struct template_action *action = &f->actions[index];
    struct span text = span_sub(f->source, action->begin, action->end - action->begin);
    return action->indent != TEMPLATE_ANY_COLUMN && span_find(text, SPAN("nindent")) != SIZE_MAX &&
           is_last(f, index);
}

/* A value that goes on in further lines is letters in its first. */
static void fill_value(struct filling *f, size_t index)
{
    struct template_action *action = &f->actions[index];
    bool alone = !f->has_text && is_last(f, index);
    if (alone || begins_line(f, index)) {
        size_t column = action->begin - f->line;
        action->role = TEMPLATE_BLOCK;
        if (action->indent == TEMPLATE_ANY_COLUMN && column)
            action->indent = (uint32_t)MIN(column, (size_t)UINT32_MAX - 1);
        fill_blank(f, index);
        return;
    }
    size_t first = MIN(action->end, line_end(f, action->begin));
    fill(f->text, action->begin, first, 'h');
    fill(f->text, first, action->end, ' ');
}

/* ---- Branches -------------------------------------------------------------------------------- */

/* What no action fills is blank from here to the one that ends it: it puts in a block instead. */
static size_t skip_branch(struct filling *f, size_t index)
{
    struct template_action *first = &f->actions[index];
    uint32_t depth = first->depth;
    size_t last = index + 1;
    while (last < f->count && f->actions[last].depth >= depth &&
           !(f->actions[last].depth == depth && f->actions[last].role == TEMPLATE_ELSE))
        last++;
    size_t end = last < f->count ? f->actions[last].begin : f->source.len;
    if (first->role == TEMPLATE_ELSE && !is_blank(f->source.data, first->end, end)) {
        size_t at = first->end;
        while (ascii_is_space(f->source.data[at]))
            at++;
        first->role = TEMPLATE_BLOCK;
        first->indent = (uint32_t)MIN(column_of(f, first->end, at), (size_t)UINT32_MAX - 1);
    }
    for (size_t i = index + 1; i < last; i++)
        f->actions[i].role = TEMPLATE_SILENT;
    fill(f->text, first->begin, end, ' ');
    return last;
}

/* The end of the condition that begins a line and ends it; else itself. */
static size_t last_of_line(struct filling *f, size_t index)
{
    enum { LOOK_AHEAD = 64 };
    const struct template_action *first = &f->actions[index];
    size_t end = line_end(f, first->begin), stop = MIN(f->count, index + LOOK_AHEAD);
    if (f->has_text)
        return index;
    for (size_t i = index + 1; i < stop && f->actions[i].end <= end; i++)
        if (f->actions[i].role == TEMPLATE_ENDS && f->actions[i].depth < first->depth)
            return is_blank(f->source.data, f->actions[i].end, end) &&
                                   !is_blank(f->source.data, first->end, f->actions[i].begin)
                           ? i
                           : index;
    return index;
}

/* What a line holds if a condition does is a block. */
static void fill_line(struct filling *f, size_t first, size_t last)
{
    struct template_action *action = &f->actions[first];
    action->role = TEMPLATE_BLOCK;
    action->indent = (uint32_t)(action->begin - f->line);
    for (size_t i = first + 1; i <= last; i++)
        f->actions[i].role = TEMPLATE_SILENT;
    fill(f->text, action->begin, f->actions[last].end, ' ');
}

void template_fill(struct filling *f)
{
    for (size_t i = 0; i < f->count;) {
        enum template_role role = f->actions[i].role;
        go_to(f, f->actions[i].begin);
        if (role == TEMPLATE_ELSE || role == TEMPLATE_DEFINES) {
            i = skip_branch(f, i);
            continue;
        }
        size_t last = role == TEMPLATE_OPENS ? last_of_line(f, i) : i;
        if (role == TEMPLATE_VALUE)
            fill_value(f, i);
        else if (last > i)
            fill_line(f, i, last);
        else
            fill_blank(f, i);
        i = last + 1;
    }
}
