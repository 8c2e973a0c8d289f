/* SPDX-License-Identifier: Apache-2.0 */
/* Archives of every form, chosen by their own first bytes, and archives in them. */
#include "sink.h"
#include "source/content.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_sink fuzz;
    struct veto_origin origin = { .kind = VETO_ORIGIN_FILE, .name = { "fuzz", 4 } };
    uint64_t inflated = 0;
    fuzz_sink_init(&fuzz);
    content_scan(&fuzz.sink, (struct span) { (const char *)data, size }, &origin,
                 (struct content_state) { .inflated = &inflated });
    fuzz_sink_finish(&fuzz);
    return 0;
}
