/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of `Key value` lines, as sshd_config, ssh_config and redis.conf are.
 *
 * An object of texts: what stands behind the key and its blanks, or its `=`, without a comment that
 * a blank precedes, and without quotes where they enclose all of it; a key alone has nothing
 * (null). Values of one key are one array: which of them counts is for the program. `Match` and
 * `Host` open an object that lasts to the next of them: `#text` is what they match.
 */
#ifndef VETO_DOC_KEYVALUE_H
#define VETO_DOC_KEYVALUE_H

#include "doc/builder.h"

/* Messages begin `line:column: `. The tree does not point into `text`. */
int keyvalue_read(struct node **out, struct span text, struct arena *arena,
                  struct veto_error *error);

#endif
