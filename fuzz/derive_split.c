/* SPDX-License-Identifier: Apache-2.0 */
/* Strings that are put together. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.py", VETO_ORIGIN_FILE, MARKER_SPLIT, decode_split_strings)
