/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the name of a setting or variable says about its value. A name is taken apart into words at
 * `_`, `-`, `.` and where camelCase steps up; the words are looked up, never parts of them.
 */
#ifndef VETO_LITERALS_NAMES_H
#define VETO_LITERALS_NAMES_H

#include "base/span.h"

enum name_meaning {
    NAME_PLAIN,      /* says nothing */
    NAME_NOT_SECRET, /* `token_url`, `passwordFile`, `public_key`: beside the secret, not it */
    NAME_PASSWORD,   /* chosen by a person: any value may be real */
    NAME_SECRET,     /* either: `jwt_secret`, `credentials` */
    NAME_TOKEN,      /* made by a machine: its value looks random */
};

enum name_meaning name_meaning_of(struct span name);
/* `FAKE_PASSWORD`, `mockToken`: its author says that it opens nothing. */
bool name_is_made_up(struct span name);
/* Is one of its words in the list of lower-case words? */
bool name_has_word(struct span name, const char *const *list, size_t count);

#endif
