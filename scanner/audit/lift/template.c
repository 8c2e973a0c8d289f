/* SPDX-License-Identifier: Apache-2.0 */
#include "audit/lift/template_parts.h"

#include "base/ascii.h"

/* ---- Marks ----------------------------------------------------------------------------------- */

struct mark {
    const char *open, *close;
    bool is_comment;
    bool is_variable; /* known in what has no other marks alone */
};

static const struct mark marks[] = {
    { "{{", "}}", false, false }, { "{%", "%}", false, false }, { "{#", "#}", true, false },
    { "<%", "%>", false, false }, { "${", "}", false, true },
};

struct dialect {
    bool marks[ARRAY_SIZE(marks)];
};

static struct dialect dialect_of(struct span text)
{
    struct dialect dialect = { { false } };
    bool any = false;
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++) {
        bool in_use = span_find(text, span_of(marks[i].open)) != SIZE_MAX;
        dialect.marks[i] = in_use && !(marks[i].is_variable && any);
        any |= in_use && !marks[i].is_comment;
    }
    /* `${#list}` of a shell is no comment of Jinja. */
    dialect.marks[2] &= dialect.marks[1];
    return dialect;
}

bool template_is(struct span text)
{
    struct dialect dialect = dialect_of(text);
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
        if (dialect.marks[i])
            return true;
    return false;
}

static const struct mark *mark_at(const struct dialect *dialect, struct span text, size_t at)
{
    for (size_t i = 0; i < ARRAY_SIZE(marks); i++)
        if (dialect->marks[i] && span_starts(span_from(text, at), span_of(marks[i].open)) &&
            !(marks[i].is_comment && at && text.data[at - 1] == '$'))
            return &marks[i];
    return NULL;
}

/* Reads actions from the front. What is not there is looked for once, not from each of them. */
struct reader {
    struct span text;
    struct dialect dialect;
    bool no_comment_ends;    /* from here on */
    size_t open_quotes[128]; /* up to here, on its line, no further quote ends one of that kind */
};

/* Behind the text in quotes that begins there; where it does not end, behind its quote. */
static size_t behind_quotes(struct reader *r, size_t at)
{
    char quote = r->text.data[at];
    size_t i = at + 1;
    if (at < r->open_quotes[(unsigned char)quote])
        return at + 1;
    for (; i < r->text.len && r->text.data[i] != '\n'; i++) {
        if (r->text.data[i] == quote)
            return i + 1;
        i += r->text.data[i] == '\\' && quote != '`';
    }
    /* What quotes there are behind it are escaped. */
    r->open_quotes[(unsigned char)quote] = i;
    return at + 1;
}

static bool is_quote(char c, const struct mark *mark)
{
    return c == '"' || c == '`' || (c == '\'' && mark != &marks[0]);
}

/* Directly behind the marks, or behind a dash and a blank. */
static bool begins_comment(const struct reader *r, size_t begin, const struct mark *mark)
{
    return mark == &marks[0] && begin + 3 < r->text.len &&
           span_find(span_sub(r->text, begin, 4), SPAN("/*")) != SIZE_MAX;
}

/* Behind the end of a comment of Go, if it has one. */
static size_t behind_comment(struct reader *r, size_t begin)
{
    size_t found = r->no_comment_ends ? SIZE_MAX
                                      : span_find(span_from(r->text, begin), SPAN("*/"));
    r->no_comment_ends = found == SIZE_MAX;
    return r->no_comment_ends ? begin : begin + found + 2;
}

/* Where the action ends that begins at `at`; what is in quotes does not end it. */
static size_t action_end(struct reader *r, size_t at, const struct mark *mark)
{
    struct span text = r->text, close = span_of(mark->close);
    bool is_comment = begins_comment(r, at + 2, mark);
    bool has_quotes = !mark->is_comment && !mark->is_variable && !is_comment;
    for (size_t i = is_comment ? behind_comment(r, at + 2) : at + 2; i + close.len <= text.len;) {
        if (span_starts(span_from(text, i), close))
            return i + close.len;
        i = has_quotes && is_quote(text.data[i], mark) ? behind_quotes(r, i) : i + 1;
    }
    return text.len;
}

/* ---- What an action does --------------------------------------------------------------------- */

/* Without marks, dashes and blanks at its front. */
static struct span inside_of(struct span action)
{
    size_t begin = 2;
    while (begin < action.len &&
           (strchr("-+=~", action.data[begin]) || ascii_is_space(action.data[begin])))
        begin++;
    return span_from(action, begin);
}

