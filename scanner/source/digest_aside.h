/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hashing on whatever thread is free, while the reader of the same bytes goes on: in a layer of one
 * gzip member everything waits for the thread that inflates it.
 */
#ifndef VETO_SOURCE_DIGEST_ASIDE_H
#define VETO_SOURCE_DIGEST_ASIDE_H

#include "base/digest.h"
#include "unit/sink.h"

struct digest_aside;

/*
 * Both are borrowed, and the digest is not to be touched until it is closed. NULL without memory,
 * or where side jobs may have no more: 4 MiB are taken.
 */
struct digest_aside *digest_aside_open(struct digest *digest, struct unit_sink *sink);
void digest_aside_update(struct digest_aside *aside, struct span bytes);
/* The digest is then that of all bytes. */
void digest_aside_close(struct digest_aside *aside);

#endif
