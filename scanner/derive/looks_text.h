/* SPDX-License-Identifier: Apache-2.0 */
/* Whether decoded bytes are a text, or what happens to decode. */
#ifndef VETO_DERIVE_LOOKS_TEXT_H
#define VETO_DERIVE_LOOKS_TEXT_H

#include "base/span.h"

/* Nine of ten bytes are printable ASCII, blanks, or of UTF-8. */
bool looks_text(struct span bytes);

enum utf16_order { UTF16_NONE, UTF16_LITTLE, UTF16_BIG };

/* Every second byte of what is mostly ASCII is zero; a byte order mark says it outright. */
enum utf16_order looks_utf16(struct span bytes);

#endif
