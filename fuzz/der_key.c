/* SPDX-License-Identifier: Apache-2.0 */
/* Keys without the lines of PEM: what is said of one is short, and none is called issued. */
#include <stdlib.h>

#include "judge/proof.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct proof_outcome outcome = { 0 };
    const struct proof *proof = proof_find("der-key");
    if (!proof)
        abort();
    proof->test(proof, (struct span) { (const char *)data, size }, &outcome);
    if (strlen(outcome.text) >= PROOF_TEXT || outcome.issued || outcome.drop)
        abort();
    if (outcome.result == PROOF_WRONG && (outcome.lower || outcome.firm))
        abort();
    return 0;
}
