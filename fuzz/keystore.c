/* SPDX-License-Identifier: Apache-2.0 */
/* Keystores, as they are and in base64: what is said of one is one of a few things, and short. */
#include <stdlib.h>

#include "judge/proof.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct proof_outcome outcome = { 0 };
    const struct proof *proof = proof_find("keystore");
    if (!proof)
        abort();
    proof->test(proof, (struct span) { (const char *)data, size }, &outcome);
    if (strlen(outcome.text) >= PROOF_TEXT || outcome.issued)
        abort();
    if (outcome.result == PROOF_WRONG && (outcome.lower || outcome.drop || outcome.firm))
        abort();
    return 0;
}
