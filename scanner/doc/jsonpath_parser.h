/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces that the parser of JSONPath is made of, one file each. */
#ifndef VETO_DOC_JSONPATH_PARSER_H
#define VETO_DOC_JSONPATH_PARSER_H

#include "doc/jsonpath_tree.h"

/* Parsing recurses with brackets, parentheses and calls; evaluation with filters in filters. */
enum { JSONPATH_MAX_NESTING = 24 };

struct parser {
    struct span text;
    size_t at;
    size_t nesting;
    struct arena *arena;
    struct veto_error *error;
};

/* ---- jsonpath_lex.c: single words ---- */

/* The byte at hand, NUL at the end: a query has no NUL outside of strings that would be right. */
static inline char peek(const struct parser *p)
{
    return p->at < p->text.len ? p->text.data[p->at] : '\0';
}

static inline bool at_end(const struct parser *p)
{
    return p->at >= p->text.len;
}

/* Fails at the character at hand. */
int parser_fail(struct parser *p, const char *problem);
int parser_fail_at(struct parser *p, size_t byte, const char *problem);
/* Goes one level deeper, or fails; `p->nesting` is counted down again by whoever called. */
int parser_nest(struct parser *p);
void *parser_new(struct parser *p, size_t size) must_check;
void lex_skip_blank(struct parser *p);
bool lex_take(struct parser *p, const char *text);
int lex_expect(struct parser *p, char c, const char *problem);
/* From the quote at hand to behind its twin. */
int lex_string(struct parser *p, struct span *out);
/* An integer within ±(2⁵³ − 1). */
int lex_integer(struct parser *p, int64_t *out);
/* A literal number, as text. */
int lex_number(struct parser *p, struct span *out);
/* `name` of `.name`; false where none begins here. */
bool lex_member_name(struct parser *p, struct span *out);
/* Lower-case letters, digits and underscores: functions and `true`, `false`, `null`. */
struct span lex_word(struct parser *p);

/* ---- jsonpath_parse.c: queries ---- */

/* What follows `$` or `@`. */
int jsonpath_parse_segments(struct parser *p, struct query *query);

/* ---- jsonpath_filter.c: expressions ---- */

/* What follows `?`. */
int jsonpath_parse_filter(struct parser *p, const struct expression **out);

/* ---- jsonpath_digest.c ---- */

/* What a document must hold for the query to select anything; NULL for nothing. */
const struct need *jsonpath_needs(const struct query *query, struct arena *arena);

#endif
