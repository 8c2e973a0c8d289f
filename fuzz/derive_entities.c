/* SPDX-License-Identifier: Apache-2.0 */
/* Character references. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.html", VETO_ORIGIN_FILE, MARKER_ENTITY, decode_entities)
