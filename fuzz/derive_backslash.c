/* SPDX-License-Identifier: Apache-2.0 */
/* Escapes with backslashes. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.json", VETO_ORIGIN_FILE, MARKER_BACKSLASH, decode_backslashes)
