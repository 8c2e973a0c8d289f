/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VETO_DERIVE_BASE64_H
#define VETO_DERIVE_BASE64_H

#include "derive/text.h"

/* Is what the digits in it begin a text? Short ones are taken at their word. */
bool base64_begins_text(struct span encoded);
/*
 * What all digits in it mean, whatever stands between them: quotes, line ends, indentation. Each
 * has its own place where the text is as long as what it stands for in the unit.
 */
bool base64_put(struct derived_text *text, struct span encoded, struct byte_range place);

#endif
