/* SPDX-License-Identifier: Apache-2.0 */
/* Values that only say where the secret is: `${TOKEN}`, `{{ token }}`, `os.environ[…]`. */
#ifndef VETO_JUDGE_REFERENCE_H
#define VETO_JUDGE_REFERENCE_H

#include "base/span.h"

enum reference {
    REFERENCE_NO,
    REFERENCE_YES,
    REFERENCE_DEFAULT,   /* with a literal for when nothing is there: `${TOKEN:-literal}` */
    REFERENCE_ENCRYPTED, /* ENC(…), $ANSIBLE_VAULT, … */
};

/* `*fallback` is set for REFERENCE_DEFAULT. */
enum reference reference_of(struct span value, struct span *fallback);
/* `optional(string)`, `module.db.password`: in a language whose literals are in quotes, no literal. */
bool reference_is_expression(struct span value);
/* As the value stands in the text: is it what is inside `${…}`, `{{…}}`, `%…%`, `<…>`? */
bool reference_is_wrapped(struct span text, struct span value);

#endif
