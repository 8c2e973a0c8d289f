/* SPDX-License-Identifier: Apache-2.0 */
/* The text of documents. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("word/document.xml", VETO_ORIGIN_ENTRY, MARKER_KINDS, decode_office)
