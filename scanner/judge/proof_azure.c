/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys that Microsoft made to be recognised: a signature in plain text and a checksum, mostly by
 * Marvin32 under a seed that names the kind.
 */
#include "base/ascii.h"
#include "base/digest.h"
#include "judge/alphabet.h"
#include "judge/proof.h"

/* ---- Marvin32 -------------------------------------------------------------------------------- */

struct marvin {
    uint32_t low, high;
};

static uint32_t rotate(uint32_t value, int bits)
{
    return value << bits | value >> (32 - bits);
}

static void mix(struct marvin *m)
{
    m->high ^= m->low;
    m->low = rotate(m->low, 20) + m->high;
    m->high = rotate(m->high, 9) ^ m->low;
    m->low = rotate(m->low, 27) + m->high;
    m->high = rotate(m->high, 19);
}

static uint32_t little_endian(const char *bytes, size_t len)
{
    uint32_t value = 0;
    for (size_t i = len; i-- > 0;)
        value = value << 8 | (unsigned char)bytes[i];
    return value;
}

static uint32_t marvin32(struct span bytes, uint64_t seed)
{
    struct marvin m = { (uint32_t)seed, (uint32_t)(seed >> 32) };
    for (; bytes.len >= 4; bytes = span_from(bytes, 4)) {
        m.low += little_endian(bytes.data, 4);
        mix(&m);
    }
    /* The rest, and a mark behind it that tells `a` from `a\0`. */
    m.low += little_endian(bytes.data, bytes.len) | 0x80u << (8 * bytes.len);
    mix(&m);
    mix(&m);
    return m.low ^ m.high;
}

/* ---- Base64 keys with a signature ------------------------------------------------------------ */

enum { MAX_SEEDS = 7, SIGNATURE = 4, BEHIND_SIGNATURE = 6, CHECKSUM = 4, MAX_KEY = 96 };

struct identifiable {
    const char *signature;
    uint64_t seeds[MAX_SEEDS];
};

static const struct identifiable kinds[] = {
    { "+ASt", { 0x44656661756c7430 } },
    { "ACDb",
      { 0x4d61737452573030, 0x4d617374524f3030, 0x537973416c6c3030, 0x5265736f75723030,
        0x53797374524f3030, 0x456e637279703030, 0x5379737452573030 } },
    { "+ABa", { 0x4162416363743030 } },
    { "+AMC", { 0x436c617373696330 } },
    { "APIM", { 0x54656e616e743030, 0x496f544875623030, 0x4761746577793030, 0x4769744b65793030 } },
    { "+ASb",
      { 0x53656e6430303030, 0x4c697374656e3030, 0x4d616e6167653030, 0x53797374656d3030,
        0x556e6b6e6f776e30 } },
    { "+AEh",
      { 0x53656e6430303030, 0x4c697374656e3030, 0x4d616e6167653030, 0x53797374656d3030,
        0x556e6b6e6f776e30 } },
    { "+ARm",
      { 0x53656e6430303030, 0x4c697374656e3030, 0x4d616e6167653030, 0x53797374656d3030,
        0x556e6b6e6f776e30 } },
    { "AIoT", { 0x496f544875623030, 0x4470734b65793030, 0x4465766963653030 } },
    { "AzCa", { 0x4163636573733030 } },
    { "+ACR", { 0x41435244666c7430 } },
    { "AzSe", { 0x5175657279303030, 0x5041646d696e3030 } },
    { "AzFu", { 0x46756e6374693030, 0x4d61737465723030, 0x53797374656d3030 } },
    { "+SQL", { 0x5573725077643030 } },
};

static bool checksum_is_right(const struct identifiable *kind, struct span text)
{
    char key[MAX_KEY];
    size_t len = base64_decode(text, key, sizeof(key));
    if (len <= CHECKSUM)
        return false;
    uint32_t found = little_endian(key + len - CHECKSUM, CHECKSUM);
    for (size_t i = 0; i < MAX_SEEDS && kind->seeds[i]; i++)
        if (marvin32((struct span) { key, len - CHECKSUM }, kind->seeds[i]) == found)
            return true;
    return false;
}

