/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Private keys. OpenSSL parses what is not encrypted; what is encrypted is recognised by its form
 * and never handed over, so that nothing asks for a passphrase or runs a key derivation.
 */
#include <openssl/asn1.h>
#include <openssl/decoder.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <stdlib.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "judge/alphabet.h"
#include "judge/proof.h"

enum {
    MAX_KEY = 64 * 1024, /* characters of base64 */
    MAX_DER = 16 * 1024, /* an RSA key of 16,384 bits has ten thousand */
    LEAST_KEY = 40,      /* base64 characters; the smallest keys have 64 */
};

/* What a key is, as far as that is asked. */
struct key_facts {
    char type[32]; /* "RSA", "EC", "ED25519" … */
    int bits;
};

/* What a key's text consists of. */
struct armour {
    struct buf base64;
    struct span crc;  /* OpenPGP: four characters behind a line's `=` */
    bool encrypted;   /* a label or header says so */
    bool is_template; /* `...`, `${key}`, `<key>` */
};

static bool is_base64(char c)
{
    return ascii_is_alnum(c) || c == '+' || c == '/';
}

/* Line ends written as `\n`, `\\n` or `\r`, as keys on one line have them, become line ends. */
static void unescape(struct span text, struct buf *to)
{
    while (text.len) {
        size_t plain = span_find_char(text, '\\'), at = plain;
        buf_append(to, span_sub(text, 0, plain));
        while (at < text.len && text.data[at] == '\\')
            at++;
        if (at < text.len && (text.data[at] == 'n' || text.data[at] == 'r')) {
            buf_append_char(to, '\n');
            at++;
        }
        text = span_from(text, at);
    }
}

/* `Proc-Type: 4,ENCRYPTED`, `Version: GnuPG v2`. */
static bool is_header(struct span line)
{
    return span_find(line, SPAN(": ")) != SIZE_MAX;
}

static void read_line(struct span line, struct armour *armour)
{
    if (span_find(line, SPAN("ENCRYPTED")) != SIZE_MAX)
        armour->encrypted = true;
    if (is_header(line))
        return;
    if (line.len >= 5 && line.data[0] == '=') {
        armour->crc = span_sub(line, 1, 4);
        return;
    }
    if (span_find(line, SPAN("..")) != SIZE_MAX)
        armour->is_template = true;
    for (size_t i = 0; i < line.len;) {
        size_t end = i;
        while (end < line.len && is_base64(line.data[end]))
            end++;
        struct span run = span_sub(line, i, end - i);
        /* A plus alone joins literals in source code. */
        if (!span_is(run, "+"))
            buf_append(&armour->base64, run);
        if (end < line.len && memchr("${<(", line.data[end], 4))
            armour->is_template = true;
        i = end + 1;
    }
}

/* Without the labels, where they are a part of the secret. */
static struct span without_labels(struct span text, struct armour *armour)
{
    struct span dashes = SPAN("-----");
    if (!span_starts(text, SPAN("-----BEGIN ")))
        return text;
    struct span label = span_from(text, dashes.len);
    size_t end = span_find(label, dashes);
    if (end == SIZE_MAX)
        return text;
    armour->encrypted = span_starts(label, SPAN("BEGIN ENCRYPTED"));
    text = span_from(label, end + dashes.len);
    return span_sub(text, 0, span_find(text, SPAN("-----END")));
}

/* `lines` holds what `armour` points into. */
static void read_armour(struct span text, struct buf *lines, struct armour *armour)
{
    struct span rest, line;
    unescape(without_labels(text, armour), lines);
    for (rest = buf_span(lines); span_next_line(&rest, &line);)
        read_line(span_trim(line), armour);
}

/* ---- Forms ----------------------------------------------------------------------------------- */

enum { INTEGER = 0x02, OCTET_STRING = 0x04, SEQUENCE = 0x30, NO_ELEMENT = -1 };

struct element {
    int tag; /* the whole first byte */
    struct span content;
};

/* Takes the element at the front off `der`; it has to lie in it wholly. */
static struct element next_element(struct span *der)
{
    struct element none = { NO_ELEMENT, SPAN_EMPTY };
    const unsigned char *at = (const unsigned char *)der->data;
    long len = 0;
    int tag, class;
    if (der->len < 2 || der->len > MAX_DER ||
        ASN1_get_object(&at, &len, &tag, &class, (long)der->len) & 0x81)
        return none;
    struct element element = {
        .tag = (unsigned char)der->data[0],
        .content = { (const char *)at, (size_t)len },
    };
    *der = span_from(*der, (size_t)((const char *)at - der->data) + element.content.len);
    return element;
}

static void encrypted(struct proof_outcome *outcome)
{
    outcome->lower = 2;
    outcome->firm = true;
    proof_say(outcome, "encrypted with a passphrase");
}

