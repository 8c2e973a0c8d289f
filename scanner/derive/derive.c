/* SPDX-License-Identifier: Apache-2.0 */
#include "derive/derive.h"

#include <stdlib.h>

#include "base/cleanup.h"
#include "base/wipe.h"
#include "derive/decoder.h"

enum { ARENA_CEILING = 256 * 1024 * 1024 };

/* The buffers of one depth, made when they are first needed. */
struct level {
    char *bytes;
    size_t written; /* of them, ever */
    struct map_piece *pieces;
};

struct deriver {
    struct level levels[DERIVE_MAX_DEPTH];
    uint64_t budget;
};

int deriver_create(struct deriver **out, struct veto_error *error)
{
    *out = calloc(1, sizeof(**out));
    return *out ? 0 : error_no_memory(error);
}

void deriver_free(struct deriver *deriver)
{
    if (!deriver)
        return;
    for (size_t i = 0; i < ARRAY_SIZE(deriver->levels); i++) {
        struct level *level = &deriver->levels[i];
        /* No more than that: wiping what was never touched would be the peak of the whole run. */
        if (level->bytes)
            wipe_bytes(level->bytes, level->written);
        free(level->bytes);
        free(level->pieces);
    }
    free(deriver);
}

static bool prepare(struct level *level)
{
    if (!level->bytes)
        level->bytes = malloc(DERIVED_TEXT);
    if (!level->pieces)
        level->pieces = malloc(DERIVED_PIECES * sizeof(*level->pieces));
    return level->bytes && level->pieces;
}

static size_t depth_of(const struct unit *unit)
{
    size_t depth = 0;
    for (; unit->parent; unit = unit->parent)
        depth++;
    return depth;
}

/* ---- Which decoders are asked ---------------------------------------------------------------- */

/* `marker` MARKER_KINDS: needs none, and looks itself. */
static const struct decoder_row {
    decoder decode;
    enum marker_kind marker;
    /* Asked also of documents whose bytes stand in the parent, which has decoded them already. */
    bool of_documents;
} decoders[] = {
    { decode_utf16, MARKER_KINDS, false },           { decode_manifests, MARKER_MANIFEST, true },
    { decode_notebook, MARKER_KINDS, false },        { decode_heredocs, MARKER_KINDS, true },
    { decode_office, MARKER_KINDS, false },          { decode_constants, MARKER_KINDS, false },
    { decode_sqlite, MARKER_KINDS, false },          { decode_split_strings, MARKER_SPLIT, false },
    { decode_base64, MARKER_KINDS, false },          { decode_base64_signs, MARKER_BASE64, false },
    { decode_backslashes, MARKER_BACKSLASH, false }, { decode_percent, MARKER_PERCENT, false },
    { decode_entities, MARKER_ENTITY, false },       { decode_escaped_strings, MARKER_KINDS, false },
};

/* The markers of one kind, in order; they are told mixed. `room` holds as many as there are. */
static struct decoder_input input_of(const struct unit *unit, struct markers markers,
                                     enum marker_kind kind, struct marker *room)
{
    struct decoder_input input = { .unit = unit, .markers = room };
    for (size_t i = 0; i < markers.count; i++)
        if (markers.items[i].kind == kind)
            room[input.count++] = markers.items[i];
    return input;
}

static bool derive_all(const struct unit *unit, struct markers markers, struct derived_text *text)
{
    /* They die with the next scan, which is that of the first unit that is found. */
    cleanup(free_ptr) struct marker *kept = NULL;
    if (markers.count) {
        kept = malloc(2 * markers.count * sizeof(*kept));
        if (!kept)
            return false;
        memcpy(kept, markers.items, markers.count * sizeof(*kept));
        markers.items = kept;
    }
    struct marker *room = kept ? kept + markers.count : NULL;
    for (size_t i = 0; i < ARRAY_SIZE(decoders) && !text->exhausted; i++) {
        const struct decoder_row *row = &decoders[i];
        if (unit->is_document && !unit->is_encoded && !row->of_documents)
            continue;
        struct decoder_input input = input_of(unit, markers, row->marker, room);
        if (row->marker != MARKER_KINDS && input.count == 0)
            continue;
        cleanup(arena_release) struct arena arena = arena_make(ARENA_CEILING, true);
        input.arena = &arena;
        row->decode(&input, text);
        derived_end(text);
    }
    return !text->exhausted;
}

bool derive(struct deriver *deriver, const struct unit *unit, struct markers markers,
            derived_callback found, void *payload, struct veto_error *unread)
{
    size_t depth = depth_of(unit);
    if (depth >= DERIVE_MAX_DEPTH)
        return true;
    if (depth == 0)
        deriver->budget = (uint64_t)(unit->own_end - unit->own_begin) * DERIVE_MAX_RATIO;
    struct level *level = &deriver->levels[depth];
    if (!prepare(level))
        return false;
    struct derived_text text = {
        .from = unit,
        .bytes = level->bytes,
        .pieces = level->pieces,
        .budget = &deriver->budget,
        .unread = unread,
        .emit = found,
        .payload = payload,
    };
    bool whole = derive_all(unit, markers, &text);
    level->written = MAX(level->written, text.written);
    return whole;
}
