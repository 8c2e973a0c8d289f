/* SPDX-License-Identifier: Apache-2.0 */
/* Keystores, as they are or in base64: worth what is in them, and what their password is. */
#include "base/ascii.h"
#include "base/buf.h"
#include "judge/alphabet.h"
#include "judge/keystore.h"
#include "judge/proof.h"

enum {
    MAX_TEXT = 256 * 1024,
    SURELY_SHOWN = 32 * 1024, /* bytes of a longer file, that a pattern hands over at least */
};

static void say_contents(const struct keystore *store, const char *rest,
                         struct proof_outcome *outcome)
{
    const char *part = store->is_cut ? "at least " : ""; /* what it goes on with was not read */
    proof_say(outcome, "a keystore (%s): %s%zu private %s, %zu %s beside; %s", store->form, part,
              store->keys, store->keys == 1 ? "key" : "keys", store->certificates,
              store->certificates == 1 ? "certificate" : "certificates", rest);
}

static void judge_keystore(const struct keystore *store, struct proof_outcome *outcome)
{
    if (store->is_plain || store->password) {
        char rest[PROOF_TEXT];
        snprintf(rest, sizeof(rest), "its password is %s", store->password);
        outcome->result = PROOF_PROVEN;
        say_contents(store, store->is_plain ? "no password is needed" : rest, outcome);
    } else if (store->keys) {
        outcome->lower = 2;
        outcome->firm = true;
        say_contents(store, "as safe as its password", outcome);
    } else if (store->is_cut) {
        /* Mostly those whom a system trusts: told, so that nobody takes silence for an answer. */
        outcome->lower = VETO_SEVERITY_CRITICAL;
        if (store->certificates)
            proof_say(outcome, "a keystore (%s) too long to be read whole: %zu certificates and no "
                               "key in its beginning",
                      store->form, store->certificates);
        else
            proof_say(outcome, "a keystore (%s) too long to be read: what is in it is not known",
                      store->form);
    } else if (store->is_closed) {
        outcome->lower = 4;
        proof_say(outcome, "a keystore (%s) whose keys would not be where keys are put: of "
                           "certificates alone",
                  store->form);
    } else {
        outcome->drop = DROP_LOOKALIKE;
        proof_say(outcome, "a keystore (%s) of certificates alone", store->form);
    }
}

static void test_bytes(struct span bytes, struct proof_outcome *outcome)
{
    struct keystore store;
    if (keystore_read(bytes, &store) && !(store.is_cut && bytes.len < SURELY_SHOWN)) {
        judge_keystore(&store, outcome);
        return;
    }
    outcome->result = PROOF_WRONG;
    proof_say(outcome, "begins as a keystore, but is none: damaged, or cut");
}

/* Line ends and what indents the lines are no digits. */
static void decode(struct span text, struct buf *digits, struct buf *bytes)
{
    for (size_t i = 0; i < text.len; i++)
        if (ascii_is_alnum(text.data[i]) || text.data[i] == '+' || text.data[i] == '/')
            buf_append_char(digits, text.data[i]);
    char *room = buf_reserve(bytes, digits->len);
    if (room)
        bytes->len = base64_decode(buf_span(digits), room, digits->len);
}

static bool is_base64(struct span token)
{
    static const char *const beginnings[] = { "MI", "/u3+7Q", "zs7Ozg", "AAAAA" };
    for (size_t i = 0; i < ARRAY_SIZE(beginnings); i++)
        if (span_starts(token, span_of(beginnings[i])))
            return true;
    return false;
}

static void test_keystore(const struct proof *self, struct span token,
                          struct proof_outcome *outcome)
{
    (void)self;
    if (!is_base64(token)) {
        test_bytes(token, outcome);
        return;
    }
    struct buf digits = buf_make(MAX_TEXT), bytes = buf_make(MAX_TEXT);
    decode(token, &digits, &bytes);
    if (!digits.failed && !bytes.failed)
        test_bytes(buf_span(&bytes), outcome);
    buf_release(&digits);
    buf_release(&bytes);
}

const struct proof proofs_keystore[] = {
    { "keystore", test_keystore, NULL },
    { NULL, NULL, NULL },
};
