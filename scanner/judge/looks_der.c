/* SPDX-License-Identifier: Apache-2.0 */
#include "judge/looks_der.h"

#include "base/macro.h"
#include "judge/alphabet.h"

enum {
    FRONT = 48, /* characters of base64 that are read, a whole number of bytes */
    TAG_INTEGER = 0x02,
    TAG_OBJECT = 0x06,
    TAG_SEQUENCE = 0x30,
    TAG_VERSION = 0xa0,
    LONG_NUMBER = 64, /* bytes of a modulus */
};

struct element {
    unsigned char tag;
    size_t len;
};

/* The element that `*rest` begins with; `*rest` moves to its content. */
static bool begin_element(struct span *rest, struct element *out)
{
    const unsigned char *at = (const unsigned char *)rest->data;
    if (rest->len < 2)
        return false;
    size_t more = at[1] & 0x80 ? at[1] & 0x7f : 0, len = more ? 0 : at[1];
    if (more > 3 || (more == 0 && (at[1] & 0x80)) || rest->len < 2 + more)
        return false;
    for (size_t i = 0; i < more; i++)
        len = len << 8 | at[2 + i];
    *out = (struct element) { at[0], len };
    *rest = span_from(*rest, 2 + more);
    return true;
}

/* Of keys that are not encrypted: RSA, EC, DSA, RSA-PSS, and those of one curve. */
static bool names_a_kind_of_key(struct span object)
{
    static const struct span kinds[] = {
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9 },
        { "\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a", 9 },
        { "\x2a\x86\x48\xce\x3d\x02\x01", 7 },
        { "\x2a\x86\x48\xce\x38\x04\x01", 7 },
        { "\x2b\x65\x6e", 3 },
        { "\x2b\x65\x6f", 3 },
        { "\x2b\x65\x70", 3 },
        { "\x2b\x65\x71", 3 },
    };
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
        if (span_starts(object, kinds[i]))
            return true;
    return false;
}

bool looks_public_der(struct span value)
{
    char bytes[FRONT / 4 * 3];
    struct element outer, inner, first;
    if (value.len < FRONT || value.data[0] != 'M')
        return false;
    struct span rest = { bytes, base64_decode(span_sub(value, 0, FRONT), bytes, sizeof(bytes)) };
    if (!begin_element(&rest, &outer) || outer.tag != TAG_SEQUENCE || !begin_element(&rest, &inner))
        return false;
    /* PKCS#1: the modulus comes first, where a private key has its version. */
    if (inner.tag == TAG_INTEGER)
        return inner.len >= LONG_NUMBER;
    if (inner.tag != TAG_SEQUENCE || !begin_element(&rest, &first))
        return false;
    if (first.tag == TAG_OBJECT)
        return names_a_kind_of_key(rest);
    /* A certificate has the version in front, or its number; a request, 0. */
    return first.tag == TAG_VERSION || first.tag == TAG_INTEGER;
}
