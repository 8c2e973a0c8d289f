/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VETO_DERIVE_NOTEBOOK_H
#define VETO_DERIVE_NOTEBOOK_H

#include "unit/unit.h"

/* By its name. */
bool notebook_is(const struct unit *unit);

#endif