/* The algorithm's name, by its object identifier at the front of `algorithm`. */
static bool read_algorithm(struct span algorithm, char *name, size_t room)
{
    const unsigned char *at = (const unsigned char *)algorithm.data;
    ASN1_OBJECT *object = d2i_ASN1_OBJECT(NULL, &at, (long)algorithm.len);
    bool known = object && OBJ_obj2txt(name, (int)room, object, 0) > 0;
    ASN1_OBJECT_free(object);
    return known;
}

/*
 * OpenSSL is told what to expect: trying everything that it knows takes it up to a millisecond, a
 * long time where a file is full of keys.
 */
static bool is_key(struct span der, const char *structure, const char *type,
                   struct key_facts *facts)
{
    EVP_PKEY *key = NULL;
    const unsigned char *at = (const unsigned char *)der.data;
    size_t len = der.len;
    OSSL_DECODER_CTX *decoder = OSSL_DECODER_CTX_new_for_pkey(&key, "DER", structure, type,
                                                              EVP_PKEY_KEYPAIR, NULL, NULL);
    bool right = decoder && OSSL_DECODER_from_data(decoder, &at, &len) == 1 && key;
    if (right) {
        const char *name = EVP_PKEY_get0_type_name(key);
        snprintf(facts->type, sizeof(facts->type), "%.31s", name ? name : type);
        facts->bits = EVP_PKEY_get_bits(key);
    }
    EVP_PKEY_free(key);
    OSSL_DECODER_CTX_free(decoder);
    return right;
}

/*
 * Of these curves any bytes of the right number are a key: there is nothing that OpenSSL could add,
 * and asking it takes as long as scanning two thousand bytes.
 */
static bool is_raw_key(const char *algorithm, struct span octets, struct key_facts *facts)
{
    static const struct {
        const char *name;
        size_t len;
    } curves[] = { { "ED25519", 32 }, { "X25519", 32 }, { "ED448", 57 }, { "X448", 56 } };
    struct element key = next_element(&octets);
    for (size_t i = 0; i < ARRAY_SIZE(curves); i++) {
        if (strcmp(algorithm, curves[i].name) != 0)
            continue;
        snprintf(facts->type, sizeof(facts->type), "%.31s", algorithm);
        facts->bits = (int)curves[i].len * 8;
        return key.tag == OCTET_STRING && key.content.len == curves[i].len && octets.len == 0;
    }
    return false;
}

/* `elements` are what follows the version. */
static bool is_plain_key(struct span der, struct span elements, struct key_facts *facts)
{
    struct element second = next_element(&elements);
    struct element third = next_element(&elements);
    char algorithm[80];
    size_t integers = 3;
    if (second.tag == SEQUENCE && third.tag == OCTET_STRING)
        return read_algorithm(second.content, algorithm, sizeof(algorithm)) &&
               (is_raw_key(algorithm, third.content, facts) ||
                is_key(der, "PrivateKeyInfo", algorithm, facts));
    if (second.tag == OCTET_STRING)
        return is_key(der, "type-specific", "EC", facts);
    if (second.tag != INTEGER || third.tag != INTEGER)
        return false;
    while (next_element(&elements).tag == INTEGER)
        integers++;
    /* The numbers of an RSA key are nine, those of a DSA key six. */
    return integers >= 9 ? is_key(der, "type-specific", "RSA", facts)
                         : integers == 6 && is_key(der, "type-specific", "DSA", facts);
}

static void test_der(struct span der, struct proof_outcome *outcome)
{
    struct span rest = der, elements = next_element(&rest).content;
    int tag = next_element(&elements).tag;
    if (tag == SEQUENCE && (unsigned char)der.data[0] == SEQUENCE) {
        encrypted(outcome);
        return;
    }
    struct key_facts facts;
    bool right = tag == INTEGER && is_plain_key(der, elements, &facts);
    ERR_clear_error();
    outcome->result = right ? PROOF_PROVEN : PROOF_WRONG;
    proof_say(outcome, "%s",
              right ? "parses as a private key"
                    : "no private key that OpenSSL can parse: made up, or cut");
}

/* RFC 4253 strings: cipher, then the derivation of its key. `none` is not encrypted. */
static void test_openssh(struct span blob, struct proof_outcome *outcome)
{
    static const struct span plain = { "\0\0\0\4none\0\0\0\4none", 16 };
    struct span magic = { "openssh-key-v1\0", 15 };
    struct span rest = span_from(blob, magic.len);
    if (!span_starts(rest, plain)) {
        encrypted(outcome);
        return;
    }
    outcome->result = blob.len >= 128 ? PROOF_PROVEN : PROOF_WRONG;
    proof_say(outcome, "%s",
              blob.len >= 128 ? "has the structure of an OpenSSH key without a passphrase"
                              : "too short for an OpenSSH key: made up, or cut");
}

