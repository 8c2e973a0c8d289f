/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PCRE2 behind match() and search() of JSONPath. What was compiled is kept for the next nodes; an
 * expression that runs into PCRE2's limits is a failure, never a silent no. One thread at a time.
 */
#ifndef VETO_RUN_QUERY_REGEX_H
#define VETO_RUN_QUERY_REGEX_H

#include "base/table.h"
#include "doc/jsonpath.h"

struct query_regex {
    struct jsonpath_regex interface; /* what jsonpath_select is given */
    struct table anywhere, whole;    /* what was compiled, by expression */
};

/* Not to be moved afterwards. */
void query_regex_init(struct query_regex *regex);
void query_regex_release(struct query_regex *regex);

#endif
