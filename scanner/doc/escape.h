/* SPDX-License-Identifier: Apache-2.0 */
/* The escapes that strings of JSON and of JSONPath share (RFC 8259 §7, RFC 9535 §2.3.1.1). */
#ifndef VETO_DOC_ESCAPE_H
#define VETO_DOC_ESCAPE_H

#include "base/macro.h"
#include "base/span.h"

/*
 * The code point that the escape at the front of `s` stands for, a pair of surrogates taken
 * together; a lone surrogate is given as it is. Bytes used, 0 where it is none of
 * `\b \f \n \r \t \/ \\ \uXXXX`: quotes are the caller's.
 */
size_t escape_read(struct span s, uint32_t *code_point) must_check;

static inline bool is_surrogate(uint32_t code_point)
{
    return code_point >= 0xd800 && code_point <= 0xdfff;
}

#endif
