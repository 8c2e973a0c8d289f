/* SPDX-License-Identifier: Apache-2.0 */
/* Strings of JSON with escapes. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.json", VETO_ORIGIN_FILE, MARKER_KINDS, decode_escaped_strings)
