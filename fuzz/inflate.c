/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gzip and zstd streams, fed in pieces, and in segments that are inflated on their own: both must
 * come to the same. The first byte says how large the pieces are.
 */
#include <stdlib.h>

#include "base/macro.h"
#include "sink.h"
#include "source/inflate_ahead.h"
#include "source/reader.h"
#include "target.h"

enum { ROOM = 4096, MAX_WINDOW = 1 << 24, MAX_OUT = 1 << 24 };

struct told {
    enum inflate_status status;
    uint64_t total, sum;
};

static void tell(struct told *told, const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        told->sum = told->sum * 31 + (unsigned char)bytes[i];
    told->total += len;
}

static struct told run(enum inflate_kind kind, struct span rest, size_t piece)
{
    struct told told = { .status = INFLATE_MORE };
    struct inflater *inflater = NULL;
    char into[ROOM];
    if (inflate_open(&inflater, kind, MAX_WINDOW, NULL) < 0)
        abort();
    while (told.status == INFLATE_MORE && told.total < MAX_OUT) {
        struct span in = span_sub(rest, 0, piece);
        size_t before = in.len, written = 0;
        bool last = in.len == rest.len;
        told.status = inflate_run(inflater, &in, last, into, sizeof(into), &written);
        if (written > sizeof(into) || in.len > before)
            abort();
        /* No progress with all there is would be a loop without end. */
        if (told.status == INFLATE_MORE && last && written == 0 && in.len == before)
            abort();
        rest = span_from(rest, before - in.len);
        tell(&told, into, written);
    }
    inflate_close(inflater);
    return told;
}

static struct told run_ahead(enum inflate_kind kind, struct span bytes, size_t piece)
{
    const struct inflate_ahead_sizes sizes = { .block = piece + 16,
                                               .segment_least = piece + 16,
                                               .segment_most = 4 * piece + 16,
                                               .segment_out = 4096,
                                               .searched = 1 << 20 };
    struct told told = { .status = INFLATE_MORE };
    struct headed_reader source = reader_with_head(bytes, NULL);
    struct fuzz_sink fuzz;
    struct inflater *inflater = NULL;
    char into[ROOM];
    fuzz_sink_init(&fuzz);
    struct inflate_ahead *ahead = inflate_ahead_open(kind, &source.base, &fuzz.sink, &sizes);
    if (!ahead || inflate_open(&inflater, kind, MAX_WINDOW, NULL) < 0)
        abort();
    while (told.status == INFLATE_MORE && told.total < MAX_OUT) {
        size_t written = 0;
        uint64_t used;
        bool failed;
        told.status = inflate_ahead_run(ahead, inflater, into, sizeof(into), &written, &used,
                                        &failed);
        tell(&told, into, written);
    }
    while (inflate_ahead_rest(ahead, into, sizeof(into)) == sizeof(into))
        ;
    inflate_ahead_close(ahead);
    inflate_close(inflater);
    fuzz_sink_finish(&fuzz);
    return told;
}

static void compare(enum inflate_kind kind, struct span bytes, size_t piece)
{
    struct told alone = run(kind, bytes, piece), ahead = run_ahead(kind, bytes, piece);
    bool is_whole = alone.total < MAX_OUT && ahead.total < MAX_OUT;
    if (is_whole && alone.status != ahead.status)
        abort();
    /* How much of a damaged stream comes out depends on the pieces. */
    if (is_whole && alone.status == INFLATE_END &&
        (alone.total != ahead.total || alone.sum != ahead.sum))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    struct span rest = { (const char *)data + 1, size - 1 };
    size_t piece = (size_t)data[0] * 16 + 1;
    compare(INFLATE_GZIP, rest, piece);
    compare(INFLATE_ZSTD, rest, piece);
    return 0;
}