static void test_identifiable(const struct proof *self, struct span token,
                              struct proof_outcome *outcome)
{
    (void)self;
    struct span text = span_sub(token, 0, span_find_char(token, '='));
    if (text.len < SIGNATURE + BEHIND_SIGNATURE)
        return;
    struct span signature = span_sub(text, text.len - SIGNATURE - BEHIND_SIGNATURE, SIGNATURE);
    for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
        if (!span_is(signature, kinds[i].signature))
            continue;
        proof_checksum(checksum_is_right(&kinds[i], text), outcome);
        return;
    }
}

/* ---- "Common annotated" keys, since 2024 ----------------------------------------------------- */

enum { CASK_COVERED = 80, CASK_COVERED_BYTES = 60, CASK_LEN = 84, CASK_LONG_COMPARED = 5 };

/* Base62 of the four bytes, the first highest, without padding in front and with `0` behind. */
static void cask_checksum(struct span key, char out[8])
{
    char digits[8];
    uint32_t value = __builtin_bswap32(marvin32(key, 0x44656661756c7430));
    number_write(value, alphabet_base62, 6, digits);
    size_t zeros = 0;
    while (zeros < 5 && digits[zeros] == '0')
        zeros++;
    for (size_t i = 0; i < 6; i++)
        out[i] = i + zeros < 6 ? digits[i + zeros] : '0';
    out[6] = '\0';
}

static void test_cask(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    char key[CASK_COVERED_BYTES], expected[8];
    if (token.len < CASK_LEN ||
        base64_decode(span_sub(token, 0, CASK_COVERED), key, sizeof(key)) != sizeof(key))
        return;
    cask_checksum((struct span) { key, sizeof(key) }, expected);
    /* The long form ends in `==`, and of its sixth character only two bits are kept. */
    size_t compared = token.len == CASK_LEN ? CASK_LEN - CASK_COVERED : CASK_LONG_COMPARED;
    proof_checksum(memcmp(token.data + CASK_COVERED, expected, compared) == 0, outcome);
}

/* ---- Azure DevOps, the old form -------------------------------------------------------------- */

enum { DEVOPS_BYTES = 32, DEVOPS_COVERED = 28 };

static void test_devops(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    static const size_t places[] = { 2, 7, 8, 22 };
    static const uint32_t kinds_of_token[] = { 0xe0b9692d, 0x1019f92e };
    char key[DEVOPS_BYTES], covered[DEVOPS_COVERED];
    uint32_t found = 0;
    size_t next = 0, len = 0;
    if (base32_decode(token, key, sizeof(key)) != sizeof(key))
        return;
    for (size_t i = 0; i < sizeof(key); i++) {
        if (next < ARRAY_SIZE(places) && i == places[next]) {
            found = found << 8 | (unsigned char)key[i];
            next++;
        } else {
            covered[len++] = key[i];
        }
    }
    uint32_t crc = digest_crc32((struct span) { covered, len });
    proof_checksum(found == (crc ^ kinds_of_token[0]) || found == (crc ^ kinds_of_token[1]),
                   outcome);
}

/* ---- Entra client secrets -------------------------------------------------------------------- */

enum { ENTRA_LEN = 40, ENTRA_KEPT = 3, ENTRA_DIGITS = 6 };

static void test_entra(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    static const char digits[] =
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
    char expected[ENTRA_DIGITS + 1];
    /* The older `7Q~` has no checksum. */
    if (token.len != ENTRA_LEN || token.data[3] != '8')
        return;
    struct span covered = span_sub(token, 0, ENTRA_LEN - ENTRA_KEPT);
    number_write(marvin32(covered, 0x4161645077643030), digits, ENTRA_DIGITS, expected);
    proof_checksum(memcmp(token.data + covered.len, expected, ENTRA_KEPT) == 0, outcome);
}

const struct proof proofs_azure[] = {
    { "azure-identifiable", test_identifiable, NULL },
    { "azure-cask", test_cask, NULL },
    { "azure-devops-crc32", test_devops, NULL },
    { "entra-client-secret", test_entra, NULL },
    { NULL, NULL, NULL },
};
