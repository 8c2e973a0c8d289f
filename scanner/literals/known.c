/* SPDX-License-Identifier: Apache-2.0 */
#include "literals/known.h"

#include "base/digest.h"
#include "base/macro.h"

enum {
    PREFIX = 8,    /* bytes of the SHA-256 that are compared */
    SHORTEST = 10, /* bytes of a value in the list: passwords are seldom hashed */
};

struct known_row {
    const char *hash; /* lower-case hex */
    const char *what;
};

static const struct known_row known[] = {
    { "0011cc25eb432071", "the key of the Azure storage emulator" },
    { "00cf4c781dc37003", "an example of RFC 6749" },
    { "03b970ed8171d73b", "the site key of reCAPTCHA's documentation" },
    { "07e23ede2756aa3f", "the SHA-1 of nothing" },
    { "1a5d44a2dca19669", "an access key id of AWS's documentation" },
    { "1fec4e9dead2fb48", "an example of Python's documentation" },
    { "2cafc0970149a84f", "a key of Stripe's documentation" },
    { "3120d452466c0a67", "a password of Apache's documentation" },
    { "3a64bcd9cea43c0a", "a mnemonic of the tests of BIP 39" },
    { "53f5da0aaa93d64c", "an example of RFC 6749" },
    { "584b27d64ebc1b33", "an example of RFC 6749" },
    { "687da00b09c83361", "an example of RFC 7617" },
    { "6c96130f130ab0d6", "an example of RFC 6749" },
    { "78314b11be2e5815", "a secret key of AWS's documentation" },
    { "7e8de44ea9ecf6d5", "a key of Stripe's documentation" },
    { "7f75367e78812551", "the example of jwt.io" },
    { "7f9801ffa117b335", "an access key id of AWS's documentation" },
    { "8d4ef6536dc8895f", "the example of RFC 7519" },
    { "9c5d0a6656e5d3f3", "the mnemonic of Ganache's documentation" },
    { "a35b81a7d7927b70", "an example of RFC 6749" },
    { "aa6547439583c3a2", "the key of the Cosmos DB emulator" },
    { "b6f34a862ee38640", "the example of jwt.io" },
    { "b83e96417f61cb14", "the mnemonic of Truffle's own network" },
    { "b8e148545b13c78b", "an example of RFC 6750" },
    { "bf145d9380bbe05b", "the example of PyJWT's documentation" },
    { "c6ea27c534f993d3", "an access key id of AWS's documentation" },
    { "ca7459e2b26776de", "an example of RFC 6749" },
    { "cb20d34a7adda2f5", "an access key id of AWS's documentation" },
    { "cd372fb85148700f", "the SHA-256 of nothing" },
    { "cf4d418ed3de92d7", "an example of RFC 7617" },
    { "da816f9f2c16e6c5", "the example of jwt.io" },
    { "e21b597ba6b9cafa", "a secret key of AWS's documentation" },
    { "e8a0614b6747a06f", "a secret key of AWS's documentation" },
    { "e9974c507d2a8021", "an example of RFC 6749" },
    { "ecb0e7ba498c5920", "a mnemonic of the tests of BIP 39" },
    { "f215faf9d88b7f0a", "the MD5 of nothing" },
    { "f2d6ca16515033e5", "a key of Stripe's documentation" },
    { "f5e95c9954635b65", "the secret key of reCAPTCHA's documentation" },
};

const char *known_example(struct span value)
{
    unsigned char hash[SHA256_BYTES];
    char hex[2 * PREFIX + 1];
    if (value.len < SHORTEST || !digest_sha256(value, hash))
        return NULL;
    hex_encode(hash, PREFIX, hex);
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (strcmp(known[i].hash, hex) == 0)
            return known[i].what;
    return NULL;
}
