/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens without a checksum of their own, whose structure decodes. */
#include "base/ascii.h"
#include "base/digest.h"
#include "base/json.h"
#include "judge/alphabet.h"
#include "judge/looks.h"
#include "judge/proof.h"

enum { MAX_DECODED = 4096 };

/* For kinds that may have other forms, too: only what decodes speaks. */
static void proof_if_decodes(bool right, const char *what, struct proof_outcome *outcome)
{
    if (!right)
        return;
    outcome->result = PROOF_PROVEN;
    proof_say(outcome, "decodes as %s", what);
}

static void proof_structure(bool right, const char *what, struct proof_outcome *outcome)
{
    outcome->result = right ? PROOF_PROVEN : PROOF_WRONG;
    proof_say(outcome, right ? "decodes as %s" : "does not decode as %s: made up, or cut", what);
}

/* `*document` is the caller's; false where the text is not base64 of a JSON object. */
static bool decode_object(struct span text, struct json_value **document)
{
    char bytes[MAX_DECODED];
    size_t len = base64_decode(text, bytes, sizeof(bytes));
    if (len == 0 || json_parse(document, (struct span) { bytes, len }, NULL) < 0)
        return false;
    if (json_kind_of(*document) == JSON_KIND_OBJECT)
        return true;
    json_release(*document);
    return false;
}

/* ---- AWS access key ids ---------------------------------------------------------------------- */

enum { AWS_PREFIX = 4, AWS_LEN = 20, AWS_BYTES = 10 };

static void test_aws_key_id(const struct proof *self, struct span token,
                            struct proof_outcome *outcome)
{
    (void)self;
    char bytes[AWS_BYTES];
    if (token.len != AWS_LEN ||
        base32_decode(span_from(token, AWS_PREFIX), bytes, sizeof(bytes)) != sizeof(bytes))
        return;
    /* Keys made before 2019 hold no account; their fifth letter is I or J. */
    if (token.data[AWS_PREFIX] == 'I' || token.data[AWS_PREFIX] == 'J')
        return;
    uint64_t number = 0;
    for (size_t i = 0; i < 6; i++)
        number = number << 8 | (unsigned char)bytes[i];
    uint64_t account = (number & 0x7fffffffff80u) >> 7;
    if (account < 1000000000000u)
        proof_say(outcome, "of AWS account %012llu", (unsigned long long)account);
}

/* ---- GitHub fine-grained tokens -------------------------------------------------------------- */

enum { GITHUB_COVERED = 77, GITHUB_CHECKSUM = 8, GITHUB_LEN = 93, GITHUB_UNDERSCORE = 33 };

static void test_github_fine_grained(const struct proof *self, struct span token,
                                     struct proof_outcome *outcome)
{
    (void)self;
    static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned char hash[SHA256_BYTES];
    char expected[GITHUB_CHECKSUM + 1];
    uint64_t head = 0;
    if (token.len != GITHUB_LEN || token.data[GITHUB_UNDERSCORE] != '_') {
        outcome->odd_form = true;
        return;
    }
    if (!digest_sha256(span_sub(token, 0, GITHUB_COVERED), hash))
        return;
    for (size_t i = 0; i < GITHUB_CHECKSUM * 5 / 8; i++)
        head = head << 8 | hash[i];
    number_write(head, base32, GITHUB_CHECKSUM, expected);
    proof_checksum(memcmp(token.data + GITHUB_COVERED, expected, GITHUB_CHECKSUM) == 0, outcome);
}

/* ---- PyPI ------------------------------------------------------------------------------------ */

/* A macaroon: location, a UUID, caveats, a signature of 32 bytes. */
static void test_pypi(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    static const struct span places[] = { { "\x02\x01\x08pypi.org\x02\x24", 13 },
                                          { "\x02\x01\x0dtest.pypi.org\x02\x24", 18 } };
    enum { UUID = 36, SIGNATURE = 34 };
    char bytes[MAX_DECODED];
    struct span macaroon = { bytes, base64_decode(span_from(token, 5), bytes, sizeof(bytes)) };
    bool right = false;
    for (size_t i = 0; i < ARRAY_SIZE(places); i++)
        if (span_starts(macaroon, places[i]) && macaroon.len > places[i].len + UUID + SIGNATURE)
            right = looks_uuid(span_sub(macaroon, places[i].len, UUID));
    right = right && span_starts(span_from(macaroon, macaroon.len - SIGNATURE), SPAN("\x06\x20"));
    proof_structure(right, "a macaroon of PyPI", outcome);
}

/* ---- Base64 of JSON -------------------------------------------------------------------------- */

