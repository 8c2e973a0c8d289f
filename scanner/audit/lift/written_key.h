/* SPDX-License-Identifier: Apache-2.0 */
/*
 * By which keys a YAML or JSON document is known before it is read, however they are spelled:
 * `kind:`, `kind :`, `'kind':`, `"kind":`, `{kind: …}`.
 */
#ifndef VETO_AUDIT_LIFT_WRITTEN_KEY_H
#define VETO_AUDIT_LIFT_WRITTEN_KEY_H

#include "base/span.h"

/*
 * Is the word a key somewhere: plain at the margin, in quotes at the beginning of any line, or
 * behind a brace or a comma?
 */
bool written_key(struct span bytes, const char *key);

#endif
