/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VETO_DERIVE_BACKSLASH_H
#define VETO_DERIVE_BACKSLASH_H

#include "base/span.h"

/* Of the escape at the front, a backslash: its bytes into `out`, how many it takes; 0: none. */
size_t backslash_read(struct span rest, char out[static 4], size_t *len);

#endif
