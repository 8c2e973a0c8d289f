/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys that vendors print in their own documentation and ship in their emulators. Kept as hashes,
 * so that this source is not full of keys that every other scanner would find.
 */
#ifndef VETO_LITERALS_KNOWN_H
#define VETO_LITERALS_KNOWN_H

#include "base/span.h"

/* What the value is known as (`the example key of AWS's documentation`), or NULL. */
const char *known_example(struct span value);

#endif
