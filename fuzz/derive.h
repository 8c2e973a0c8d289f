/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What holds of every derived unit: its map is sorted and lies in both texts, whatever is asked for
 * has a place, and all of them together stay within the bounds.
 */
#ifndef VETO_FUZZ_DERIVE_H
#define VETO_FUZZ_DERIVE_H

#include <stdlib.h>

#include "derive/derive.h"
#include "unit/kind.h"

struct fuzz_derive {
    struct deriver *deriver;
    enum marker_kind marker; /* of derived units too; MARKER_KINDS: none */
    uint64_t decoded;
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

/* A sign at every byte, as the matcher would tell it. */
static inline struct markers fuzz_markers(const struct unit *unit, enum marker_kind kind,
                                          struct marker *marker)
{
    *marker = (struct marker) { kind, 1, (uint32_t)unit->bytes.len };
    return (struct markers) { marker, kind != MARKER_KINDS && unit->bytes.len > 0 };
}

static inline void fuzz_found(const struct unit *unit, void *payload)
{
    struct fuzz_derive *fuzz = payload;
    struct marker marker;
    if (unit->own_begin >= unit->own_end || unit->own_end > unit->bytes.len || !unit->decoding[0])
        abort();
    fuzz->decoded += fuzz_check_map(unit);
    derive(fuzz->deriver, unit, fuzz_markers(unit, fuzz->marker, &marker), fuzz_found, fuzz);
}

static inline int fuzz_derive(const uint8_t *data, size_t size, const char *name,
                              enum veto_origin_kind kind, enum marker_kind marker_kind)
{
    const struct veto_origin origin = { .kind = kind, .name = { name, strlen(name) } };
    static struct deriver *deriver; /* made once: libFuzzer calls in a loop */
    struct unit unit = unit_whole((struct span) { (const char *)data, size }, &origin);
    struct marker marker;
    if (!deriver && deriver_create(&deriver, NULL) < 0)
        abort();
    struct fuzz_derive fuzz = { .deriver = deriver, .marker = marker_kind };
    derive(fuzz.deriver, &unit, fuzz_markers(&unit, marker_kind, &marker), fuzz_found, &fuzz);
    /* Of what is longer than the buffer some comes twice. */
    if (size < DERIVED_TEXT / DERIVE_MAX_RATIO && fuzz.decoded > (uint64_t)DERIVE_MAX_RATIO * size)
        abort();
    return 0;
}

#define FUZZ_DERIVE(name, kind, marker)                                                            \
    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)                                   \
    {                                                                                              \
        return fuzz_derive(data, size, name, kind, marker);                                        \
    }

#endif
