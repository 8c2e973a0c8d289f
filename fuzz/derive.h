/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One decoder over any bytes, and over what it makes of them itself; that all of them work together
 * is for the target `scan`. What holds of every derived unit: its map is sorted and lies in both
 * texts, whatever is asked for has a place, and all of them together stay within the bounds.
 */
#ifndef VETO_FUZZ_DERIVE_H
#define VETO_FUZZ_DERIVE_H

#include <stdlib.h>

#include "derive/decoder.h"
#include "derive/derive.h"
#include "unit/kind.h"

struct fuzz_derive {
    decoder decode;
    enum marker_kind marker; /* of derived units too; MARKER_KINDS: none */
    uint64_t budget, decoded;
    size_t depth;
};

/* How many bytes were decoded: borders, which are in no piece, are not. */
static inline uint64_t fuzz_check_map(const struct unit *unit)
{
    size_t end = 0;
    uint64_t decoded = 0;
    for (size_t i = 0; i < unit->map->count; i++) {
        const struct map_piece *piece = &unit->map->pieces[i];
        struct byte_range from, at = { piece->at, (size_t)piece->at + piece->len };
        if (piece->len == 0 || piece->at < end || at.end > unit->bytes.len ||
            (size_t)piece->from + piece->from_len > unit->parent->bytes.len)
            abort();
        if (!offset_map_range(unit->map, at, &from) || from.begin != piece->from ||
            from.end != (size_t)piece->from + piece->from_len)
            abort();
        end = at.end;
        decoded += piece->len;
    }
    return decoded;
}

static inline void fuzz_decode(struct fuzz_derive *fuzz, const struct unit *unit);

static inline void fuzz_found(const struct unit *unit, void *payload)
{
    struct fuzz_derive *fuzz = payload;
    if (unit->own_begin >= unit->own_end || unit->own_end > unit->bytes.len || !unit->decoding[0])
        abort();
    fuzz->decoded += fuzz_check_map(unit);
    fuzz_decode(fuzz, unit);
}

/* With a sign at every byte, as the matcher would tell it. */
static inline void fuzz_decode(struct fuzz_derive *fuzz, const struct unit *unit)
{
    static char bytes[DERIVE_MAX_DEPTH][DERIVED_TEXT]; /* the buffers of each depth */
    static struct map_piece pieces[DERIVE_MAX_DEPTH][DERIVED_PIECES];
    const struct marker marker = { fuzz->marker, 1, (uint32_t)unit->bytes.len };
    size_t depth = fuzz->depth;
    if (depth == DERIVE_MAX_DEPTH)
        return;
    struct arena arena = arena_make(1 << 28, false);
    struct decoder_input input = {
        .unit = unit,
        .markers = &marker,
        .count = fuzz->marker != MARKER_KINDS && unit->bytes.len > 0,
        .arena = &arena,
    };
    struct derived_text text = {
        .from = unit,
        .bytes = bytes[depth],
        .pieces = pieces[depth],
        .budget = &fuzz->budget,
        .emit = fuzz_found,
        .payload = fuzz,
    };
    fuzz->depth = depth + 1;
    fuzz->decode(&input, &text);
    derived_end(&text);
    fuzz->depth = depth;
    arena_release(&arena);
}

static inline int fuzz_derive(struct span data, const char *name, enum veto_origin_kind kind,
                              enum marker_kind marker, decoder decode)
{
    const struct veto_origin origin = { .kind = kind, .name = { name, strlen(name) } };
    const struct unit unit = unit_whole(data, &origin);
    uint64_t budget = (uint64_t)DERIVE_MAX_RATIO * data.len;
    struct fuzz_derive fuzz = { .decode = decode, .marker = marker, .budget = budget };
    fuzz_decode(&fuzz, &unit);
    /* Of what is longer than the buffer some comes twice. */
    if (data.len < DERIVED_TEXT / DERIVE_MAX_RATIO && fuzz.decoded > budget)
        abort();
    return 0;
}

#define FUZZ_DERIVE(name, kind, marker, decode)                                                    \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                   \
    {                                                                                              \
        return fuzz_derive((struct span) { (const char *)data, size }, name, kind, marker,         \
                           decode);                                                                \
    }

#endif