static struct span word_of(struct span inside)
{
    size_t end = 0;
    while (end < inside.len && (ascii_is_alpha(inside.data[end]) || inside.data[end] == '_'))
        end++;
    return span_sub(inside, 0, end);
}

static bool is_assignment(struct span inside)
{
    size_t end = 1;
    if (!inside.len || inside.data[0] != '$')
        return false;
    while (end < inside.len &&
           (ascii_is_alnum(inside.data[end]) || strchr("_, $", inside.data[end])))
        end++;
    return end < inside.len && (inside.data[end] == '=' || inside.data[end] == ':');
}

/* Words of Go's templates (in `{{ }}`), and of the others. */
static const struct {
    const char *word;
    enum template_role role;
    bool in_go, elsewhere;
} words[] = {
    { "if", TEMPLATE_OPENS, true, true },       { "with", TEMPLATE_OPENS, true, true },
    { "range", TEMPLATE_OPENS, true, false },   { "block", TEMPLATE_OPENS, true, true },
    { "for", TEMPLATE_OPENS, false, true },     { "unless", TEMPLATE_OPENS, false, true },
    { "filter", TEMPLATE_OPENS, false, true },  { "call", TEMPLATE_OPENS, false, true },
    { "case", TEMPLATE_OPENS, false, true },    { "define", TEMPLATE_DEFINES, true, false },
    { "macro", TEMPLATE_DEFINES, false, true }, { "else", TEMPLATE_ELSE, true, true },
    { "elif", TEMPLATE_ELSE, false, true },     { "elsif", TEMPLATE_ELSE, false, true },
    { "when", TEMPLATE_ELSE, false, true },     { "end", TEMPLATE_ENDS, true, true },
    { "set", TEMPLATE_SILENT, false, true },    { "import", TEMPLATE_SILENT, false, true },
    { "from", TEMPLATE_SILENT, false, true },   { "fail", TEMPLATE_SILENT, true, false },
    { "break", TEMPLATE_SILENT, true, true },   { "continue", TEMPLATE_SILENT, true, true },
};

static enum template_role role_of(struct span action, const struct mark *mark)
{
    struct span inside = inside_of(action), word = word_of(inside);
    bool is_go = mark == &marks[0], is_ruby = mark == &marks[3];
    if (mark->is_comment || is_assignment(inside) || span_starts(inside, SPAN("/*")))
        return TEMPLATE_SILENT;
    if (mark->is_variable || span_starts(action, SPAN("<%=")))
        return TEMPLATE_VALUE;
    if (!is_go && span_starts(word, SPAN("end")))
        return TEMPLATE_ENDS;
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if ((is_go ? words[i].in_go : words[i].elsewhere) && span_is(word, words[i].word))
            return words[i].role;
    if (is_ruby && span_find(inside, SPAN(" do")) != SIZE_MAX)
        return TEMPLATE_OPENS;
    return is_ruby ? TEMPLATE_SILENT : TEMPLATE_VALUE;
}

/* `nindent 8`, `indent(8)`: the last of them counts. */
static uint32_t indent_of(struct span action)
{
    uint32_t indent = TEMPLATE_ANY_COLUMN;
    for (size_t at = 0, found;
         (found = span_find(span_from(action, at), SPAN("indent"))) != SIZE_MAX;) {
        at += found + 6;
        size_t digits = at;
        uint32_t number = 0;
        while (digits < action.len && strchr(" (=width", action.data[digits]))
            digits++;
        size_t first = digits;
        for (; digits < action.len && ascii_is_digit(action.data[digits]) && number < 1000;
             digits++)
            number = number * 10 + (uint32_t)(action.data[digits] - '0');
        if (digits > first)
            indent = number;
    }
    return indent;
}

/* ---- Actions --------------------------------------------------------------------------------- */

/* Only what begins an action begins with one of these. */
static size_t next_mark(const struct reader *r, size_t at, const struct mark **mark)
{
    for (; at + 1 < r->text.len; at++) {
        char c = r->text.data[at];
        if (c != '{' && c != '<' && c != '$')
            continue;
        *mark = mark_at(&r->dialect, r->text, at);
        if (*mark)
            return at;
    }
    return SIZE_MAX;
}

