/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Configuration of kinds that are known, and that no check is for yet: counted, and told once a
 * kind. What is not looked at is never passed over in silence.
 */
#ifndef VETO_RUN_UNAUDITED_H
#define VETO_RUN_UNAUDITED_H

#include "unit/unit.h"

struct worker;

enum { UNAUDITED_KINDS = 4 };

struct unaudited {
    size_t counts[UNAUDITED_KINDS];
};

/* A unit that no check was asked of. */
void unaudited_note(struct unaudited *unaudited, const struct unit *unit);
/* After the scan: a problem for each kind that there is. */
void unaudited_tell(struct worker *workers, unsigned count, const struct veto_origin *target);

#endif
