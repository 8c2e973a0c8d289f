/* SPDX-License-Identifier: Apache-2.0 */
/* How much memory an xz stream asks for, known before it is given: liblzma would allocate it. */
#ifndef VETO_SOURCE_XZ_HEADER_H
#define VETO_SOURCE_XZ_HEADER_H

#include "base/span.h"

enum { XZ_HEADERS = 12 + 1024 }; /* of the stream and of its first block, at most */

/* Bytes of the first block's dictionary; 0 where `head` does not say. */
uint64_t xz_dictionary(struct span head);

#endif
