/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identities that survive moved lines, new commits and rebuilt images (design, "Fingerprints"). All
 * are HMAC-SHA-256 under a public constant key, or under the salt of a policy that gives one, cut to
 * 128 bits, in lower-case hex. The fingerprint of a value is made from its identity, so that whoever
 * holds identities but no secrets can make it. An empty salt is the public key. Without memory `out`
 * is "".
 */
#ifndef VETO_FINDING_FINGERPRINT_H
#define VETO_FINDING_FINGERPRINT_H

#include "base/span.h"
#include "veto/veto.h"

enum { FINGERPRINT_HEX = 33, FINGERPRINT_SALT_HEX = 17, LINE_HASH_TEXT = 32 };

/* rule, keyed hash of the value, logical place. */
void fingerprint_of_value(struct span salt, const char *rule, struct span value, struct span place,
                          char out[FINGERPRINT_HEX]);
/* The same of the value's identity. */
void fingerprint_of_identity(struct span salt, const char *rule, const char *identity,
                             struct span place, char out[FINGERPRINT_HEX]);
/* For guessable values: rule, place and the how-manieth of them; the value has no part in it. */
void fingerprint_of_ordinal(struct span salt, const char *rule, uint32_t ordinal,
                            struct span place, char out[FINGERPRINT_HEX]);
/* The second identity: the keyed hash of the value alone. */
void fingerprint_identity(struct span salt, struct span value, char out[FINGERPRINT_HEX]);
/* What tells salts apart without telling them: what a baseline records. "" for the public key. */
void fingerprint_salt_name(struct span salt, char out[FINGERPRINT_SALT_HEX]);

/*
 * GitHub's primaryLocationLineHash of lines of whole content: a rolling hash of the line and the
 * hundred characters behind its start, blanks left out, and `:` and the how-manieth line of that
 * hash.
 */
struct line_hash_request {
    uint64_t line; /* from 1 */
    char *out;     /* LINE_HASH_TEXT bytes; "" where the line is not there, or without memory */
};

/* Many lines of one content, in rising order, in one pass. */
void line_hashes(struct span content, const struct line_hash_request *requests, size_t count);
void line_hash(struct span content, uint64_t line, char out[LINE_HASH_TEXT]);

#endif
