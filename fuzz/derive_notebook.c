/* SPDX-License-Identifier: Apache-2.0 */
/* Notebooks. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.ipynb", VETO_ORIGIN_FILE, MARKER_KINDS, decode_notebook)
