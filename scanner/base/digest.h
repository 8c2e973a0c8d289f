/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hashes. The only place that knows OpenSSL's hashing. A `struct digest` is fed in pieces; the
 * one-shot functions are for short values. Nothing here fails once a digest is made.
 */
#ifndef VETO_BASE_DIGEST_H
#define VETO_BASE_DIGEST_H

#include "base/error.h"
#include "base/span.h"

enum digest_algorithm { DIGEST_SHA256, DIGEST_SHA512 };

enum {
    DIGEST_MAX_BYTES = 64,
    DIGEST_MAX_HEX = 2 * DIGEST_MAX_BYTES + 1,
    SHA256_BYTES = 32,
    SHA512_BYTES = 64,
    SHA1_BYTES = 20
};

struct digest;

int digest_create(struct digest **out, enum digest_algorithm algorithm, struct veto_error *error);
void digest_update(struct digest *digest, struct span bytes);
/* Ends the digest: lower-case hex with a NUL behind it. */
void digest_finish_hex(struct digest *digest, char hex[DIGEST_MAX_HEX]);
void digest_free(struct digest *digest);

/* OCI image-spec, descriptor: `sha256:` + 64 or `sha512:` + 128 lower-case hex digits, nothing else. */
bool digest_parse(struct span text, enum digest_algorithm *algorithm, struct span *hex);

bool digest_sha256(struct span bytes, unsigned char out[SHA256_BYTES]);
/* For other programs' files alone. */
bool digest_sha1(struct span bytes, unsigned char out[SHA1_BYTES]);
bool digest_hmac_sha256(struct span key, struct span message, unsigned char out[SHA256_BYTES]);
bool digest_hmac_sha512(struct span key, struct span message, unsigned char out[SHA512_BYTES]);
/* zlib's: reflected 0xEDB88320, initial and final XOR all ones. */
uint32_t digest_crc32(struct span bytes);

/* 2 * len characters and a NUL. */
void hex_encode(const unsigned char *bytes, size_t len, char *out);

/* The library behind this, as it calls itself. */
const char *digest_library(void);

#endif
