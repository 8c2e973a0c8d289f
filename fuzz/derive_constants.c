/* SPDX-License-Identifier: Apache-2.0 */
/* Strings in compiled Python. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.pyc", VETO_ORIGIN_FILE, MARKER_KINDS, decode_constants)
