/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-16 into UTF-8, wherever it was found. */
#ifndef VETO_DERIVE_UTF16_H
#define VETO_DERIVE_UTF16_H

#include "derive/looks_text.h"
#include "derive/text.h"

/* Where a range of the bytes lies in the unit: for bytes that were decoded from it on the way. */
typedef struct byte_range (*utf16_place)(const void *context, size_t begin, size_t end);

/* False where no more may be decoded. A NULL `place` means that the bytes are the unit's own. */
bool utf16_put(struct derived_text *text, struct span bytes, enum utf16_order order,
               utf16_place place, const void *context);

#endif
