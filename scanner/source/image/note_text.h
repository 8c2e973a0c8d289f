/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What of a noted file's text outlives its layer: all that an audit asks about, and no secret. Of
 * the hash of a password its scheme is left, of the address of a repository all but the login.
 */
#ifndef VETO_SOURCE_IMAGE_NOTE_TEXT_H
#define VETO_SOURCE_IMAGE_NOTE_TEXT_H

#include "base/buf.h"

/* Whether it reads like passwd(5) or shadow(5), by its first account. */
bool note_text_is_accounts(struct span text);

void note_text_append(struct buf *to, const char *category, struct span text);

#endif