static size_t count_actions(struct reader r)
{
    size_t count = 0;
    const struct mark *mark;
    for (size_t at = 0; (at = next_mark(&r, at, &mark)) != SIZE_MAX; count++)
        at = action_end(&r, at, mark);
    return count;
}

static void find_actions(struct reader r, struct template_action *actions, size_t count)
{
    size_t at = 0;
    uint32_t depth = 0;
    for (size_t i = 0; i < count; i++) {
        const struct mark *mark;
        size_t begin = next_mark(&r, at, &mark), end = action_end(&r, begin, mark);
        struct span action = span_sub(r.text, begin, end - begin);
        enum template_role role = role_of(action, mark);
        if (role == TEMPLATE_OPENS || role == TEMPLATE_DEFINES)
            depth++;
        else if (role == TEMPLATE_ENDS && depth)
            depth--;
        actions[i] = (struct template_action) { begin, end, role, depth, indent_of(action) };
        at = end;
    }
}

/* ---- Lines ----------------------------------------------------------------------------------- */

struct lining {
    struct template_line *lines;
    size_t count, at; /* the line that comes next */
    size_t *ends;
    uint32_t *stack; /* first lines of what is open */
    size_t depth;
};

/* Lines up to that byte stand in what is open. */
static void line_up(struct lining *l, size_t byte)
{
    while (l->at < l->count && l->lines[l->at].begin <= byte)
        l->lines[l->at++].region = l->depth ? l->stack[l->depth - 1] : 0;
}

static void close_region(struct lining *l, size_t byte)
{
    size_t *end = &l->ends[l->stack[--l->depth]];
    *end = MAX(*end, byte);
}

static void find_regions(struct lining *l, const struct template_action *actions, size_t count,
                         size_t len)
{
    for (size_t i = 0; i < count; i++) {
        line_up(l, actions[i].begin);
        bool opens = actions[i].role == TEMPLATE_OPENS;
        struct template_line *line = &l->lines[l->at - 1];
        if (opens || actions[i].role == TEMPLATE_ELSE)
            line->condition = MIN(line->condition, actions[i].begin);
        bool closes = actions[i].role == TEMPLATE_ENDS && l->depth > actions[i].depth;
        if (opens)
            l->stack[l->depth++] = (uint32_t)l->at;
        if (closes)
            close_region(l, actions[i].begin);
    }
    while (l->depth)
        close_region(l, len);
    line_up(l, len);
}

static int find_lines(struct template *template, struct span source, struct arena *arena)
{
    size_t count = 1;
    for (size_t i = 0; i < source.len; i++)
        count += source.data[i] == '\n';
    struct lining l = {
        .lines = ARENA_ARRAY(arena, count, struct template_line),
        .ends = ARENA_ARRAY(arena, count + 1, size_t),
        .stack = ARENA_ARRAY(arena, template->count + 1, uint32_t),
        .count = count,
    };
    if (!l.lines || !l.ends || !l.stack)
        return -1;
    for (size_t i = 0; i < count; i++)
        l.lines[i].condition = SIZE_MAX;
    for (size_t i = 0, line = 1; i < source.len; i++)
        if (source.data[i] == '\n')
            l.lines[line++].begin = i + 1;
    find_regions(&l, template->actions, template->count, source.len);
    template->lines = l.lines;
    template->line_count = count;
    template->region_ends = l.ends;
    return 0;
}

int template_read(struct template *template, struct span text, struct arena *arena)
{
    const struct reader reader = { .text = text, .dialect = dialect_of(text) };
    size_t count = count_actions(reader);
    struct filling f = {
        .actions = ARENA_ARRAY(arena, count + 1, struct template_action),
        .count = count,
        .source = text,
        .text = arena_strndup(arena, text.len ? text.data : "", text.len),
    };
    if (!f.actions || !f.text)
        return -1;
    find_actions(reader, f.actions, count);
    template_fill(&f);
    *template = (struct template) { { f.text, text.len }, f.actions, count, NULL, 0, NULL };
    return find_lines(template, text, arena);
}

/* ---- Asking ---------------------------------------------------------------------------------- */

/* The number of actions that begin before that byte. */
static size_t actions_before(const struct template *template, size_t at)
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

bool template_is_hole(const struct template *template, size_t begin, size_t end)
{
    size_t before = actions_before(template, end);
    return before && template->actions[before - 1].end > begin;
}

bool template_is_conditional(const struct template *template, size_t at)
{
    size_t before = actions_before(template, at);
    return before && template->actions[before - 1].depth > 0;
}
