/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/proof.h"

static const struct proof *const tables[] = {
    proofs_crc, proofs_azure, proofs_base58,   proofs_structure,
    proofs_jwt, proofs_key,   proofs_mnemonic, proofs_keystore,
};

const struct proof *proof_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_SIZE(tables); i++)
        for (const struct proof *proof = tables[i]; proof->name; proof++)
            if (strcmp(proof->name, name) == 0)
                return proof;
    return NULL;
}

void proof_checksum(bool right, struct proof_outcome *outcome)
{
    outcome->issued = right;
    outcome->result = right ? PROOF_PROVEN : PROOF_WRONG;
    proof_say(outcome, "%s",
              right ? "its own checksum is right" : "its own checksum is wrong: made up, or cut");
}
