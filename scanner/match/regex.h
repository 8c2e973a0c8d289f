/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions as people write them, run by PCRE2 with its JIT and with match limits, so
 * that no expression can hang. The only place that includes pcre2.h. A struct regex is used by one
 * thread at a time.
 *
 * Expressions are over bytes: no UTF and no Unicode properties, a newline is LF, and nothing is on
 * that the expression does not turn on itself (`(?i)`, `(?m)`, `(?s)`), which is what Hyperscan
 * does with flags 0. So both agree on `.`, `^`, `$` and `\b`.
 */
#ifndef VETO_MATCH_REGEX_H
#define VETO_MATCH_REGEX_H

#include "base/error.h"
#include "base/span.h"

struct regex;

enum { REGEX_MAX_GROUPS = 16 };

struct regex_match {
    struct span groups[REGEX_MAX_GROUPS]; /* [0] is the whole; data NULL where a group took no part */
    size_t count;
};

enum regex_result { REGEX_NO, REGEX_YES, REGEX_LIMIT, REGEX_PARTIAL };

/* The message says what is wrong and at which character. */
int regex_create(struct regex **out, const char *pattern, struct veto_error *error);
/* The same over code points, with Unicode's properties. For regex_search_text alone. */
int regex_create_unicode(struct regex **out, const char *pattern, struct veto_error *error);
void regex_free(struct regex *regex);
/* Index of a named group, or -1. */
int regex_group(const struct regex *regex, const char *name);
/* Name of a group, or NULL. */
const char *regex_group_name(const struct regex *regex, size_t index);
/*
 * The first match that begins at or after `from`. With `partial`, REGEX_PARTIAL tells that the text
 * ended where a match might have gone on; its groups[0] is what there was of it.
 */
enum regex_result regex_run(struct regex *regex, struct span text, size_t from, bool partial,
                            struct regex_match *match);

/* A search that knows its text to be a piece of a longer one. */
struct regex_search {
    struct span text;   /* what may be looked at; bytes before `from` are context for `\b` */
    size_t from;        /* a match begins here or later, */
    size_t last_start;  /* and not later than here */
    bool partial;       /* tell of a match that the text's end cuts */
    bool not_beginning; /* the text's first byte is not where `^` matches */
    bool not_end;       /* the text's end is not where `$` matches */
};

enum regex_result regex_find(struct regex *regex, const struct regex_search *search,
                             struct regex_match *match);

/*
 * Whether a regex of regex_create_unicode matches anywhere in `text`, which is UTF-8. `*work` is how
 * many characters may be looked at, again and again for expressions that go back and forth; what it
 * took is taken off, and REGEX_LIMIT tells that it did not suffice.
 */
enum regex_result regex_search_text(struct regex *regex, struct span text, uint64_t *work);

/* The version of the library behind this, and whether it compiles to machine code. */
const char *regex_library(char *into, size_t room);

#endif
