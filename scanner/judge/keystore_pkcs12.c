/* SPDX-License-Identifier: Apache-2.0 */
/* PKCS #12 (RFC 7292): `.p12`, `.pfx`, and Java's keystores since Java 9. OpenSSL reads it. */
#include <openssl/err.h>
#include <openssl/pkcs12.h>

#include "judge/keystore.h"

#include "base/macro.h"

enum {
    MOST_BYTES = 128 * 1024,
    MOST_SALT = 64,
    /*
     * Every guess at the password costs what the file asks for: ten thousand rounds are usual. With so
     * many for each of its bytes reading takes less than a microsecond a byte, whatever it asks.
     */
    ROUNDS_A_BYTE = 16,
};

/* ---- Passwords ------------------------------------------------------------------------------- */

/* PBMAC1 asks for rounds in other places. */
static bool is_known_digest(const X509_ALGOR *algorithm)
{
    const ASN1_OBJECT *object = NULL;
    X509_ALGOR_get0(&object, NULL, NULL, algorithm);
    int digest = OBJ_obj2nid(object);
    return digest == NID_sha1 || digest == NID_sha256 || digest == NID_sha384 ||
           digest == NID_sha512;
}

static const char *password_of(PKCS12 *file, size_t len)
{
    static const struct {
        const char *password, *called;
    } known[] = {
        { "changeit", "the default one of keytool's manual" },
        { "", "an empty one" },
        { NULL, "none" },
    };
    const X509_ALGOR *algorithm = NULL;
    const ASN1_OCTET_STRING *salt = NULL;
    const ASN1_INTEGER *iterations = NULL;
    PKCS12_get0_mac(NULL, &algorithm, &salt, &iterations, file);
    if (!algorithm || !is_known_digest(algorithm) || ASN1_STRING_length(salt) > MOST_SALT)
        return NULL;
    int64_t rounds = 1, left = (int64_t)len * ROUNDS_A_BYTE;
    if (iterations && ASN1_INTEGER_get_int64(&rounds, iterations) != 1)
        return NULL;
    for (size_t i = 0; i < ARRAY_SIZE(known) && rounds > 0 && rounds <= left; i++) {
        left -= rounds;
        if (PKCS12_verify_mac(file, known[i].password, known[i].password ? -1 : 0))
            return known[i].called;
    }
    return NULL;
}

/* ---- What is in it --------------------------------------------------------------------------- */

static void count_bags(const STACK_OF(PKCS12_SAFEBAG) * bags, struct keystore *store)
{
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); i++) {
        switch (PKCS12_SAFEBAG_get_nid(sk_PKCS12_SAFEBAG_value(bags, i))) {
        case NID_keyBag:
            store->is_plain = true;
            store->keys++;
            break;
        case NID_pkcs8ShroudedKeyBag:
        case NID_secretBag:
            store->keys++;
            break;
        case NID_certBag:
            store->certificates++;
            break;
        default:
            break;
        }
    }
}

/* False where it is damaged. */
static bool count_safes(PKCS12 *file, struct keystore *store)
{
    STACK_OF(PKCS7) *safes = PKCS12_unpack_authsafes(file);
    bool is_right = safes != NULL;
    for (int i = 0; is_right && i < sk_PKCS7_num(safes); i++) {
        PKCS7 *safe = sk_PKCS7_value(safes, i);
        if (!PKCS7_type_is_data(safe)) {
            store->is_closed = true;
            continue;
        }
        STACK_OF(PKCS12_SAFEBAG) *bags = PKCS12_unpack_p7data(safe);
        is_right = bags != NULL;
        if (bags)
            count_bags(bags, store);
        sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
    }
    sk_PKCS7_pop_free(safes, PKCS7_free);
    return is_right;
}

/* Does its outermost length say that more bytes belong to it? */
static bool goes_on(struct span bytes)
{
    const unsigned char *at = (const unsigned char *)bytes.data;
    long len = 0;
    int tag, class;
    if (!span_starts(bytes, SPAN("\x30")))
        return false;
    int form = ASN1_get_object(&at, &len, &tag, &class, (long)bytes.len);
    return (form & 0x80) && ERR_GET_REASON(ERR_peek_last_error()) == ASN1_R_TOO_LONG;
}

static bool read_file(struct span bytes, struct keystore *store)
{
    const unsigned char *at = (const unsigned char *)bytes.data;
    PKCS12 *file = d2i_PKCS12(NULL, &at, (long)bytes.len);
    bool is_right = file && count_safes(file, store);
    if (is_right && store->keys && !store->is_plain)
        store->password = password_of(file, bytes.len);
    PKCS12_free(file);
    return is_right;
}

bool keystore_read_pkcs12(struct span bytes, struct keystore *store)
{
    store->form = "PKCS #12";
    ERR_clear_error();
    store->is_cut = bytes.len > MOST_BYTES || goes_on(bytes);
    bool is_right = store->is_cut || read_file(bytes, store);
    ERR_clear_error();
    return is_right;
}