/* RFC 4880, section 6.1. */
static uint32_t crc24(struct span bytes)
{
    uint32_t crc = 0xb704ce;
    for (size_t i = 0; i < bytes.len; i++) {
        crc ^= (uint32_t)(unsigned char)bytes.data[i] << 16;
        for (int bit = 0; bit < 8; bit++) {
            crc <<= 1;
            if (crc & 0x1000000)
                crc ^= 0x1864cfb;
        }
    }
    return crc & 0xffffff;
}

static bool is_openpgp(struct span bytes)
{
    /* A packet with tag 5, a secret key: in the old form of headers, or in the new. */
    unsigned char head = (unsigned char)bytes.data[0];
    return (head & 0xfc) == 0x94 || head == 0xc5;
}

static void test_openpgp(struct span bytes, struct span crc, struct proof_outcome *outcome)
{
    char checksum[3];
    if (base64_decode(crc, checksum, sizeof(checksum)) != sizeof(checksum)) {
        outcome->firm = true;
        return;
    }
    uint32_t expected = crc24(bytes);
    proof_checksum((unsigned char)checksum[0] == (expected >> 16 & 0xff) &&
                           (unsigned char)checksum[1] == (expected >> 8 & 0xff) &&
                           (unsigned char)checksum[2] == (expected & 0xff),
                   outcome);
    outcome->issued = false; /* anybody makes a key */
}

static void test_bytes(struct span bytes, const struct armour *armour,
                       struct proof_outcome *outcome)
{
    if (span_starts(bytes, (struct span) { "openssh-key-v1\0", 15 }))
        test_openssh(bytes, outcome);
    else if (is_openpgp(bytes))
        test_openpgp(bytes, armour->crc, outcome);
    else
        test_der(bytes, outcome);
}

static void test_armour(const struct armour *armour, struct proof_outcome *outcome)
{
    struct span text = buf_span(&armour->base64);
    if (armour->is_template || text.len < LEAST_KEY) {
        outcome->drop = DROP_PLACEHOLDER;
        return;
    }
    if (armour->encrypted) {
        encrypted(outcome);
        return;
    }
    struct buf bytes = buf_make(MAX_KEY);
    char *room = buf_reserve(&bytes, text.len);
    if (room)
        bytes.len = base64_decode(text, room, text.len);
    if (bytes.len)
        test_bytes(buf_span(&bytes), armour, outcome);
    buf_release(&bytes);
}

static void test_pem(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    struct armour armour = { .base64 = buf_make(MAX_KEY) };
    struct buf lines = buf_make(MAX_KEY);
    read_armour(token, &lines, &armour);
    if (!armour.base64.failed && !lines.failed)
        test_armour(&armour, outcome);
    buf_release(&lines);
    buf_release(&armour.base64);
}

/* ---- Without the lines of PEM ---------------------------------------------------------------- */

/* A sequence of two: the algorithm that seals it, and the sealed key. */
static bool is_sealed_key(struct span algorithm, struct span elements)
{
    char name[80];
    return next_element(&elements).tag == OCTET_STRING && elements.len == 0 &&
           read_algorithm(algorithm, name, sizeof(name)) &&
           (span_starts(span_of(name), SPAN("PBES")) || span_starts(span_of(name), SPAN("pbe")));
}

static void test_der_bytes(struct span der, struct proof_outcome *outcome)
{
    struct key_facts facts = { .bits = 0 };
    struct span rest = der, elements = next_element(&rest).content;
    struct element first = next_element(&elements);
    if (rest.len == 0 && first.tag == SEQUENCE && is_sealed_key(first.content, elements)) {
        encrypted(outcome);
    } else if (rest.len == 0 && first.tag == INTEGER && is_plain_key(der, elements, &facts)) {
        outcome->result = PROOF_PROVEN;
        proof_say(outcome, "parses as a private key: %s, %d bits", facts.type, facts.bits);
    } else {
        outcome->result = PROOF_WRONG;
        proof_say(outcome, "no private key that OpenSSL can parse: made up, or cut");
    }
    ERR_clear_error();
}

static void test_der_key(const struct proof *self, struct span token,
                         struct proof_outcome *outcome)
{
    (void)self;
    struct buf bytes = buf_make(MAX_KEY);
    while (token.len && token.data[token.len - 1] == '=')
        token.len--;
    char *room = buf_reserve(&bytes, token.len);
    if (room)
        bytes.len = base64_decode(token, room, token.len);
    test_der_bytes(buf_span(&bytes), outcome);
    buf_release(&bytes);
}

const struct proof proofs_key[] = {
    { "pem", test_pem, NULL },
    { "der-key", test_der_key, NULL },
    { NULL, NULL, NULL },
};
