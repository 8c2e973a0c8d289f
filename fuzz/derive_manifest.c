/* SPDX-License-Identifier: Apache-2.0 */
/* ConfigMaps and Secrets. */
#include "derive.h"
#include "target.h"

FUZZ_DERIVE("a.yaml", VETO_ORIGIN_FILE, MARKER_MANIFEST, decode_manifests)
