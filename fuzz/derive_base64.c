/* SPDX-License-Identifier: Apache-2.0 */
/* Base64 and hexadecimal, in lines and of UTF-16. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.yaml", VETO_ORIGIN_FILE, MARKER_BASE64)
