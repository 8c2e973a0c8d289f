/* SPDX-License-Identifier: Apache-2.0 */
#include "literals/known.h"

#include "base/digest.h"
#include "base/macro.h"

enum { PREFIX = 8 }; /* bytes of the SHA-256 that are compared */

struct known_row {
    const char *hash; /* lower-case hex */
    const char *what;
};

static const struct known_row known[] = {
    { "0011cc25eb432071", "the key of the Azure storage emulator" },
    { "1a5d44a2dca19669", "an access key id of AWS's documentation" },
    { "2cafc0970149a84f", "a key of Stripe's documentation" },
    { "78314b11be2e5815", "a secret key of AWS's documentation" },
    { "7e8de44ea9ecf6d5", "a key of Stripe's documentation" },
    { "7f75367e78812551", "the example of jwt.io" },
    { "7f9801ffa117b335", "an access key id of AWS's documentation" },
    { "aa6547439583c3a2", "the key of the Cosmos DB emulator" },
    { "b6f34a862ee38640", "the example of jwt.io" },
    { "c6ea27c534f993d3", "an access key id of AWS's documentation" },
    { "cb20d34a7adda2f5", "an access key id of AWS's documentation" },
    { "da816f9f2c16e6c5", "the example of jwt.io" },
    { "e21b597ba6b9cafa", "a secret key of AWS's documentation" },
    { "e8a0614b6747a06f", "a secret key of AWS's documentation" },
    { "f2d6ca16515033e5", "a key of Stripe's documentation" },
};

const char *known_example(struct span value)
{
    unsigned char hash[SHA256_BYTES];
    char hex[2 * PREFIX + 1];
    if (!digest_sha256(value, hash))
        return NULL;
    hex_encode(hash, PREFIX, hex);
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (strcmp(known[i].hash, hex) == 0)
            return known[i].what;
    return NULL;
}
