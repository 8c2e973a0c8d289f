/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ascii.h"
#include "base/utf.h"
#include "doc/jsonpath_parser.h"

/* Longer ones nobody wrote. */
enum { QUERY_MAX_BYTES = 64 * 1024 };

/* ---- Selectors ---- */

static bool begins_integer(const struct parser *p)
{
    return peek(p) == '-' || ascii_is_digit(peek(p));
}

/* What follows the first colon. */
static int parse_slice_rest(struct parser *p, struct selector *selector)
{
    selector->kind = SELECTOR_SLICE;
    selector->step = 1;
    lex_skip_blank(p);
    selector->has_end = begins_integer(p);
    if (selector->has_end && lex_integer(p, &selector->end) < 0)
        return -1;
    lex_skip_blank(p);
    if (!lex_take(p, ":"))
        return 0;
    lex_skip_blank(p);
    return begins_integer(p) ? lex_integer(p, &selector->step) : 0;
}

static int parse_index_or_slice(struct parser *p, struct selector *selector)
{
    selector->kind = SELECTOR_INDEX;
    selector->has_start = begins_integer(p);
    if (selector->has_start && lex_integer(p, &selector->start) < 0)
        return -1;
    lex_skip_blank(p);
    return lex_take(p, ":") ? parse_slice_rest(p, selector) : 0;
}

static int parse_filter_selector(struct parser *p, struct selector *selector)
{
    selector->kind = SELECTOR_FILTER;
    if (parser_nest(p) < 0)
        return -1;
    int result = jsonpath_parse_filter(p, &selector->filter);
    p->nesting--;
    return result;
}

static int parse_selector(struct parser *p, struct selector *selector)
{
    char c = peek(p);
    if (c == '\'' || c == '"') {
        selector->kind = SELECTOR_NAME;
        return lex_string(p, &selector->name);
    }
    if (lex_take(p, "*")) {
        selector->kind = SELECTOR_WILDCARD;
        return 0;
    }
    if (lex_take(p, "?"))
        return parse_filter_selector(p, selector);
    if (c == ':' || begins_integer(p))
        return parse_index_or_slice(p, selector);
    return parser_fail(p, "expected a selector: a name in quotes, an index, a slice, '*' or '?'");
}

/* ---- Segments ---- */

/* What follows the opening bracket. */
static int parse_bracket(struct parser *p, struct segment *segment)
{
    const struct selector **link = &segment->selectors;
    do {
        struct selector *selector = parser_new(p, sizeof(*selector));
        if (!selector)
            return -1;
        lex_skip_blank(p);
        if (parse_selector(p, selector) < 0)
            return -1;
        *link = selector;
        link = &selector->next;
        lex_skip_blank(p);
    } while (lex_take(p, ","));
    return lex_expect(p, ']', "expected ',' or ']'");
}

/* What follows the dot or dots: `name` or `*`. */
static int parse_shorthand(struct parser *p, struct segment *segment)
{
    struct selector *selector = parser_new(p, sizeof(*selector));
    if (!selector)
        return -1;
    segment->selectors = selector;
    if (lex_take(p, "*")) {
        selector->kind = SELECTOR_WILDCARD;
        return 0;
    }
    selector->kind = SELECTOR_NAME;
    if (!lex_member_name(p, &selector->name))
        return parser_fail(p, segment->descends ? "expected a name, '*' or '['"
                                                : "expected a name or '*'");
    selector->name = arena_span(p->arena, selector->name);
    return arena_failed(p->arena) ? error_no_memory(p->error) : 0;
}

static int parse_segment(struct parser *p, struct segment *segment)
{
    segment->descends = lex_take(p, "..");
    if (lex_take(p, "["))
        return parse_bracket(p, segment);
    if (!segment->descends)
        p->at++; /* the dot */
    return parse_shorthand(p, segment);
}

static bool is_singular(const struct segment *segment)
{
    const struct selector *selector = segment->selectors;
    return !segment->descends && !selector->next &&
           (selector->kind == SELECTOR_NAME || selector->kind == SELECTOR_INDEX);
}

int jsonpath_parse_segments(struct parser *p, struct query *query)
{
    const struct segment **link = &query->segments;
    query->singular = query->names_only = true;
    for (;;) {
        size_t behind = p->at;
        lex_skip_blank(p);
        if (peek(p) != '.' && peek(p) != '[') {
            p->at = behind;
            return 0;
        }
        struct segment *segment = parser_new(p, sizeof(*segment));
        if (!segment || parse_segment(p, segment) < 0)
            return -1;
        query->singular = query->singular && is_singular(segment);
        query->names_only = query->names_only && query->singular &&
                            segment->selectors->kind == SELECTOR_NAME;
        *link = segment;
        link = &segment->next;
    }
}

int jsonpath_compile(const struct jsonpath **out, struct span text, struct arena *arena,
                     struct veto_error *error)
{
    struct parser parser = { .text = text, .arena = arena, .error = error };
    if (text.len > QUERY_MAX_BYTES)
        return parser_fail(&parser, "a query of more than 64 KiB");
    if (!utf_is_valid(text))
        return parser_fail(&parser, "the query is not UTF-8");
    struct jsonpath *made = parser_new(&parser, sizeof(*made));
    if (!made || lex_expect(&parser, '$', "a query begins with '$'") < 0 ||
        jsonpath_parse_segments(&parser, &made->query) < 0)
        return -1;
    if (!at_end(&parser))
        return parser_fail(&parser, "expected '.', '[' or the end of the query");
    made->needs = jsonpath_needs(&made->query, arena);
    if (arena_failed(arena))
        return error_no_memory(error);
    *out = made;
    return 0;
}