static void test_sentry(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    struct span body = span_from(token, strlen("sntrys_"));
    size_t end = body.len;
    while (end > 0 && body.data[end - 1] != '_')
        end--;
    struct json_value *document;
    bool right = end > 0 && decode_object(span_sub(body, 0, end - 1), &document);
    if (right) {
        right = json_member(document, "iat") && json_member(document, "org") &&
                (json_member(document, "url") || json_member(document, "region_url"));
        json_release(document);
    }
    proof_structure(right, "a token of an organisation at Sentry", outcome);
}

static void test_grafana_cloud(const struct proof *self, struct span token,
                               struct proof_outcome *outcome)
{
    (void)self;
    struct json_value *document;
    bool right = decode_object(span_from(token, strlen("glc_")), &document);
    if (right) {
        right = json_member(document, "o") && json_member(document, "n") &&
                json_member(document, "k");
        json_release(document);
    }
    proof_structure(right, "a token of Grafana Cloud", outcome);
}

static bool has_members(struct span text, const char *const *names)
{
    struct json_value *document;
    if (!decode_object(text, &document))
        return false;
    bool right = true;
    for (; *names; names++)
        right = right && json_member(document, *names);
    json_release(document);
    return right;
}

static void test_grafana_key(const struct proof *self, struct span token,
                             struct proof_outcome *outcome)
{
    (void)self;
    static const char *const names[] = { "k", "n", "id", NULL };
    proof_if_decodes(has_members(token, names), "an API key of Grafana", outcome);
}

static void test_onepassword(const struct proof *self, struct span token,
                             struct proof_outcome *outcome)
{
    (void)self;
    static const char *const names[] = { "email", "muk", "secretKey", "signInAddress", NULL };
    proof_if_decodes(has_members(span_from(token, strlen("ops_")), names),
                     "a service account of 1Password", outcome);
}

/* ---- Base64 that begins with what the issuer writes ------------------------------------------ */

enum { MAX_HEAD = 64 };

/*
 * What the first characters of `text` decode to; a whole number of bytes, so that no end is needed.
 */
static struct span decode_head(struct span text, char bytes[MAX_HEAD])
{
    size_t len = text.len < MAX_HEAD ? text.len : MAX_HEAD;
    return (struct span) { bytes, base64_decode(span_sub(text, 0, len / 4 * 4), bytes, MAX_HEAD) };
}

/* `BedrockAPIKey-xxxx-at-` account, or the address that a key for hours is signed for. */
static void test_bedrock(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    static const struct span lasting = { "ABSK", 4 }, brief = { "bedrock-api-key-", 16 };
    char bytes[MAX_HEAD];
    bool right = false;
    if (span_starts(token, lasting)) {
        struct span head = decode_head(span_from(token, lasting.len), bytes);
        right = span_starts(head, SPAN("BedrockAPIKey-")) &&
                span_find(head, SPAN("-at-")) < head.len;
    } else if (span_starts(token, brief)) {
        right = span_starts(decode_head(span_from(token, brief.len), bytes),
                            SPAN("bedrock.amazonaws.com/"));
    }
    proof_if_decodes(right, "a key of Amazon Bedrock", outcome);
}

/* A list of MessagePack; the tokens of before, `fo1_`, hold none. */
static void test_fly(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    char bytes[MAX_HEAD];
    struct span head = decode_head(span_from(token, span_find_char(token, '_') + 1), bytes);
    if (span_starts(token, SPAN("fm")) && head.len > 0)
        proof_if_decodes(head.data[0] == '\x93' || head.data[0] == '\x94', "a macaroon of Fly.io",
                         outcome);
}

/* The short tokens of a server in development are random. */
static void test_vault(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    static const struct span service = { "\x08\x01\x12\x20", 4 }, batch = { "\0\0\0\1", 4 };
    enum { PREFIX = 4, LONG = 90 };
    char bytes[MAX_HEAD];
    struct span head = decode_head(span_from(token, PREFIX), bytes);
    if (token.len < LONG || !(span_starts(head, service) || span_starts(head, batch)))
        return;
    outcome->firm = true;
    proof_say(outcome, "begins as Vault writes its tokens");
}

static void test_jfrog_reference(const struct proof *self, struct span token,
                                 struct proof_outcome *outcome)
{
    (void)self;
    enum { HEAD = 10, DIGITS = 10 };
    char bytes[MAX_HEAD];
    struct span text = decode_head(token, bytes);
    bool right = span_starts(text, SPAN("reftkn:01:")) && text.len > HEAD + DIGITS &&
                 text.data[HEAD + DIGITS] == ':';
    for (size_t i = 0; i < DIGITS && right; i++)
        right = ascii_is_digit(text.data[HEAD + i]);
    proof_if_decodes(right, "a reference token of JFrog", outcome);
}

