/* SPDX-License-Identifier: Apache-2.0 */
/* JSON Web Tokens (RFC 7519): header and payload are JSON, and the signature fits the algorithm. */
#include "base/json.h"
#include "judge/alphabet.h"
#include "judge/proof.h"

enum { MAX_PART = 12 * 1024 };

struct algorithm {
    const char *name;
    size_t min, max; /* bytes of a signature */
};

static const struct algorithm algorithms[] = {
    { "HS256", 32, 32 },    { "HS384", 48, 48 },    { "HS512", 64, 64 },    { "ES256", 64, 64 },
    { "ES256K", 64, 64 },   { "ES384", 96, 96 },    { "ES512", 132, 132 },  { "EdDSA", 64, 114 },
    { "RS256", 128, 1024 }, { "RS384", 128, 1024 }, { "RS512", 128, 1024 }, { "PS256", 128, 1024 },
    { "PS384", 128, 1024 }, { "PS512", 128, 1024 },
};

/* The next part as JSON, to be released; NULL where it is none. `rest` moves behind it. */
static struct json_value *next_object(struct span *rest)
{
    char bytes[MAX_PART];
    struct span part;
    struct json_value *document = NULL;
    if (!span_next_field(rest, '.', &part))
        return NULL;
    size_t len = base64_decode(part, bytes, sizeof(bytes));
    if (len == 0 || json_parse(&document, (struct span) { bytes, len }, NULL) < 0)
        return NULL;
    if (json_kind_of(document) == JSON_KIND_OBJECT)
        return document;
    json_release(document);
    return NULL;
}

static bool has_text(const struct json_value *object, const char *key, const char *text)
{
    return span_is(json_text(json_member(object, key)), text);
}

static void wrong(struct proof_outcome *outcome, const char *text)
{
    outcome->result = PROOF_WRONG;
    proof_say(outcome, "%s", text);
}

static void check_signature(const struct json_value *header, struct span signature,
                            struct proof_outcome *outcome)
{
    struct span name = json_text(json_member(header, "alg"));
    size_t len = signature.len * 3 / 4;
    if (name.len == 0) {
        wrong(outcome, "a JWT without an algorithm");
        return;
    }
    for (size_t i = 0; i < ARRAY_SIZE(algorithms); i++) {
        if (!span_is(name, algorithms[i].name))
            continue;
        if (len < algorithms[i].min || len > algorithms[i].max) {
            wrong(outcome, "a JWT whose signature does not have the length of its algorithm's");
            return;
        }
        outcome->result = PROOF_PROVEN;
        proof_say(outcome, "decodes as a JWT signed with %s", algorithms[i].name);
        return;
    }
    outcome->firm = true;
    proof_say(outcome, "decodes as a JWT");
}

/* What the payload says; there is no clock here, so an end is told and not judged. */
static void read_claims(const struct json_value *payload, struct proof_outcome *outcome)
{
    int64_t end = json_number(json_member(payload, "exp"), 0);
    size_t len = strlen(outcome->text);
    if (has_text(payload, "role", "anon")) {
        outcome->lower = VETO_SEVERITY_CRITICAL;
        proof_say(outcome, "a JWT for the role `anon`, which is public by design");
    } else if (has_text(payload, "iss", "kubernetes/serviceaccount") && end == 0) {
        proof_say(outcome, "a service account's token of Kubernetes, which never ends");
    } else if (end > 0) {
        snprintf(outcome->text + len, PROOF_TEXT - len, "; it ends at %lld seconds of Unix time",
                 (long long)end);
    }
}

static bool is_published(const struct json_value *payload)
{
    return has_text(payload, "sub", "1234567890") && has_text(payload, "name", "John Doe");
}

static void test_jwt(const struct proof *self, struct span token, struct proof_outcome *outcome)
{
    (void)self;
    struct span rest = token;
    struct json_value *header = next_object(&rest), *payload = next_object(&rest);
    if (header && json_member(header, "enc")) {
        outcome->drop = DROP_ENCRYPTED;
    } else if (!header || !payload) {
        wrong(outcome, "does not decode as a JWT: made up, or cut");
    } else if (is_published(payload)) {
        outcome->drop = DROP_KNOWN;
    } else {
        check_signature(header, rest, outcome);
        if (outcome->result != PROOF_WRONG)
            read_claims(payload, outcome);
    }
    json_release(header);
    json_release(payload);
}

const struct proof proofs_jwt[] = {
    { "jwt", test_jwt, NULL },
    { NULL, NULL, NULL },
};
