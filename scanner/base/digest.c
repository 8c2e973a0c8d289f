/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#define OPENSSL_SUPPRESS_DEPRECATED /* of SHA256_Init and kin, for digest_hmac_sha256 alone */
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/cleanup.h"

struct digest {
    EVP_MD_CTX *context;
};

static const struct {
    const char *prefix;
    size_t hex_len;
    const EVP_MD *(*method)(void);
} algorithms[] = {
    [DIGEST_SHA256] = { "sha256:", 64, EVP_sha256 },
    [DIGEST_SHA512] = { "sha512:", 128, EVP_sha512 },
};

DEFINE_CLEANUP(struct digest *, digest_free)

int digest_create(struct digest **out, enum digest_algorithm algorithm, struct veto_error *error)
{
    cleanup(digest_free_ptr) struct digest *digest = calloc(1, sizeof(*digest));
    if (!digest || !(digest->context = EVP_MD_CTX_new()))
        return error_no_memory(error);
    if (EVP_DigestInit_ex(digest->context, algorithms[algorithm].method(), NULL) != 1)
        return error_set(error, VETO_ERROR_UNSUPPORTED, "OpenSSL has no %.6s",
                         algorithms[algorithm].prefix);
    *out = take_ptr(&digest);
    return 0;
}

void digest_update(struct digest *digest, struct span bytes)
{
    EVP_DigestUpdate(digest->context, bytes.data, bytes.len);
}

void digest_finish_hex(struct digest *digest, char hex[DIGEST_MAX_HEX])
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned int len = 0;
    EVP_DigestFinal_ex(digest->context, bytes, &len);
    hex_encode(bytes, len, hex);
}

void digest_free(struct digest *digest)
{
    if (!digest)
        return;
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

bool digest_parse(struct span text, enum digest_algorithm *algorithm, struct span *hex)
{
    for (size_t i = 0; i < ARRAY_SIZE(algorithms); i++) {
        struct span prefix = span_of(algorithms[i].prefix);
        if (!span_starts(text, prefix) || text.len != prefix.len + algorithms[i].hex_len)
            continue;
        struct span digits = span_from(text, prefix.len);
        for (size_t k = 0; k < digits.len; k++)
            if (!ascii_is_digit(digits.data[k]) &&
                !(digits.data[k] >= 'a' && digits.data[k] <= 'f'))
                return false;
        *algorithm = (enum digest_algorithm)i;
        *hex = digits;
        return true;
    }
    return false;
}

bool digest_sha256(struct span bytes, unsigned char out[SHA256_BYTES])
{
    unsigned int len = 0;
    return EVP_Digest(bytes.data, bytes.len, out, &len, EVP_sha256(), NULL) == 1;
}

bool digest_sha1(struct span bytes, unsigned char out[SHA1_BYTES])
{
    unsigned int len = 0;
    return EVP_Digest(bytes.data, bytes.len, out, &len, EVP_sha1(), NULL) == 1;
}

/* One round of HMAC: the key, whose bytes are turned by `pad`, and then the text. */
static void keyed_round(const unsigned char key[SHA256_CBLOCK], unsigned char pad, const void *text,
                        size_t len, unsigned char out[SHA256_BYTES])
{
    unsigned char block[SHA256_CBLOCK];
    SHA256_CTX context;
    for (size_t i = 0; i < sizeof(block); i++)
        block[i] = key[i] ^ pad;
    SHA256_Init(&context);
    SHA256_Update(&context, block, sizeof(block));
    SHA256_Update(&context, text, len);
    SHA256_Final(out, &context);
    OPENSSL_cleanse(block, sizeof(block));
    OPENSSL_cleanse(&context, sizeof(context));
}

/*
 * RFC 2104, section 2. Every finding has several fingerprints, and OpenSSL's HMAC() looks its method
 * up by name and allocates each time, which costs four times what the hashing does.
 */
bool digest_hmac_sha256(struct span key, struct span message, unsigned char out[SHA256_BYTES])
{
    unsigned char whole[SHA256_CBLOCK] = { 0 }, inner[SHA256_BYTES];
    if (key.len > sizeof(whole) && !digest_sha256(key, whole))
        return false;
    if (key.len && key.len <= sizeof(whole))
        memcpy(whole, key.data, key.len);
    keyed_round(whole, 0x36, message.data, message.len, inner);
    keyed_round(whole, 0x5c, inner, sizeof(inner), out);
    OPENSSL_cleanse(whole, sizeof(whole));
    return true;
}

bool digest_hmac_sha512(struct span key, struct span message, unsigned char out[SHA512_BYTES])
{
    return HMAC(EVP_sha512(), key.data, (int)key.len, (const unsigned char *)message.data,
                message.len, out, NULL);
}

uint32_t digest_crc32(struct span bytes)
{
    /* Only ever over a token's few bytes: a table would cost more cache than it saves. */
    uint32_t crc = 0xffffffffu;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (unsigned char)bytes.data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
    }
    return ~crc;
}

void hex_encode(const unsigned char *bytes, size_t len, char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < len; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 15];
    }
    *out = '\0';
}

const char *digest_library(void)
{
    return OpenSSL_version(OPENSSL_VERSION);
}
