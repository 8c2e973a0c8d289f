/* SPDX-License-Identifier: Apache-2.0 */
#include "source/limits.h"

#include "veto/veto.h"

struct limits limits_default(void)
{
    const uint64_t kib = 1024, mib = 1024 * kib, gib = 1024 * mib;
    return (struct limits) {
        .max_size = UINT64_MAX,
        .max_depth = 8,
        .max_ratio = 1000,
        .max_ratio_dense = 100,
        .max_total = 16 * gib,
        .max_entries = 2 * 1000 * 1000,
        .max_name = 4 * kib,
        .max_warnings = 1000,
        .max_dictionary = 256 * mib,
        .max_seekable = 256 * mib,
        .max_manifest = 4 * mib,
        .max_config = 8 * mib,
        .max_index_depth = 4,
        .max_document = VETO_DOCUMENT_MAX,
    };
}
