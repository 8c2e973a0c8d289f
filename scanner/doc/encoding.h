/* SPDX-License-Identifier: Apache-2.0 */
/* What every reader of documents asks of the bytes first: not too many, and all of them UTF-8. */
#ifndef VETO_DOC_ENCODING_H
#define VETO_DOC_ENCODING_H

#include "base/error.h"
#include "base/span.h"

enum { DOCUMENT_MAX_BYTES = VETO_DOCUMENT_MAX };

/* Bytes of the byte order mark at the front: 3, or 0. */
size_t encoding_mark(struct span text);
/* `text` without its mark. The message begins `line:column: `. */
int encoding_check(struct span text, struct veto_error *error) must_check;

#endif
