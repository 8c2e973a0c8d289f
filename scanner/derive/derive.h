/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units inside of units: what is encoded, escaped, split or embedded in the bytes of one, as texts
 * of their own, each byte with its place in the original. Depth, bytes and cost are bounded.
 */
#ifndef VETO_DERIVE_DERIVE_H
#define VETO_DERIVE_DERIVE_H

#include "base/error.h"
#include "derive/text.h"
#include "unit/marker.h"

enum {
    DERIVE_MAX_DEPTH = 3,
    DERIVE_MAX_RATIO = 4, /* decoded bytes : bytes of the unit that a source made */
};

struct deriver; /* one thread's buffers */

int deriver_create(struct deriver **out, struct veto_error *error);
void deriver_free(struct deriver *deriver);

/*
 * Every unit that is derived from `unit`, in an order that depends on the bytes alone. `markers`
 * are what the matcher told of the unit. May be called again from `found` with the unit it was
 * given. False where not all could be decoded for its size; `unread` says what is broken in the
 * unit, `line:column: …`, and stays as it is where nothing is.
 */
bool derive(struct deriver *deriver, const struct unit *unit, struct markers markers,
            derived_callback found, void *payload, struct veto_error *unread);

#endif
