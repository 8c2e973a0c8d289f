/* SPDX-License-Identifier: Apache-2.0 */
/* Identities that survive moved lines, new commits and rebuilt images (design §6). */
#ifndef VETO_FINDING_FINGERPRINT_H
#define VETO_FINDING_FINGERPRINT_H

#include "base/span.h"
#include "veto/veto.h"

enum { FINGERPRINT_HEX = 33 };

/* rule, keyed hash of the value, logical place. */
void fingerprint_of_value(const char *rule, struct span value, struct span place,
                          char out[FINGERPRINT_HEX]);
/* For guessable values: rule, place and the how-manieth of them; the value is in no way part of it. */
void fingerprint_of_ordinal(const char *rule, uint32_t ordinal, struct span place,
                            char out[FINGERPRINT_HEX]);
/* The second identity: the keyed hash of the value alone. */
void fingerprint_identity(struct span value, char out[FINGERPRINT_HEX]);

/*
 * GitHub's primaryLocationLineHash of a line of whole content (facts: reports §1.7); "" where the line is
 * not there.
 */
void line_hash(struct span content, uint64_t line, char out[32]);

#endif
