/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.txt", VETO_ORIGIN_FILE, MARKER_PERCENT, decode_percent)