/* ---- Marks and parts ------------------------------------------------------------------------- */

/* Base64 of `OpenAI`, with as much before it as behind. */
static void test_openai(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    struct span marker = SPAN("T3BlbkFJ");
    size_t at = span_find(token, marker);
    if (at == SIZE_MAX) {
        proof_structure(false, "a key of OpenAI", outcome);
        return;
    }
    size_t behind = token.len - at - marker.len, before = 0;
    while (before < at && token.data[at - before - 1] != '-')
        before++;
    outcome->firm = behind == 20 || behind == 58 || behind == 74;
    if (outcome->firm && before >= behind)
        proof_say(outcome, "has the mark of OpenAI's keys in the right place");
}

/* The first part is the bot's number: a snowflake of 17 to 20 digits. */
static void test_discord(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    char bytes[32];
    size_t len =
            base64_decode(span_sub(token, 0, span_find_char(token, '.')), bytes, sizeof(bytes));
    bool right = len >= 17 && len <= 20;
    for (size_t i = 0; i < len && right; i++)
        right = ascii_is_digit(bytes[i]);
    if (!right) {
        proof_structure(false, "a bot's token of Discord", outcome);
        return;
    }
    outcome->firm = true;
    proof_say(outcome, "begins with the number of a bot");
}

enum { TELEGRAM_BEHIND = 35 };

static void test_telegram(const struct proof *self, struct span token,
                          struct proof_outcome *outcome)
{
    (void)self;
    size_t colon = span_find_char(token, ':');
    struct span behind = span_from(token, colon + 1);
    outcome->firm = colon >= 8 && colon <= 10 && token.data[0] != '0' &&
                    behind.len == TELEGRAM_BEHIND && span_starts(behind, SPAN("AA"));
    if (outcome->firm)
        proof_say(outcome, "has the form of a bot's token");
}

/* ---- Bech32 ---------------------------------------------------------------------------------- */

static uint32_t polymod_step(uint32_t check, uint32_t value)
{
    static const uint32_t generators[] = { 0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd,
                                           0x2a1462b3 };
    uint32_t top = check >> 25;
    check = (check & 0x1ffffff) << 5 ^ value;
    for (size_t i = 0; i < ARRAY_SIZE(generators); i++)
        if (top >> i & 1)
            check ^= generators[i];
    return check;
}

/* BIP 173: the human part, `1`, data and six characters of checksum. */
static bool bech32_is_right(struct span token)
{
    static const char alphabet[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    size_t split = token.len;
    while (split > 0 && token.data[split - 1] != '1')
        split--;
    if (split < 2)
        return false;
    uint32_t check = 1;
    for (size_t i = 0; i < split - 1; i++)
        check = polymod_step(check, (uint32_t)(unsigned char)ascii_lower(token.data[i]) >> 5);
    check = polymod_step(check, 0);
    for (size_t i = 0; i < split - 1; i++)
        check = polymod_step(check, (uint32_t)ascii_lower(token.data[i]) & 31);
    for (size_t i = split; i < token.len; i++) {
        const char *at = memchr(alphabet, ascii_lower(token.data[i]), sizeof(alphabet) - 1);
        if (!at)
            return false;
        check = polymod_step(check, (uint32_t)(at - alphabet));
    }
    return check == 1;
}

static void test_bech32(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    proof_checksum(bech32_is_right(token), outcome);
}

const struct proof proofs_structure[] = {
    { "aws-key-id", test_aws_key_id, NULL },
    { "github-fine-grained", test_github_fine_grained, NULL },
    { "pypi-macaroon", test_pypi, NULL },
    { "sentry-org", test_sentry, NULL },
    { "grafana-cloud", test_grafana_cloud, NULL },
    { "grafana-key", test_grafana_key, NULL },
    { "onepassword-service", test_onepassword, NULL },
    { "bedrock-key", test_bedrock, NULL },
    { "fly-macaroon", test_fly, NULL },
    { "vault-token", test_vault, NULL },
    { "jfrog-reference", test_jfrog_reference, NULL },
    { "openai-marker", test_openai, NULL },
    { "discord", test_discord, NULL },
    { "telegram", test_telegram, NULL },
    { "age-bech32", test_bech32, NULL },
    { "nostr-bech32", test_bech32, NULL },
    { NULL, NULL, NULL },
};
