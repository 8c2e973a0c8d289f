/* SPDX-License-Identifier: Apache-2.0 */
/* Expressions of RE2 as ours: PCRE2 to confirm, Hyperscan to find. */
#include <limits.h>
#include <stdlib.h>

#include "authoring/import.h"
#include "base/ascii.h"
#include "base/buf.h"
#include "base/cleanup.h"
#include "match/matcher.h"
#include "match/prefilter.h"
#include "match/regex.h"

enum { PATTERN_MAX = 64 * 1024 };

/* ---- Pieces ---------------------------------------------------------------------------------- */

/* Behind the class that begins at `at`. */
static size_t class_end(struct span regex, size_t at)
{
    at++;
    if (at < regex.len && regex.data[at] == '^')
        at++;
    if (at < regex.len && regex.data[at] == ']')
        at++;
    for (; at < regex.len && regex.data[at] != ']'; at++) {
        if (regex.data[at] == '\\') {
            at++;
        } else if (span_starts(span_from(regex, at), SPAN("[:"))) {
            size_t close = span_find(span_from(regex, at), SPAN(":]"));
            if (close != SIZE_MAX)
                at += close + 1;
        }
    }
    return MIN(at + 1, regex.len);
}

/* Behind one atom that is no group: a class, an escape, a byte. */
static size_t atom_end(struct span regex, size_t at)
{
    if (regex.data[at] == '[')
        return class_end(regex, at);
    if (span_starts(span_from(regex, at), SPAN("\\Q"))) {
        size_t close = span_find(span_from(regex, at), SPAN("\\E"));
        return close == SIZE_MAX ? regex.len : at + close + 2;
    }
    return MIN(at + (regex.data[at] == '\\' ? 2u : 1u), regex.len);
}

/* How long the opening of a group that captures is, at a parenthesis; 0: it captures nothing. */
static size_t capture_opening(struct span rest)
{
    size_t name = span_starts(rest, SPAN("(?P<")) ? 4 : span_starts(rest, SPAN("(?<")) ? 3 : 0;
    if (!span_starts(rest, SPAN("(?")))
        return 1;
    if (name == 0 || name >= rest.len ||
        !(ascii_is_alnum(rest.data[name]) || rest.data[name] == '_'))
        return 0;
    size_t close = span_find_char(rest, '>');
    return close < rest.len ? close + 1 : 0;
}

/* ---- The secret ------------------------------------------------------------------------------ */

/* Where what may be left out in front begins and ends: an atom that need not be there. */
static bool optional_front(struct span regex, size_t *begin, size_t *end)
{
    size_t at = 0;
    while (span_starts(span_from(regex, at), SPAN("(?i)")) ||
           span_starts(span_from(regex, at), SPAN("(?s)")))
        at += 4;
    *begin = at;
    if (at >= regex.len || strchr("([^$|*+?{)", regex.data[at] == '[' ? 'x' : regex.data[at]))
        return false;
    if (regex.data[at] == '\\' && at + 1 < regex.len && strchr("bBAzQ", regex.data[at + 1]))
        return false;
    at = atom_end(regex, at);
    struct span rest = span_from(regex, at);
    if (span_starts(rest, SPAN("*")) || span_starts(rest, SPAN("?"))) {
        at++;
    } else if (span_starts(rest, SPAN("{0,")) && span_find_char(rest, '}') < rest.len) {
        at += span_find_char(rest, '}') + 1;
    } else {
        return false;
    }
    *end = at + (at < regex.len && regex.data[at] == '?');
    return true;
}

/* A pack has expressions on one line. */
static void append_on_one_line(struct buf *to, struct span piece)
{
    for (size_t i = 0; i < piece.len; i++) {
        bool escaped = i > 0 && piece.data[i - 1] == '\\';
        if (piece.data[i] == '\n')
            buf_append_text(to, escaped ? "n" : "\\n");
        else
            buf_append_char(to, piece.data[i]);
    }
}

const char *import_pattern(struct arena *arena, struct span regex, size_t secret_group,
                           const char **problem)
{
    cleanup(buf_release) struct buf pattern = buf_make(PATTERN_MAX);
    size_t wanted = MAX(secret_group, (size_t)1), groups = 0, begin, end;
    bool found = false;
    *problem = NULL;
    for (size_t at = 0; at < regex.len;) {
        size_t opening = regex.data[at] == '(' ? capture_opening(span_from(regex, at)) : 0;
        size_t next = opening ? at + opening : atom_end(regex, at);
        groups += opening > 0;
        if (opening && groups == wanted) {
            buf_append_text(&pattern, "(?<secret>");
            found = true;
        } else {
            append_on_one_line(&pattern, span_sub(regex, at, next - at));
        }
        at = next;
    }
    if (!found && secret_group > 0) {
        *problem = "secretGroup names a group that the regex does not have";
        return "";
    }
    struct span whole = buf_span(&pattern);
    if (pattern.failed) {
        *problem = "the regex is longer than 64 KiB";
        return "";
    }
    if (!found)
        return arena_printf(arena, "(?<secret>%.*s)", (int)whole.len, whole.data);
    if (optional_front(whole, &begin, &end) && end < whole.len)
        return arena_printf(arena, "%.*s%.*s", (int)begin, whole.data, (int)(whole.len - end),
                            whole.data + end);
    return arena_strndup(arena, whole.data, whole.len);
}

/* ---- Repeats --------------------------------------------------------------------------------- */

