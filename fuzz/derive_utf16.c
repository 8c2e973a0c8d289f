/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-16. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.txt", VETO_ORIGIN_FILE, MARKER_KINDS, decode_utf16)
