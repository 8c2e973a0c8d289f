/* SPDX-License-Identifier: Apache-2.0 */
/* Character references of HTML and XML: by number, and the names of marks that values have. */
#ifndef VETO_DERIVE_ENTITIES_H
#define VETO_DERIVE_ENTITIES_H

#include "base/span.h"

/* Of `&…;` at the front: its bytes into `out`, and how many it takes; 0: it is none. */
size_t entity_read(struct span rest, char out[static 4], size_t *len);

#endif
