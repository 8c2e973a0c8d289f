/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tests that a token carries in itself: a checksum, or a structure that decodes. A rule names one
 * with `proof:`. None of them needs the network, a clock, or a passphrase.
 */
#ifndef VETO_JUDGE_PROOF_H
#define VETO_JUDGE_PROOF_H

#include <stdio.h>

#include "judge/judge.h"

enum proof_result {
    PROOF_UNDECIDED, /* nothing to check in this one */
    PROOF_PROVEN,
    PROOF_WRONG, /* the shape is right, the check fails: made up, or cut */
};

enum { PROOF_TEXT = 120 };

struct proof_outcome {
    enum proof_result result;
    enum drop_reason drop; /* set: it is no secret at all (encrypted, a published example) */
    int lower;             /* real, but of less use to a thief: levels less severe */
    bool issued;           /* proven by what only its issuer puts into it */
    bool firm;             /* undecided, but its structure speaks for it */
    bool odd_form;         /* undecided: not of the length or form that has the check */
    char text[PROOF_TEXT]; /* evidence; "" = none. Never a part of the secret */
};

struct proof {
    const char *name; /* as in a rule's `proof:` */
    /* `token` is what the rule calls the secret. `outcome` comes zeroed. */
    void (*test)(const struct proof *self, struct span token, struct proof_outcome *outcome);
    const void *layout; /* what the test needs to know of this kind */
};

/* NULL where no proof has that name. */
const struct proof *proof_find(const char *name);

#define proof_say(outcome, ...) snprintf((outcome)->text, PROOF_TEXT, __VA_ARGS__)

/* The verdict of a checksum. */
void proof_checksum(bool right, struct proof_outcome *outcome);

/* The tables that proof_find looks into; each ends with a row without a name. */
extern const struct proof proofs_crc[], proofs_azure[], proofs_base58[], proofs_structure[],
        proofs_jwt[], proofs_key[], proofs_mnemonic[], proofs_keystore[];

#endif
