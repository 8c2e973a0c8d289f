/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VETO_DERIVE_BASE64_H
#define VETO_DERIVE_BASE64_H

#include "derive/text.h"

/* Is what the digits of this part of the unit begin a text? Short ones are taken at their word. */
bool base64_begins_text(struct span bytes, struct byte_range part);
/* What all digits in it mean, whatever stands between them: quotes, line ends, indentation. */
bool base64_put(struct derived_text *text, struct byte_range part);

#endif
