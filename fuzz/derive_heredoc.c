/* SPDX-License-Identifier: Apache-2.0 */
/* Here-documents. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("Dockerfile", VETO_ORIGIN_FILE, MARKER_KINDS, decode_heredocs)