/* A repeat without end at the front, and what it becomes: its length, 0 where there is none. */
static size_t endless_repeat(struct span rest, unsigned limit, char bounded[48])
{
    uint64_t least = 0;
    if (rest.len && rest.data[0] == '*') {
        snprintf(bounded, 48, "{0,%u}", limit);
        return 1;
    }
    if (rest.len && rest.data[0] == '+') {
        snprintf(bounded, 48, "{1,%u}", limit);
        return 1;
    }
    size_t close = span_find_char(rest, '}');
    if (!span_starts(rest, SPAN("{")) || close == rest.len || close < 3 ||
        rest.data[close - 1] != ',' || !span_to_uint(span_sub(rest, 1, close - 2), &least) ||
        least > 4096)
        return 0;
    snprintf(bounded, 48, "{%u,%u}", (unsigned)least, (unsigned)least + limit);
    return close + 1;
}

/* The expression with an end to every repeat. NULL without memory. */
static const char *bound_repeats(struct arena *arena, struct span pattern, unsigned limit)
{
    cleanup(buf_release) struct buf bounded = buf_make(4 * PATTERN_MAX);
    for (size_t at = 0; at < pattern.len;) {
        size_t opening = pattern.data[at] == '(' ? capture_opening(span_from(pattern, at)) : 0;
        size_t next = opening ? at + opening : atom_end(pattern, at);
        bool is_opening = pattern.data[at] == '(';
        buf_append(&bounded, span_sub(pattern, at, next - at));
        at = next;
        char repeat[48];
        size_t len = is_opening ? 0 : endless_repeat(span_from(pattern, at), limit, repeat);
        if (len)
            buf_append_text(&bounded, repeat);
        at += len;
    }
    return bounded.failed ? NULL : arena_strndup(arena, bounded.data, bounded.len);
}

/* ---- Shapes ---------------------------------------------------------------------------------- */

/* Whether the text of every keyword is one of the expression: then it stands where the pattern matches. */
static bool keywords_are_inside(struct span regex, const struct rule_list *keywords)
{
    for (size_t i = 0; i < keywords->count; i++)
        if (span_find_nocase(regex, span_of(keywords->items[i])) == SIZE_MAX)
            return false;
    return keywords->count > 0;
}

static const char *keyword_anchor(struct arena *arena, const struct rule_list *keywords)
{
    cleanup(buf_release) struct buf anchor = buf_make(PATTERN_MAX);
    buf_append_text(&anchor, "(?i)(?:");
    for (size_t i = 0; i < keywords->count; i++) {
        if (i)
            buf_append_char(&anchor, '|');
        for (const char *c = keywords->items[i]; *c; c++) {
            if (!ascii_is_alnum(*c) && *c != '_' && !(*c & 0x80))
                buf_append_char(&anchor, '\\');
            buf_append_char(&anchor, *c);
        }
    }
    buf_append_char(&anchor, ')');
    return anchor.failed ? NULL : arena_strndup(arena, anchor.data, anchor.len);
}

/* How far the pattern may reach; what Hyperscan cannot measure, or has no end, is looked at near. */
static void set_window(struct rule *rule, const char **remark)
{
    struct expression_widths widths = { 0, UINT_MAX };
    enum { NEAR_BEFORE = 1024, NEAR_AFTER = 4096 };
    rule->window_before = NEAR_BEFORE;
    rule->window_after = NEAR_AFTER;
    bool known = expression_widths(rule->public.pattern, &widths, NULL) == 0;
    if (!known || widths.max > RULE_WINDOW_BEFORE_MAX) {
        *remark = "its length is not bounded: 1 KiB before and 4 KiB behind a keyword are looked at";
        return;
    }
    rule->window_before = MAX((uint32_t)RULE_WINDOW_BEFORE, widths.max);
    rule->window_after = MAX((uint32_t)RULE_WINDOW_AFTER, widths.max);
}

static bool fits_alone(struct rule *rule, struct veto_error *error)
{
    struct expression_widths widths;
    rule->anchor = NULL;
    rule->window_before = RULE_WINDOW_BEFORE;
    rule->window_after = RULE_WINDOW_AFTER;
    if (expression_widths(rule->public.pattern, &widths, NULL) == 0 &&
        widths.max <= RULE_WINDOW_BEFORE_MAX)
        rule->window_before = MAX(rule->window_before, widths.max);
    return matcher_lint(rule, error) == 0;
}

/* Repeats without end get one: as far away as the window allows. */
static bool fits_bounded(struct arena *arena, struct rule *rule)
{
    static const unsigned limits[] = { 1024, 256, 64 };
    const char *unbounded = rule->public.pattern;
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        const char *bounded = bound_repeats(arena, span_of(unbounded), limits[i]);
        if (!bounded)
            break;
        rule->public.pattern = bounded;
        if (fits_alone(rule, NULL))
            return true;
    }
    rule->public.pattern = unbounded;
    return false;
}

int import_shape(struct arena *arena, struct rule *rule, struct span regex,
                 const struct rule_list *keywords, const char **remark, struct veto_error *error)
{
    static const char by_looks[] = "no text in it is rare enough: its values are judged by their looks, too";
    *remark = NULL;
    if (fits_alone(rule, error))
        return 0;
    const char *anchor = keywords_are_inside(regex, keywords) ? keyword_anchor(arena, keywords)
                                                              : NULL;
    if (anchor) {
        rule->anchor = anchor;
        set_window(rule, remark);
        if (matcher_lint(rule, NULL) == 0)
            return 0;
    }
    if (fits_bounded(arena, rule)) {
        *remark = "repeats without end have one now: at most 1024 times";
        return 0;
    }
    rule->generic = true;
    if (anchor) {
        rule->anchor = anchor;
        set_window(rule, remark);
    }
    if (anchor && matcher_lint(rule, NULL) == 0) {
        *remark = by_looks;
        return 0;
    }
    *remark = by_looks;
    if (fits_alone(rule, NULL))
        return 0;
    rule->generic = false;
    return -1;
}
