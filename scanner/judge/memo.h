/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was judged before in this unit. A verdict on content depends on the match and on the bytes
 * around it: where both are the same once more, as in a text that repeats itself a million times,
 * so is the verdict, and neither a checksum nor OpenSSL need be asked again.
 *
 * An entry points into the unit's bytes and its arena: memo_forget comes before the next unit.
 */
#ifndef VETO_JUDGE_MEMO_H
#define VETO_JUDGE_MEMO_H

#include "judge/judge.h"

/* No test looks at bytes further away from a match than this. */
enum { MEMO_REACH = 264 };

struct memo;

struct memo_entry {
    uint64_t unit; /* the number of its unit; 0: it was never filled */
    struct match match;
    struct span around; /* the match, its captures and MEMO_REACH bytes on either side */
    struct judgement judgement;
};

struct memo *memo_create(void);
void memo_free(struct memo *memo);
void memo_forget(struct memo *memo);

/*
 * The entry for this match; `*known` says whether its judgement is there already. Otherwise the
 * caller fills it in. NULL while memo_forget was never called, and without memory.
 */
struct memo_entry *memo_entry(struct memo *memo, const struct match *match, struct span bytes,
                              bool *known);

#endif
