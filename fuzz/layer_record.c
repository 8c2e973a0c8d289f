/* SPDX-License-Identifier: Apache-2.0 */
/* A value of the cache of layers, as it is read again: the record, counts, findings, problems. */
#include <stdlib.h>

#include "finding/record.h"
#include "run/layers/layer_tally.h"
#include "source/image/layer_record.h"
#include "target.h"

enum { MOST_PATHS = 4096, ARENA = 1 << 24, ANY_KEY = 12345 };

static const struct veto_rule *any_rule(const char *id, void *payload)
{
    return *id ? payload : NULL;
}

static struct stored_layer empty_layer(void)
{
    struct stored_layer stored = { .size = 0 };
    layer_index_open(&stored.index, MOST_PATHS, ANY_KEY);
    layer_notes_open(&stored.notes);
    return stored;
}

static void release_layer(struct stored_layer *stored)
{
    layer_index_release(&stored->index);
    layer_notes_release(&stored->notes);
}

/* What was believed once is believed again, and says the same. */
static void pack_again(const struct stored_layer *stored)
{
    struct buf first = buf_make(ARENA), second = buf_make(ARENA);
    struct stored_layer copy = empty_layer();
    copy.notes.end = &copy.notes.first;
    layer_record_pack(&first, stored);
    struct pack_reader from = { .rest = buf_span(&first) };
    if (!layer_record_unpack(&from, &copy) || from.rest.len)
        abort();
    layer_record_pack(&second, &copy);
    if (!span_eq(buf_span(&first), buf_span(&second)))
        abort();
    release_layer(&copy);
    buf_release(&first);
    buf_release(&second);
}

static void unpack_told(struct pack_reader *from)
{
    const struct veto_layer info = { .digest = "", .diff_id = "", .instruction = "" };
    const struct veto_origin layer = { .kind = VETO_ORIGIN_LAYER, .layer = &info };
    struct veto_rule rule = { .id = "any" };
    struct collector collector = collector_make();
    struct arena arena = arena_make(ARENA, false);
    const struct finding_record_reader reader = {
        .from = from, .collector = &collector, .layer = &layer, .rule = any_rule, .payload = &rule
    };
    struct buf again = buf_make(ARENA);
    size_t count = unpack_count(from);
    for (size_t i = 0; i < count && finding_record_unpack(&reader); i++)
        finding_record_pack(&again, &collector.findings->finding, &layer);
    count = unpack_count(from);
    for (size_t i = 0; i < count; i++) {
        struct veto_problem problem;
        if (!problem_record_unpack(from, &layer, &arena, &problem))
            break;
        problem_record_pack(&again, &problem, &layer);
    }
    buf_release(&again);
    arena_release(&arena);
    collector_release(&collector);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct pack_reader from = { .rest = { (const char *)data, size } };
    struct stored_layer stored = empty_layer();
    stored.notes.end = &stored.notes.first;
    if (layer_record_unpack(&from, &stored)) {
        pack_again(&stored);
        for (size_t i = 0; i < sizeof(struct layer_counts) / sizeof(uint64_t); i++)
            unpack_number(&from);
        unpack_told(&from);
    }
    release_layer(&stored);
    return 0;
}
