/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Regular expressions as people write them, run by PCRE2 with its JIT and with match limits, so
 * that no expression can hang. The only place that includes pcre2.h. A struct regex is used by one
 * thread at a time.
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
void regex_free(struct regex *regex);
/* Index of a named group, or -1. */
int regex_group(const struct regex *regex, const char *name);
/* Name of a group, or NULL. */
const char *regex_group_name(const struct regex *regex, size_t index);
/*
 * The first match that begins at or after `from`. With `partial`, REGEX_PARTIAL tells that the text
 * ended where a match might have gone on.
 */
enum regex_result regex_run(struct regex *regex, struct span text, size_t from, bool partial,
                            struct regex_match *match);

#endif
