/* SPDX-License-Identifier: Apache-2.0 */
/* Keys in Bitcoin's base 58: 0, O, I and l are no digits, since they look alike. */
#include "base/ascii.h"
#include "base/digest.h"
#include "judge/proof.h"

enum { MAX_BYTES = 96, CHECKSUM = 4 };

/*
 * The bytes of the number that `text` is, in `out`, with a zero byte for each `1` that it begins
 * with; empty where a character is no digit, or more than MAX_BYTES come out.
 */
static struct span base58_decode(struct span text, unsigned char out[MAX_BYTES])
{
    static const char digits[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    static const struct span none = { "", 0 };
    size_t len = 0, zeros = 0;
    while (zeros < text.len && text.data[zeros] == '1')
        zeros++;
    for (size_t i = zeros; i < text.len; i++) {
        const char *at = memchr(digits, text.data[i], sizeof(digits) - 1);
        if (!at)
            return none;
        uint32_t carry = (uint32_t)(at - digits);
        for (size_t k = MAX_BYTES; k > MAX_BYTES - len || carry; k--) {
            if (k == 0)
                return none;
            carry += k > MAX_BYTES - len ? 58u * out[k - 1] : 0;
            out[k - 1] = (unsigned char)carry;
            carry >>= 8;
            len = k <= MAX_BYTES - len ? MAX_BYTES - k + 1 : len;
        }
    }
    if (len + zeros > MAX_BYTES)
        return none;
    memset(out + MAX_BYTES - len - zeros, 0, zeros);
    return (struct span) { (const char *)out + MAX_BYTES - len - zeros, len + zeros };
}

/* The last four bytes are the first of SHA-256 of SHA-256 of the others. */
static void test_base58check(const struct proof *self, struct span token,
                             struct proof_outcome *outcome)
{
    (void)self;
    unsigned char bytes[MAX_BYTES], once[SHA256_BYTES], twice[SHA256_BYTES];
    struct span key = base58_decode(token, bytes);
    bool right = key.len > CHECKSUM && digest_sha256(span_sub(key, 0, key.len - CHECKSUM), once) &&
                 digest_sha256((struct span) { (const char *)once, sizeof(once) }, twice) &&
                 memcmp(key.data + key.len - CHECKSUM, twice, CHECKSUM) == 0;
    proof_checksum(right, outcome);
}

/* 54 bytes that begin with the same three. */
static void test_jfrog_key(const struct proof *self, struct span token,
                           struct proof_outcome *outcome)
{
    (void)self;
    enum { KEY = 54 };
    unsigned char bytes[MAX_BYTES];
    struct span key = base58_decode(token, bytes);
    outcome->firm = key.len == KEY && span_starts(key, SPAN("\x01\xfd\xe0"));
    if (outcome->firm)
        proof_say(outcome, "decodes as an API key of JFrog");
}

const struct proof proofs_base58[] = {
    { "base58check", test_base58check, NULL },
    { "jfrog-api-key", test_jfrog_key, NULL },
    { NULL, NULL, NULL },
};
