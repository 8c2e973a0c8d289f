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

/*
 * Some of what a query needs, so small that those of many queries lie side by side: what it does
 * not let in selects nothing. Bits may be the same, and all of them be that of nothing at all.
 */
struct jsonpath_gate {
    uint16_t bits[4];
};

struct jsonpath_gate jsonpath_gate_of(const struct jsonpath *query);
/* One that is always open. */
struct jsonpath_gate jsonpath_gate_of_all(void);

static inline bool jsonpath_digest_has(const struct jsonpath_digest *digest, uint32_t bit)
{
    return digest->words[bit / 64] >> bit % 64 & 1;
}

static inline bool jsonpath_gate_open(struct jsonpath_gate gate,
                                      const struct jsonpath_digest *digest)
{
    for (size_t i = 0; i < ARRAY_SIZE(gate.bits); i++)
        if (!jsonpath_digest_has(digest, gate.bits[i]))
            return false;
    return true;
}

/* False where the query selects nothing in a document of that digest. */
bool jsonpath_may_select(const struct jsonpath *query, const struct jsonpath_digest *digest);

#endif
