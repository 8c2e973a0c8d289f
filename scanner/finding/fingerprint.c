/* SPDX-License-Identifier: Apache-2.0 */
#include "finding/fingerprint.h"

#include "base/buf.h"
#include "base/digest.h"

/* Public, and part of every fingerprint ever written down without a salt: it never changes. */
#define KEY SPAN("veto fingerprint, first form")

enum { MAX_MESSAGE = 16 * 1024 * 1024, KEPT_BYTES = (FINGERPRINT_HEX - 1) / 2 };

/* The length before each field keeps ("ab", "c") apart from ("a", "bc"). */
static void append_field(struct buf *message, struct span field)
{
    unsigned char len[8];
    for (size_t i = 0; i < sizeof(len); i++)
        len[i] = (unsigned char)((uint64_t)field.len >> (8 * i));
    buf_append(message, (struct span) { (const char *)len, sizeof(len) });
    buf_append(message, field);
}

static void keyed_hash(struct span salt, const struct span *fields, size_t count,
                       char out[FINGERPRINT_HEX])
{
    unsigned char hash[SHA256_BYTES];
    struct buf message = buf_make(MAX_MESSAGE);
    out[0] = '\0';
    for (size_t i = 0; i < count; i++)
        append_field(&message, fields[i]);
    if (!message.failed && digest_hmac_sha256(salt.len ? salt : KEY, buf_span(&message), hash))
        hex_encode(hash, KEPT_BYTES, out);
    buf_release(&message);
}

void fingerprint_identity(struct span salt, struct span value, char out[FINGERPRINT_HEX])
{
    const struct span fields[] = { SPAN("value"), value };
    keyed_hash(salt, fields, ARRAY_SIZE(fields), out);
}

void fingerprint_of_identity(struct span salt, const char *rule, const char *identity,
                             struct span place, char out[FINGERPRINT_HEX])
{
    const struct span fields[] = { SPAN("finding"), span_of(rule), span_of(identity), place };
    keyed_hash(salt, fields, identity[0] ? ARRAY_SIZE(fields) : 0, out);
    if (!identity[0])
        out[0] = '\0';
}

void fingerprint_of_value(struct span salt, const char *rule, struct span value, struct span place,
                          char out[FINGERPRINT_HEX])
{
    char identity[FINGERPRINT_HEX];
    fingerprint_identity(salt, value, identity);
    fingerprint_of_identity(salt, rule, identity, place, out);
}

void fingerprint_of_ordinal(struct span salt, const char *rule, uint32_t ordinal,
                            struct span place, char out[FINGERPRINT_HEX])
{
    char number[16];
    snprintf(number, sizeof(number), "%u", ordinal);
    const struct span fields[] = { SPAN("ordinal"), span_of(rule), span_of(number), place };
    keyed_hash(salt, fields, ARRAY_SIZE(fields), out);
}

void fingerprint_salt_name(struct span salt, char out[FINGERPRINT_SALT_HEX])
{
    const struct span fields[] = { SPAN("salt") };
    char whole[FINGERPRINT_HEX] = "";
    if (salt.len)
        keyed_hash(salt, fields, ARRAY_SIZE(fields), whole);
    memcpy(out, whole, FINGERPRINT_SALT_HEX - 1);
    out[FINGERPRINT_SALT_HEX - 1] = '\0';
}
