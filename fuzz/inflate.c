/* SPDX-License-Identifier: Apache-2.0 */
/* gzip and zstd streams, fed in pieces; the first byte says how large the pieces are. */
#include <stdlib.h>

#include "base/macro.h"
#include "source/inflate.h"
#include "target.h"

enum { ROOM = 4096, MAX_WINDOW = 1 << 24, MAX_OUT = 1 << 24 };

static void run(enum inflate_kind kind, struct span rest, size_t piece)
{
    struct inflater *inflater = NULL;
    char into[ROOM];
    uint64_t total = 0;
    enum inflate_status status = INFLATE_MORE;
    if (inflate_open(&inflater, kind, MAX_WINDOW, NULL) < 0)
        abort();
    while (status == INFLATE_MORE && total < MAX_OUT) {
        struct span in = span_sub(rest, 0, piece);
        size_t before = in.len, written = 0;
        bool last = in.len == rest.len;
        status = inflate_run(inflater, &in, last, into, sizeof(into), &written);
        if (written > sizeof(into) || in.len > before)
            abort();
        /* No progress with all there is would be a loop without end. */
        if (status == INFLATE_MORE && last && written == 0 && in.len == before)
            abort();
        rest = span_from(rest, before - in.len);
        total += written;
    }
    inflate_close(inflater);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct span rest = { (const char *)data + 1, size - 1 };
    size_t piece = (size_t)data[0] * 16 + 1;
    run(INFLATE_GZIP, rest, piece);
    run(INFLATE_ZSTD, rest, piece);
    return 0;
}
