/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a document holds at all, so that most queries need not be run: which names, and which short
 * texts and truths under them. It errs to one side: what is said not to be there is not.
 */
#ifndef VETO_DOC_JSONPATH_DIGEST_H
#define VETO_DOC_JSONPATH_DIGEST_H

#include "doc/jsonpath.h"

enum { JSONPATH_DIGEST_BITS = 32 * 1024 };

struct jsonpath_digest {
    uint64_t words[JSONPATH_DIGEST_BITS / 64];
};

void jsonpath_digest_make(struct jsonpath_digest *digest, const struct node *root);
/* That of a document of which nothing is known. */
void jsonpath_digest_all(struct jsonpath_digest *digest);

/* False where the query selects nothing in a document of that digest. */
bool jsonpath_may_select(const struct jsonpath *query, const struct jsonpath_digest *digest);

#endif
