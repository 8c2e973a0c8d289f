/* SPDX-License-Identifier: Apache-2.0 */
#include "run/layers/layer_tally.h"

#include "base/pack.h"
#include "unit/origin.h"

enum { TALLY_ARENA = 64 * 1024 * 1024, IDENTITY_MAX = 1024 * 1024 };

void layer_counts_add(struct layer_counts *to, const struct layer_counts *from)
{
    to->files += from->files;
    to->bytes += from->bytes;
    to->archives += from->archives;
    for (size_t i = 0; i < ARRAY_SIZE(to->skipped); i++)
        to->skipped[i] += from->skipped[i];
    for (size_t i = 0; i < ARRAY_SIZE(to->dropped); i++)
        to->dropped[i] += from->dropped[i];
}

void layer_tallies_open(struct layer_tallies *tallies)
{
    *tallies = (struct layer_tallies){ .arena = arena_make(TALLY_ARENA, false) };
    table_init(&tallies->by_layer);
}

void layer_tallies_release(struct layer_tallies *tallies)
{
    table_release(&tallies->by_layer);
    arena_release(&tallies->arena);
}

void layer_identity_append(struct buf *to, const struct veto_origin *layer)
{
    for (const struct veto_origin *link = layer; link; link = link->parent) {
        pack_number(to, link->kind);
        pack_number(to, link->ordinal);
        pack_number(to, link->layer ? link->layer->index : 0);
        pack_bytes(to, span_from_bytes(link->name));
    }
}

static struct layer_tally *add(struct layer_tallies *tallies, const struct veto_origin *layer,
                               struct span identity)
{
    struct layer_tally *tally = ARENA_NEW(&tallies->arena, struct layer_tally);
    struct span key = arena_span(&tallies->arena, identity);
    if (!tally || !key.data)
        return NULL;
    tally->layer = origin_copy(&tallies->arena, layer);
    if (!tally->layer || table_set(&tallies->by_layer, key, tally) < 0)
        return NULL;
    return tally;
}

struct layer_tally *layer_tally_of(struct layer_tallies *tallies, const struct veto_origin *origin)
{
    const struct veto_origin *layer = origin_find(origin, VETO_ORIGIN_LAYER);
    if (!layer)
        return NULL;
    if (tallies->last && origin_compare(tallies->last->layer, layer) == 0)
        return tallies->last;
    struct buf identity = buf_make(IDENTITY_MAX);
    layer_identity_append(&identity, layer);
    struct layer_tally *tally = table_get(&tallies->by_layer, buf_span(&identity));
    if (!tally && !identity.failed)
        tally = add(tallies, layer, buf_span(&identity));
    buf_release(&identity);
    tallies->last = tally;
    return tally;
}

const struct layer_tally *layer_tally_find(const struct layer_tallies *tallies,
                                           const struct veto_origin *layer)
{
    struct buf identity = buf_make(IDENTITY_MAX);
    layer_identity_append(&identity, layer);
    const struct layer_tally *tally = table_get(&tallies->by_layer, buf_span(&identity));
    buf_release(&identity);
    return tally;
}
