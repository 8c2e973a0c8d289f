/* SPDX-License-Identifier: Apache-2.0 */
/* Texts in databases. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.db", VETO_ORIGIN_FILE, MARKER_KINDS, decode_sqlite)
